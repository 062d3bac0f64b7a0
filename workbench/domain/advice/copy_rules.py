"""Rules on where files are copied to, in which order, and with which owner."""

import re
from collections.abc import Iterator

from workbench.domain.advice.edits import inserted, removed, rewritten
from workbench.domain.advice.shell_commands import shell_commands, tool_calls
from workbench.domain.advice.subject import AdviceSubject
from workbench.domain.advice.values import Advice, Fix
from workbench.domain.copy_sources import copies_all, operands
from workbench.domain.dockerfile_settings import final_settings
from workbench.domain.dockerfile_values import Instruction

_INSTALLERS: dict[str, tuple[str, ...]] = {
    "pip": ("install",),
    "pip3": ("install",),
    "uv": ("sync", "install"),
    "poetry": ("install",),
    "npm": ("ci", "install"),
    "pnpm": ("install",),
    "yarn": ("install",),
    "bundle": ("install",),
    "composer": ("install",),
    "go": ("download",),
}
_LISTS: dict[str, tuple[str, ...]] = {
    "uv": ("pyproject.toml", "uv.lock"),
    "poetry": ("pyproject.toml", "poetry.lock"),
    "npm": ("package.json", "package-lock.json", "npm-shrinkwrap.json"),
    "pnpm": ("package.json", "pnpm-lock.yaml"),
    "yarn": ("package.json", "yarn.lock"),
    "bundle": ("Gemfile", "Gemfile.lock"),
    "composer": ("composer.json", "composer.lock"),
    "go": ("go.mod", "go.sum"),
}
# With these an installer takes the app alone, or all that the app needs and not the app.
_APP_ALONE = frozenset({"--no-deps", "--only-root"})
_WITHOUT_APP = frozenset({"--no-install-project", "--no-install-workspace", "--no-root"})
_LIST_OPTIONS = ("-r", "-c", "--requirement", "--constraint")
_HARMLESS = frozenset({"ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "STOPSIGNAL"})
_CHOWN = re.compile(r"RUN\s+chown\s+(?:-\w+\s+)*(?P<owner>[\w.-]+(?::[\w.-]*)?)\s+(?P<path>\S+)\s*")


def workdir(subject: AdviceSubject) -> Iterator[Advice]:
    """Files copied to a relative place while no folder is set."""
    if final_settings(subject.dockerfile, subject.target).workdir:
        return
    relative = next(
        (each for each in subject.final if each.keyword in ("ADD", "COPY") and _goes_nowhere_named(each)),
        None,
    )
    if relative:
        yield Advice(
            relative.line,
            "workdir",
            "No WORKDIR is set, so this lands in the base image's folder, often /.",
            "Put WORKDIR /app before it.",
            fix=Fix(subject.path, (inserted(relative.line, "WORKDIR /app"),)),
        )


def cache_order(subject: AdviceSubject) -> Iterator[Advice]:
    """Everything copied before the packages are installed."""
    arguments = subject.arguments
    whole: Instruction | None = None
    between: list[Instruction] = []
    is_prepared = False
    for each in subject.dockerfile.instructions:
        if each.keyword == "FROM":
            whole, is_prepared = None, False
        elif whole is None:
            is_prepared = is_prepared or _installs_all_but_the_app(each)
            whole, between = (each if copies_all(each, arguments) else None), []
        elif _installed_with(each) and not is_prepared and _APP_ALONE.isdisjoint(_said(each)):
            yield Advice(
                whole.line,
                "cache-order",
                f"Any changed file runs line {each.line} anew: everything is copied before the packages.",
                "Copy only the list of packages first, install, then copy the rest.",
                fix=_reordered(subject, whole, between, each),
            )
            whole = None
        else:
            between.append(each)


def chown_layer(subject: AdviceSubject) -> Iterator[Advice]:
    """A RUN that changes the owner of files which were copied before, and so stores them twice."""
    known: list[Instruction] = []
    has_copies = False
    for each in subject.dockerfile.instructions:
        if each.keyword == "FROM":
            known, has_copies = [], False
        has_copies = has_copies or each.keyword in ("ADD", "COPY")
        if each.keyword == "RUN" and has_copies and any(tool_calls(each.original, ("chown",), ("-R", "-hR"))):
            yield Advice(
                each.line,
                "chown-layer",
                "chown -R in a layer of its own stores every file that it touches a second time.",
                "Give the files their owner where they are copied: COPY --chown=USER.",
                fix=_owned_copies(subject, each, known),
            )
        known.append(each)


def _installed_with(instruction: Instruction) -> str:
    """The package installer that a RUN calls, empty where it calls none."""
    if instruction.keyword != "RUN":
        return ""
    for tool, jobs in _INSTALLERS.items():
        if any(tool_calls(instruction.original, (tool,), jobs)):
            return tool
    return ""


def _package_lists(subject: AdviceSubject, instruction: Instruction) -> tuple[str, ...]:
    """The files that name the packages which a RUN installs; none where it needs more than them."""
    tool = _installed_with(instruction)
    is_there = {each.path for each in subject.kept if not each.is_folder}.__contains__
    if tool in ("pip", "pip3"):
        said = _said(instruction)
        if any(word in ("-e", "--editable", ".") or word.startswith(("./", ".[")) for word in said):
            return ()
        named = _listed(said)
        return named if all(map(is_there, named)) else ()
    return tuple(name for name in _LISTS.get(tool, ()) if is_there(name))


def _said(instruction: Instruction) -> list[str]:
    """All words with which a RUN calls package installers."""
    return [
        word
        for tool, jobs in _INSTALLERS.items()
        for call in tool_calls(instruction.original, (tool,), jobs)
        for word in call.words
    ]


def _installs_all_but_the_app(instruction: Instruction) -> bool:
    """Whether a RUN installs what the app needs, so that a later one has little left to do."""
    said = _said(instruction) if instruction.keyword == "RUN" else []
    return bool(_listed(said)) or not _WITHOUT_APP.isdisjoint(said)


def _listed(said: list[str]) -> tuple[str, ...]:
    """The files that pip's words name as lists of packages."""
    found: dict[str, None] = {}
    for word, following in zip(said, [*said, ""][1:], strict=True):
        option, _, value = word.partition("=")
        if option in _LIST_OPTIONS and (value or following):
            found[value or following] = None
        elif word.startswith("-r") and len(word) > 2:
            found[word[2:]] = None
    return tuple(found)


def _reordered(
    subject: AdviceSubject, whole: Instruction, between: list[Instruction], install: Instruction
) -> Fix | None:
    """The lists copied where all was, and all of it behind the installation."""
    lists = _package_lists(subject, install)
    is_plain = len(operands(whole)) == 2 and "\n" not in whole.original and whole.keyword == "COPY"
    if not lists or not is_plain or any(each.keyword not in _HARMLESS for each in between):
        return None
    target = operands(whole)[1]
    folder = f"{target.rstrip('/')}/" if len(lists) > 1 or target != "." else target
    flags = "".join(f"--{name}={value} " if value else f"--{name} " for name, value in whole.flags)
    first = f"COPY {flags}{' '.join(lists)} {folder}"
    return Fix(subject.path, (rewritten(whole, first), inserted(install.end_line + 1, whole.original)))


def _owned_copies(subject: AdviceSubject, chown: Instruction, known: list[Instruction]) -> Fix | None:
    """The owner given with each COPY into that folder, and no RUN; only where that surely is the same."""
    match = _CHOWN.fullmatch(chown.original)
    if match is None:
        return None
    owner, path = match["owner"], match["path"].rstrip("/") or "/"
    folder = "/"
    edits = [removed(chown)]
    made_at = _made_at(owner.partition(":")[0], known)
    for each in known:
        if each.keyword == "WORKDIR":
            folder = f"{folder.rstrip('/')}/{each.arguments}" if each.arguments[0] != "/" else each.arguments
        elif each.keyword in ("ADD", "COPY") and each.flag("chown") is None:
            target = operands(each)[-1]
            absolute = (
                target if target.startswith("/") else f"{folder.rstrip('/')}/{target.removeprefix('.')}"
            )
            if not f"{absolute.rstrip('/')}/".startswith(f"{path}/") and path not in (".", folder):
                continue
            if made_at is None or each.line < made_at:
                return None
            keyword = each.original[: len(each.keyword)]
            edits.append(rewritten(each, f"{keyword} --chown={owner}{each.original[len(keyword) :]}"))
    return Fix(subject.path, tuple(edits)) if len(edits) > 1 else None


def _made_at(user: str, known: list[Instruction]) -> int | None:
    """From which line on a user is there: 0 for a number, which needs no entry; None where it is not made."""
    if user.isdigit() or user in ("nobody", "www-data"):
        return 0
    for each in known:
        if each.keyword != "RUN":
            continue
        for command in shell_commands(each.original):
            said = {word.text for word in command}
            if user in said and said & {"useradd", "adduser"}:
                return each.line
    return None


def _goes_nowhere_named(instruction: Instruction) -> bool:
    target = operands(instruction)[-1:]
    return bool(target) and not target[0].startswith(("/", "$"))
