"""A recipe becomes a Dockerfile by what an app's folder shows and a person chose."""

from pathlib import Path

import pytest

from tests.unit.app_folders import folder_of
from workbench.domain.dockerfiles import final_base, final_settings, parse_dockerfile
from workbench.domain.errors import InvalidInput
from workbench.domain.recipes import AppFacts, Recipe, RecipeChoice, render
from workbench.services.app_facts import app_facts
from workbench.services.read_recipes import find_recipe, read_recipes
from workbench.services.write_recipe import plan_recipe, write_plan

FLASK = "from flask import Flask\n\nshop = Flask(__name__)\n"
FASTAPI = "from fastapi import FastAPI\n\napi: FastAPI = FastAPI()\n"
RECIPES = read_recipes(Path("/nonexistent"))[0]


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
