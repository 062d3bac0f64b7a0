"""A recipe becomes a Dockerfile by what an app's folder shows and a person chose."""

from pathlib import Path

import pytest

from workbench.domain.dockerfiles import final_base, final_settings, parse_dockerfile
from workbench.domain.errors import InvalidInput
from workbench.domain.recipes import AppFacts, Recipe, RecipeChoice, render
from workbench.services.app_facts import app_facts
from workbench.services.read_recipes import find_recipe, read_recipes
from workbench.services.write_recipe import plan_recipe, write_plan

FLASK = "from flask import Flask\n\nshop = Flask(__name__)\n"
FASTAPI = "from fastapi import FastAPI\n\napi: FastAPI = FastAPI()\n"
RECIPES = read_recipes(Path("/nonexistent"))[0]


def folder_of(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("files", "framework", "command", "port"),
    [
        (
            {"app_dot_py": FLASK, "requirements_dot_txt": "flask\ngunicorn\n"},
            "flask",
            ("gunicorn", "--bind", "0.0.0.0:5000", "app:shop"),
            5000,
        ),
        (
            {"web__site_dot_py": FLASK, "requirements_dot_txt": "flask\n"},
            "flask",
            ("flask", "--app", "web.site:shop", "run", "--host", "0.0.0.0", "--port", "5000"),
            5000,
        ),
        (
            {
                "app_dot_py": FLASK,
                "requirements_dot_txt": "flask\ngunicorn\n",
                "gunicorn_dot_conf_dot_py": "bind = '0.0.0.0:9000'\n",
            },
            "flask",
            ("gunicorn", "app:shop"),
            9000,
        ),
        (
            {"src__shop__main_dot_py": FASTAPI, "requirements_dot_lock": "fastapi==1\n"},
            "fastapi",
            ("uvicorn", "shop.main:api", "--host", "0.0.0.0", "--port", "8000"),
            8000,
        ),
        (
            {
                "manage_dot_py": "import django\n",
                "site__wsgi_dot_py": "application = 1\n",
                "requirements_dot_txt": "Django\ngunicorn\n",
            },
            "django",
            ("gunicorn", "--bind", "0.0.0.0:8000", "site.wsgi"),
            8000,
        ),
        ({"count_dot_py": "print(1)\n"}, "", ("python", "count.py"), None),
    ],
    ids=["gunicorn", "flask", "bound", "fastapi", "django", "script"],
)
def test_the_folder_shows_how_the_app_is_started(
    tmp_path: Path, files: dict[str, str], framework: str, command: tuple[str, ...], port: int | None
) -> None:
    facts = app_facts(folder_of(tmp_path, **files))
    assert (facts.framework, facts.command, facts.port) == (framework, command, port)


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
            "uv.lock is not followed: redis lies in a folder",
        ),
        (
            {"uv_dot_lock": _PINNED + "source = { git = 'https://code.example/redis#1' }\n"},
            "redis: fetched by git, which only full base images have",
        ),
    ],
    ids=["forked", "git", "broken", "pipenv", "requirements", "unlocked", "workspace", "git for uv"],
)
def test_a_lock_that_is_left_aside_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    facts = app_facts(folder_of(tmp_path, **{"pyproject_dot_toml": _PROJECT, **files}))
    assert any(each.startswith(said) for each in facts.findings), facts.findings


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


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda each: each.name)
@pytest.mark.parametrize("has_port", [True, False])
def test_every_shipped_recipe_becomes_a_dockerfile_without_gaps(recipe: Recipe, has_port: bool) -> None:
    facts = AppFacts(
        "shop",
        "3.11",
        command=("python", "app.py"),
        port=8000 if has_port else None,
        dependency_files=("requirements.txt",) if has_port else (),
        install="pip install --no-cache-dir -r requirements.txt" if has_port else "",
        source_files=("app.py",),
    )
    text = render(recipe, facts, RecipeChoice())
    dockerfile = parse_dockerfile(text)
    assert not dockerfile.problems
    assert "${" not in text
    settings = final_settings(dockerfile)
    assert settings.exposed_ports == (("8000",) if has_port else ())
    assert (settings.entrypoint or settings.command) is not None
    assert (
        "pip" in [each.arguments.split()[0] for each in dockerfile.instructions if each.keyword == "RUN"]
    ) is (has_port)
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert len(comments) >= 3


def test_what_a_person_chose_is_in_the_file(tmp_path: Path) -> None:
    facts = app_facts(folder_of(tmp_path, app_dot_py=FLASK, requirements_dot_txt="flask\ngunicorn\n"))
    slim = find_recipe("slim", RECIPES)
    text = render(slim, facts, RecipeChoice(python="3.13", port=8080))
    assert final_base(parse_dockerfile(text)) == "python:3.13-slim"
    assert 'CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:shop"]' in text
    text = render(slim, facts, RecipeChoice(base="example/python:1", command=("python", "-m", "shop")))
    assert final_base(parse_dockerfile(text)) == "example/python:1"
    assert 'CMD ["python", "-m", "shop"]' in text


def test_an_exact_version_that_the_engine_has_is_taken_first() -> None:
    hardened = find_recipe("hardened", RECIPES)
    facts = AppFacts("shop", "3.12")
    local = ("python:3.11.2-slim", "python:3.12.0-slim")
    assert "FROM python:3.12.0-slim" in render(hardened, facts, RecipeChoice(), local)
    assert "FROM python:3.12.0-slim" not in render(hardened, facts, RecipeChoice())


def test_a_recipe_of_ones_own_joins_and_replaces_and_a_broken_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "tiny.toml").write_text("base = 'scratch'\ntitle = 'tiny'\ndockerfile = '''FROM ${base}'''\n")
    (tmp_path / "slim.toml").write_text("base = 'x'\ndockerfile = '''FROM ${base}\n\nRUN ${nonsense}'''\n")
    (tmp_path / "bad.toml").write_text("base = 1\n")
    recipes, warnings = read_recipes(tmp_path)
    assert render(find_recipe("tiny", recipes), AppFacts("shop"), RecipeChoice()) == "FROM scratch\n"
    assert [each for each in warnings if "bad.toml" in each]
    with pytest.raises(InvalidInput, match="nonsense"):
        render(find_recipe("slim", recipes), AppFacts("shop"), RecipeChoice())
    with pytest.raises(InvalidInput, match="no recipe huge"):
        find_recipe("huge", recipes)


def test_files_are_written_once_and_a_difference_is_known_before(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, app_dot_py=FLASK, requirements_dot_txt="flask\n")
    facts, slim = app_facts(folder), find_recipe("slim", RECIPES)
    plan = plan_recipe(folder, slim, facts, RecipeChoice())
    assert not plan.overwrites
    assert write_plan(folder, plan) == ("Dockerfile.slim", ".dockerignore")
    assert plan_recipe(folder, slim, facts, RecipeChoice()).changes == ()
    again = plan_recipe(folder, slim, facts, RecipeChoice(port=1234))
    assert again.overwrites
    assert "+EXPOSE 1234" in again.changes[0].patch
