"""How a recipe installs what an app needs: from its lists and locks, on a Python that it allows."""

from pathlib import Path

import pytest

from tests.unit.app_folders import folder_of
from workbench.domain.recipes import RecipeChoice, render
from workbench.services.app_facts import app_facts
from workbench.services.read_recipes import find_recipe, read_recipes

RECIPES = read_recipes(Path("/nonexistent"))[0]


def test_the_folder_shows_how_the_app_is_installed(tmp_path: Path) -> None:
    project = "[project]\nname = 'x'\nversion = '1'\nrequires-python = '>=3.11'\ndependencies = ['redis']\n"
    facts = app_facts(folder_of(tmp_path, pyproject_dot_toml=project, main_dot_py="print(1)\n"))
    assert (facts.python, facts.dependency_files, facts.is_package) == ("3.11", ("pyproject.toml",), False)
    assert "tomllib" in facts.install
    built = project + "[build-system]\nrequires = ['hatchling']\n"
    facts = app_facts(folder_of(tmp_path, pyproject_dot_toml=built, uv_dot_lock="version = 1\n"))
    assert (facts.dependency_files, facts.is_package) == (("pyproject.toml", "uv.lock"), True)
    facts = app_facts(folder_of(tmp_path, requirements_dot_txt="redis\n"))
    assert facts.dependency_files == ("requirements.txt",)


_PROJECT = "[project]\nname = 'x'\nversion = '1'\ndependencies = ['redis']\n"
_POETRY = "[tool.poetry.dependencies]\npython = '^3.11'\nredis = {version = '^5', extras = ['hiredis']}\n"
_PINNED = "[[package]]\nname = 'redis'\nversion = '5.0.1'\n"


def test_pip_is_held_to_what_a_lock_pins(tmp_path: Path) -> None:
    for number, (lock, project) in enumerate(
        (("uv_dot_lock", _PROJECT), ("pdm_dot_lock", _PROJECT), ("poetry_dot_lock", _POETRY))
    ):
        folder = folder_of(tmp_path / str(number), pyproject_dot_toml=project, **{lock: _PINNED})
        facts = app_facts(folder)
        name = lock.replace("_dot_", ".")
        assert facts.dependency_files == ("pyproject.toml", name)
        assert f"open('{name}', 'rb')" in facts.install
        assert facts.install.endswith("-c /tmp/constraints.txt")
        assert f"installed from pyproject.toml, {name}" in facts.findings


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"poetry_dot_lock": _PINNED + _PINNED.replace("5.0.1", "5.0.2")},
            "poetry.lock is not followed: it pins redis to several",
        ),
        ({"pdm_dot_lock": _PINNED + "git = 'x'\n"}, "pdm.lock is not followed: redis does not come from"),
        ({"poetry_dot_lock": "[["}, "poetry.lock is not followed: it cannot be read"),
        ({"Pipfile_dot_lock": "{}"}, "Pipfile.lock is not used"),
        ({"requirements_dot_txt": "redis\n", "uv_dot_lock": _PINNED}, "uv.lock is not used"),
        ({"pyproject_dot_toml": _POETRY}, "what [tool.poetry] asks for is installed only by its lock"),
        (
            {"uv_dot_lock": _PINNED + "source = { editable = 'libs/redis' }\n"},
            "uv.lock is not followed: redis is not to be had by its name",
        ),
        (
            {"pyproject_dot_toml": f"{_PROJECT}[tool.uv.sources]\nredis = {{ path = 'libs/redis' }}\n"},
            "redis is not to be had by its name",
        ),
        (
            {"pyproject_dot_toml": f"{_PROJECT}[tool.poetry.dependencies]\nredis = {{ git = 'x' }}\n"},
            "redis is not to be had by its name",
        ),
        (
            {
                "pyproject_dot_toml": f"{_PROJECT}[[tool.uv.index]]\nname = 'corp'\nurl = 'https://corp.example'\n"
            },
            "what comes from corp is not to be had by its name",
        ),
        (
            {
                "pyproject_dot_toml": f"{_POETRY}[[tool.poetry.source]]\nname = 'corp'\n",
                "poetry_dot_lock": _PINNED,
            },
            "poetry.lock is not followed: its packages may come from corp",
        ),
        (
            {"uv_dot_lock": _PINNED + "source = { git = 'https://code.example/redis#1' }\n"},
            "redis: fetched by git, which only full base images have",
        ),
    ],
    ids=[
        "forked",
        "git",
        "broken",
        "pipenv",
        "requirements",
        "unlocked",
        "workspace",
        "folder",
        "repository",
        "own index",
        "locked from an own index",
        "git for uv",
    ],
)
def test_a_lock_that_is_left_aside_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    facts = app_facts(folder_of(tmp_path, **{"pyproject_dot_toml": _PROJECT, **files}))
    assert any(each.startswith(said) for each in facts.findings), facts.findings
    # A stranger's package of that name must not be installed in its place.
    assert "not to be had" not in said or facts.install == ""


def test_a_package_that_pdm_locks_again_for_its_extras_is_pinned_to_one_version(tmp_path: Path) -> None:
    # It counted as two versions, and the lock was left aside.
    lock = _PINNED + _PINNED + "extras = ['hiredis']\n"
    facts = app_facts(folder_of(tmp_path, pyproject_dot_toml=_PROJECT, pdm_dot_lock=lock))
    assert facts.dependency_files == ("pyproject.toml", "pdm.lock")


_FROM_HERE = "source = { registry = 'https://here.example' }\n"


@pytest.mark.parametrize(
    ("lock", "options"),
    [
        (_PINNED + "source = { git = 'x' }\n", "--no-emit-project -o"),
        (_PINNED + _PINNED.replace("5.0.1", "5.0.2"), "--no-emit-project -o"),
        (
            _PINNED + _FROM_HERE + _PINNED.replace("redis", "flask") + _FROM_HERE.replace("here", "there"),
            "--no-emit-project --emit-index-url -o",
        ),
    ],
    ids=["git", "forked", "two indexes"],
)
def test_a_lock_of_uv_that_pip_cannot_follow_is_left_to_uv(tmp_path: Path, lock: str, options: str) -> None:
    facts = app_facts(folder_of(tmp_path, pyproject_dot_toml=_PROJECT, uv_dot_lock=lock))
    assert options in facts.install
    # Put aside: in a virtual environment it was not found, and would have been carried over.
    assert facts.install.startswith("pip install --no-cache-dir --target /tmp/uv 'uv<1' && ")
    assert "rm -rf /tmp/uv" in facts.install


def test_where_a_project_names_its_own_index_the_lock_says_what_comes_from_it(tmp_path: Path) -> None:
    project = f"{_PROJECT}[[tool.uv.index]]\nname = 'corp'\nurl = 'https://here.example'\n"
    files = {"pyproject_dot_toml": project, "uv_dot_lock": _PINNED + _FROM_HERE}
    assert "--emit-index-url" in app_facts(folder_of(tmp_path, **files)).install


@pytest.mark.parametrize(
    ("wanted", "python"),
    [
        (">=3.9", "3.11"),
        (">=3.10,<3.13", "3.11"),
        ("<3.13,>=3.12", "3.12"),
        (">3.11,!=3.11.*", "3.12"),
        ("~=3.12", "3.12"),
        ("~=3.12.4", "3.12"),
        ("==3.13.*", "3.13"),
        (">=3.11.9,!=3.11.10", "3.11"),
        ("<3.11,>=3.9", "3.10"),
        ("<=3.13", "3.11"),
        (">=3.99", "3.99"),
        ("", "3.12"),
    ],
)
def test_the_base_is_one_that_the_app_allows_and_that_can_read_its_lock(
    tmp_path: Path, wanted: str, python: str
) -> None:
    # The first number named was taken: without a reader of TOML, or even what was shut out by a `<`.
    project = f"{_PROJECT}requires-python = '{wanted}'\n"
    assert app_facts(folder_of(tmp_path, pyproject_dot_toml=project)).python == python


@pytest.mark.parametrize(
    ("wanted", "python"), [("^3.9", "3.11"), ("~3.12", "3.12"), ("3.13.*", "3.13"), ("~3.9 || ~3.10", "3.10")]
)
def test_poetry_tells_the_python_in_its_own_words(tmp_path: Path, wanted: str, python: str) -> None:
    project = _POETRY.replace("^3.11", wanted)
    assert app_facts(folder_of(tmp_path, pyproject_dot_toml=project)).python == python


def test_a_python_that_reads_no_toml_is_lent_the_reader_of_its_pip(tmp_path: Path) -> None:
    facts = app_facts(
        folder_of(
            tmp_path, pyproject_dot_toml=_PROJECT, uv_dot_lock=_PINNED, **{"_dot_python-version": "3.10"}
        )
    )
    slim = find_recipe("slim", RECIPES)
    text = render(slim, facts, RecipeChoice())
    assert "FROM python:3.10-slim" in text
    assert text.count("from pip._vendor import tomli as tomllib") == 2
    assert '"import tomllib' not in text
    assert "tomli as" not in render(slim, facts, RecipeChoice(python="3.12"))
