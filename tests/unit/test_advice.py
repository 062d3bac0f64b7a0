"""Rules on Dockerfiles: what they find, where, and that the fix mends it."""

from importlib.resources import files

import pytest

from workbench.domain.advice.edits import apply_edits, inserted
from workbench.domain.advice.rule_texts import RULES
from workbench.domain.advice.rules import own_advice
from workbench.domain.advice.subject import AdviceSubject, BaseFacts, ContextEntry, advice_subject
from workbench.domain.advice.values import Advice, AdviceLevel, TextEdit

HEAD = "FROM x:1.2.3\nWORKDIR /app\nUSER 7\n"


def sample(name: str) -> str:
    return (files("workbench.sample") / "giropops-senhas" / name).read_text()


def entries(*paths: str) -> tuple[ContextEntry, ...]:
    return tuple(ContextEntry(path.rstrip("/"), path.endswith("/"), size_bytes=100) for path in sorted(paths))


def subject_of(
    text: str, *paths: str, ignore: str | None = "", bases: tuple[BaseFacts, ...] = ()
) -> AdviceSubject:
    return advice_subject(
        text, ignore_text=ignore, entries=entries(*paths), knows_all_files=bool(paths), bases=bases
    )


def rules(text: str, *paths: str, ignore: str | None = "") -> list[tuple[str, int]]:
    return [(each.rule, each.line) for each in own_advice(subject_of(text, *paths, ignore=ignore))]


def the(rule: str, subject: AdviceSubject) -> Advice:
    (found,) = [each for each in own_advice(subject) if each.rule == rule]
    return found


def fixed(rule: str, text: str, *paths: str, ignore: str | None = "") -> str:
    """The file that the fix writes, as it then is."""
    subject = subject_of(text, *paths, ignore=ignore)
    fix = the(rule, subject).fix
    assert fix is not None
    return apply_edits(text if fix.path == subject.path else ignore or "", fix.edits)


def test_advice_on_the_sample_grows_less_with_each_lesson() -> None:
    names = [path.name for path in (files("workbench.sample") / "giropops-senhas").iterdir()]
    ignore = sample(".dockerignore")
    found = {
        name: [rule for rule, _ in rules(sample(f"Dockerfile.{name}"), *names, ignore=ignore)]
        for name in ("full", "slim", "distroless", "hardened")
    }
    assert found["full"] == [
        "exact-base",
        "slim-base",
        "non-root-user",
        "cache-order",
        "pip-no-cache",
        "health-check",
    ]
    assert found["slim"] == ["exact-base", "non-root-user", "health-check"]
    assert found["distroless"] == ["exact-base", "exact-base", "health-check"]
    assert found["hardened"] == []


@pytest.mark.parametrize(
    ("body", "rule", "line"),
    [
        ("COPY a b", "workdir", 2),
        ("USER root", "non-root-user", 2),
        ("COPY . /app", "dockerignore", 2),
        ("CMD gunicorn app:app", "exec-form", 2),
        ("RUN apt-get update && apt-get install -y --no-install-recommends curl", "apt-lists", 2),
        ("RUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*", "apt-recommends", 2),
        ("RUN apk add curl", "apk-no-cache", 2),
        ("RUN pip3 install \\\n  flask", "pip-no-cache", 2),
        ("RUN python -m pip install x && pip install --no-cache-dir y", "pip-no-cache", 2),
        ("COPY . /app\nRUN npm ci", "cache-order", 2),
        ("RUN pip install --no-cache-dir uv\nCOPY . /app\nRUN uv sync --frozen", "cache-order", 3),
        ("COPY a /app/\nRUN chown -R 7 /app", "chown-layer", 3),
        ("RUN apt-get install -y gcc libpq-dev", "build-tools", 2),
        ("ENV API_TOKEN=abc", "secret-value", 2),
        ("ENV DB_PASSWORD abc", "secret-value", 2),
        ("ARG NPM_TOKEN", "secret-value", 2),
        ("EXPOSE 80", "health-check", 2),
        ("COPY", "syntax", 2),
    ],
)
def test_each_rule_finds_what_it_is_for(body: str, rule: str, line: int) -> None:
    assert (rule, line) in rules(f"FROM x:1.2.3\n{body}", ignore=None)


@pytest.mark.parametrize(
    "body",
    [
        "ENV PIP_NO_CACHE_DIR=1\nRUN pip install x",
        "RUN --mount=type=cache,target=/root/.cache pip install x",
        "RUN pip install --no-cache-dir x && echo pip",
        "RUN pip install \\\n  # only these\n  --no-cache-dir \\\n  x",
        "COPY a /a\nRUN echo install",
        'CMD ["x"]',
        "COPY --from=0 . /a",
        "RUN apt-get install -y --no-install-recommends gcc && make && apt-get purge -y gcc"
        " && rm -rf /var/lib/apt/lists/*",
        "RUN --mount=type=cache,target=/var/lib/apt apt-get install --no-install-recommends -y curl",
        "RUN apk add --no-cache curl",
        "RUN chown -R 7 /data\nCOPY a /a",
        "ENV API_TOKEN=\nENV KEYBOARD=us",
        "EXPOSE 80\nHEALTHCHECK NONE",
        "COPY a ./\nCOPY . .\nRUN pip install --no-cache-dir --no-deps .",
        "COPY a ./\nRUN pip install --no-cache-dir -r a\nCOPY . .\nRUN pip install --no-cache-dir .",
        "COPY uv.lock ./\nRUN uv sync --frozen --no-install-project\nCOPY . .\nRUN uv sync --frozen",
    ],
)
def test_no_advice_where_none_is_due(body: str) -> None:
    assert rules(f"{HEAD}{body}") == []


def test_build_tools_of_a_stage_that_is_thrown_away_are_no_fault() -> None:
    text = "FROM y:1.2.3 AS build\nRUN apk add --no-cache gcc\n" + HEAD + "COPY --from=build /a /a"
    assert rules(text) == []


def test_advice_on_a_file_without_stages_is_what_is_wrong_with_it() -> None:
    assert rules("RUN x") == [("syntax", 0), ("syntax", 1)]


def test_every_rule_says_what_it_is_for_and_where_to_read_more() -> None:
    for text in RULES.values():
        assert text.title
        assert text.explanation.endswith(".")
        assert text.reference.startswith("https://")


def test_no_secret_is_shown() -> None:
    found = the("secret-value", subject_of(f"{HEAD}ENV API_TOKEN=hunter2"))
    assert found.level is AdviceLevel.ERROR
    assert "hunter2" not in found.message + found.fix_hint


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("pip-no-cache", "RUN pip install x", "RUN pip install --no-cache-dir x"),
        (
            "pip-no-cache",
            "RUN pip install x && \\\n    pip3 install y",
            "RUN pip install --no-cache-dir x && \\\n    pip3 install --no-cache-dir y",
        ),
        ("apk-no-cache", "RUN apk add curl", "RUN apk add --no-cache curl"),
        (
            "apt-recommends",
            "RUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
            "RUN apt-get install --no-install-recommends -y curl && rm -rf /var/lib/apt/lists/*",
        ),
        (
            "apt-lists",
            "RUN apt-get update && \\\n  apt-get install --no-install-recommends -y curl",
            "RUN apt-get update && \\\n  apt-get install --no-install-recommends -y curl && \\\n"
            "  rm -rf /var/lib/apt/lists/*",
        ),
        ("exec-form", "CMD gunicorn 'a b' app:app", 'CMD ["gunicorn", "a b", "app:app"]'),
        ("chown-layer", "COPY a /app/\nRUN chown -R 7:7 /app", "COPY --chown=7:7 a /app/"),
        (
            "cache-order",
            "COPY --chown=7 . .\nENV A=1\nRUN pip install --no-cache-dir -r requirements.txt",
            "COPY --chown=7 requirements.txt .\nENV A=1\n"
            "RUN pip install --no-cache-dir -r requirements.txt\nCOPY --chown=7 . .",
        ),
        (
            "cache-order",
            "COPY . .\nRUN npm ci",
            "COPY package-lock.json package.json ./\nRUN npm ci\nCOPY . .",
        ),
    ],
)
def test_a_fix_mends_what_was_found_and_nothing_else(rule: str, before: str, after: str) -> None:
    there = ("requirements.txt", "package.json", "package-lock.json", "a")
    done = fixed(rule, f"{HEAD}{before}\n# the end\n", *there)
    if rule == "cache-order" and "npm" in before:
        after = after.replace("package-lock.json package.json", "package.json package-lock.json")
    assert done == f"{HEAD}{after}\n# the end\n"
    assert rule not in [each for each, _ in rules(done, *there)]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("exec-form", f"{HEAD}CMD gunicorn $APP"),
        ("exec-form", f"{HEAD}CMD exec gunicorn"),
        ("cache-order", f"{HEAD}COPY . .\nRUN make\nRUN pip install --no-cache-dir -r requirements.txt"),
        ("cache-order", f"{HEAD}COPY . .\nRUN pip install --no-cache-dir -r requirements.txt ."),
        ("cache-order", f"{HEAD}COPY . .\nRUN pip install --no-cache-dir -r other.txt"),
        ("chown-layer", f"{HEAD}COPY a /app/\nRUN useradd me && chown -R me /app"),
        ("slim-base", "ARG BASE=python:3.11.1\nFROM $BASE\nUSER 7"),
        ("build-tools", f"{HEAD}RUN apk add --no-cache gcc"),
    ],
)
def test_what_cannot_be_mended_for_sure_is_left_to_the_person(rule: str, text: str) -> None:
    found = the(rule, subject_of(text, "requirements.txt", "a"))
    assert found.fix is None
    assert found.fix_hint


def test_a_user_is_made_before_the_command_as_the_base_makes_users() -> None:
    text = 'FROM python:3.11.7-slim\nWORKDIR /app\nCMD ["a"]\n'
    done = fixed("non-root-user", text)
    assert done.splitlines()[2].startswith("RUN groupadd --gid 10001 app")
    assert done.splitlines()[4:] == ["USER 10001:10001", 'CMD ["a"]']
    assert "adduser -u 10001" in fixed("non-root-user", "FROM python:3.11.7-alpine\n")
    assert fixed("non-root-user", "FROM gcr.io/own:1.2.3\n") == "FROM gcr.io/own:1.2.3\nUSER 10001:10001\n"


def test_a_health_check_asks_the_port_that_is_told() -> None:
    done = fixed("health-check", 'FROM python:3.11.7-slim\nUSER 7\nEXPOSE 5000/tcp\nCMD ["a"]\n')
    assert "http://127.0.0.1:5000/" in done
    assert rules(done) == []


def test_an_exact_base_is_the_one_that_the_engine_has() -> None:
    bases = (
        BaseFacts("python:3.11-slim", 1, "3.11.7"),
        BaseFacts("shop/base:2", 1, "", "sha256:" + "a" * 64),
    )
    text = "FROM python:3.11-slim AS one\nFROM shop/base:2\nUSER 7\n"
    first, second = own_advice(subject_of(text, bases=bases))
    assert first.fix is not None
    assert second.fix is not None
    done = apply_edits(text, first.fix.edits + second.fix.edits)
    assert done.startswith(f"FROM python:3.11.7-slim AS one\nFROM shop/base:2@sha256:{'a' * 64}\n")


def test_a_smaller_base_says_what_it_saves() -> None:
    bases = (BaseFacts("python:3.11.7", 600), BaseFacts("python:3.11.7-slim", 150))
    found = the("slim-base", subject_of("FROM python:3.11.7\nUSER 7", bases=bases))
    assert found.cost is not None
    assert found.cost.size_bytes == 450


def test_what_is_in_the_folder_and_never_needed_is_named() -> None:
    found = the("ignore-misses", subject_of(f"{HEAD}COPY . .", "app.py", ".git/", "venv/", ignore="*.md\n"))
    assert "goes" not in found.message
    assert ".git, venv go into the image" in found.message
    assert found.cost is not None
    assert found.cost.size_bytes == 200
    done = fixed("ignore-misses", f"{HEAD}COPY . .", "app.py", ".git/", "venv/", ignore="*.md")
    assert done == "*.md\n.git\nvenv\n"
    assert rules(f"{HEAD}COPY . .", "app.py", ".git/", "venv/", ignore=done) == []


def test_a_folder_without_an_ignore_file_is_given_one_that_names_what_is_there() -> None:
    done = fixed("dockerignore", f"{HEAD}COPY . .", "app.py", "node_modules/", ".env", ignore=None)
    assert {"node_modules", ".git", ".env*"} <= set(done.splitlines())


def test_a_copied_secret_is_an_error() -> None:
    text = f"{HEAD}COPY conf/ conf/"
    found = the("secret-file", subject_of(text, "conf/", "conf/tls.key", "conf/.env.example", "conf/a"))
    assert found.level is AdviceLevel.ERROR
    assert found.message.startswith("conf/tls.key goes")
    assert fixed("secret-file", text, "conf/", "conf/tls.key") == "conf/tls.key\n"


def test_a_copy_of_what_is_not_in_the_context_is_an_error() -> None:
    text = f"{HEAD}COPY missing.txt hidden.txt a* http://x/y /app/"
    found = own_advice(subject_of(text, "hidden.txt", "app.py", ignore="hidden*"))
    assert [each.message.partition(" is ")[0] for each in found] == ["missing.txt", "hidden.txt"]
    assert found[0].fix is None
    assert found[1].fix is not None
    assert apply_edits("hidden*", found[1].fix.edits) == "hidden*\n!hidden.txt\n"


def test_an_ignore_file_that_no_engine_would_read_is_an_error() -> None:
    assert rules(f"{HEAD}COPY . .", "a", ignore="[z-a]") == [("dockerignore", 0)]


def test_edits_keep_the_line_ends_of_a_file() -> None:
    text = "\ufeffone\r\ntwo\nthree"
    edits = (TextEdit(2, 2, ("2", "2b")), inserted(4, "four"))
    assert apply_edits(text, edits) == "\ufeffone\r\n2\r\n2b\r\nthree\r\nfour\r\n"
    assert apply_edits("one\ntwo\n", (TextEdit(1, 1, ()),)) == "two\n"


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "FROM x:1.2.3\nUSER me\nRUN " + "pip " * 20_000,
        "FROM x:1.2.3\nUSER me\nRUN " + "install pip --no-cache-dir " * 20_000,
        HEAD + "RUN echo a\n" * 20_000,
        "FROM a\n" * 20_000,
    ],
    ids=["one word", "two words", "many lines", "many stages"],
)
def test_a_very_long_file_is_read_in_reasonable_time(text: str) -> None:
    # Looking for "pip … install" by one pattern took half a minute here.
    assert own_advice(subject_of(text)) == ()
