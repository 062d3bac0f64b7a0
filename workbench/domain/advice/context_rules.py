"""Rules on what of the app's folder goes into the image, and what .dockerignore keeps out."""

import fnmatch
from collections.abc import Iterable, Iterator

from workbench.domain.advice.edits import appended, inserted
from workbench.domain.advice.subject import AdviceSubject, ContextEntry
from workbench.domain.advice.values import Advice, AdviceLevel, Cost, Fix
from workbench.domain.copy_sources import copies_all, copy_sources, is_pattern, takes
from workbench.domain.dockerfile_values import Instruction

_NEVER_NEEDED = (
    ".git .hg .svn .venv venv env node_modules __pycache__ .pytest_cache .mypy_cache .ruff_cache .tox .nox "
    ".coverage htmlcov .idea .vscode .DS_Store"
).split()
_SELDOM_NEEDED = (
    ".editorconfig .github .gitattributes .gitignore .gitlab-ci.yml .pre-commit-config.yaml *.md *.rst "
    "Dockerfile Dockerfile.* *.Dockerfile compose.yaml compose.yml docker-compose*.y*ml docs test tests"
).split()
_SECRETS = (
    ".env .env.* *.pem *.key *.p12 *.pfx *.kdbx id_rsa id_dsa id_ecdsa id_ed25519 .netrc .npmrc .pypirc "
    ".git-credentials .htpasswd credentials.json service-account*.json"
).split()
_NO_SECRETS = (".example", ".sample", ".template", ".dist", ".pub")
_MOST_NAMED = 4


def missing_ignore(subject: AdviceSubject) -> Iterator[Advice]:
    """The whole folder is copied, and nothing says what stays out."""
    copy = _copy_of_all(subject)
    if copy is None or subject.ignore_text is not None:
        return
    matching = _matching(subject.entries, _NEVER_NEEDED)
    lines = [
        "# What an image of this app never needs.",
        ".git",
        ".dockerignore",
        "Dockerfile*",
        "**/__pycache__",
    ]
    lines += [name for name in matching if name not in lines]
    lines += [f"{name}*" for name in (".env",) if _matching(subject.entries, (".env", ".env.*"))]
    yield Advice(
        copy.line,
        "dockerignore",
        "The whole folder is copied and there is no .dockerignore: .git and secrets go in too.",
        "Write a .dockerignore that names what the image does not need.",
        fix=Fix(subject.ignore_path, (inserted(1, *lines),)),
        cost=_cost(matching.values()),
    )


def untrue_ignore(subject: AdviceSubject) -> Iterator[Advice]:
    """An ignore file that cannot be read, or lets in what is there and never needed."""
    if subject.ignore_problem:
        yield Advice(
            0,
            "dockerignore",
            subject.ignore_problem,
            "Mend that line: no build starts with it.",
            AdviceLevel.ERROR,
        )
        return
    copy = _copy_of_all(subject)
    if copy is None or subject.ignore_text is None:
        return
    if found := _matching(subject.kept, _NEVER_NEEDED):
        yield Advice(
            copy.line,
            "ignore-misses",
            f"{_named(found)} {_goes(found)} into the image: {subject.ignore_path} does not name it.",
            "Name it there.",
            fix=_ignored(subject, found),
            cost=_cost(found.values()),
        )
    if found := _matching(subject.kept, _SELDOM_NEEDED):
        yield Advice(
            copy.line,
            "needed-files",
            f"{_named(found)} {_goes(found)} into the image, and the app hardly runs with it.",
            f"Name what is needed in COPY, or what is not in {subject.ignore_path}.",
            AdviceLevel.HINT,
            fix=_ignored(subject, found),
            cost=_cost(found.values()),
        )


def copied_secrets(subject: AdviceSubject) -> Iterator[Advice]:
    """Files that look like secrets and are copied."""
    for each in subject.dockerfile.instructions:
        taken = [entry for entry in subject.taken(each) if not entry.is_folder] if _copies(each) else []
        found = {
            entry.path: entry
            for entry in taken
            if _is_like(entry.path.rpartition("/")[2], _SECRETS) and not entry.path.endswith(_NO_SECRETS)
        }
        if found:
            yield Advice(
                each.line,
                "secret-file",
                f"{_named(found)} {_goes(found)} into the image, where everybody who has it can read it.",
                f"Keep it out with {subject.ignore_path}, and hand it over when the app runs.",
                AdviceLevel.ERROR,
                fix=_ignored(subject, found),
            )


def copy_sources_there(subject: AdviceSubject) -> Iterator[Advice]:
    """A COPY of what is not in the folder, or is kept out of the context."""
    if not subject.knows_all_files:
        return
    arguments, kept = subject.arguments, subject.kept
    for each in subject.dockerfile.instructions:
        for source in copy_sources(each, arguments) if _copies(each) else ():
            if source == "." or "$" in source or any(takes(source, entry.path) for entry in kept):
                continue
            is_hidden = any(takes(source, entry.path) for entry in subject.entries)
            yield Advice(
                each.line,
                "copy-source",
                f"{source} is kept out by {subject.ignore_path}: this step will fail."
                if is_hidden
                else f"{source} is not in the app's folder: this step will fail.",
                "Take it back in with a line that begins with !." if is_hidden else "Mend the name.",
                AdviceLevel.ERROR,
                fix=_ignored(subject, (f"!{source}",)) if is_hidden and not is_pattern(source) else None,
            )


def _copies(instruction: Instruction) -> bool:
    return instruction.keyword in ("ADD", "COPY")


def _copy_of_all(subject: AdviceSubject) -> Instruction | None:
    """The first instruction that copies the whole context."""
    arguments = subject.arguments
    return next((each for each in subject.dockerfile.instructions if copies_all(each, arguments)), None)


def _matching(entries: Iterable[ContextEntry], patterns: Iterable[str]) -> dict[str, ContextEntry]:
    """The entries at the top of the folder with such names."""
    names = tuple(patterns)
    return {each.path: each for each in entries if "/" not in each.path and _is_like(each.path, names)}


def _is_like(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _named(found: Iterable[str]) -> str:
    names = list(found)
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _goes(found: Iterable[str]) -> str:
    return "goes" if len(list(found)) == 1 else "go"


def _cost(entries: Iterable[ContextEntry]) -> Cost | None:
    total = sum(each.size_bytes for each in entries)
    return Cost(total, basis="the files as they are in the folder now") if total else None


def _ignored(subject: AdviceSubject, names: Iterable[str]) -> Fix | None:
    """The names put at the end of the ignore file; none that such a file would read as a pattern."""
    lines = tuple(names)
    if any(set(line) & set("*?[\\\n") or line.startswith("#") for line in lines):
        return None
    return Fix(subject.ignore_path, (appended(subject.ignore_text or "", *lines),))
