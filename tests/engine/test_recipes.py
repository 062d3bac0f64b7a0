"""Every recipe, for four apps, is built and proved on a real engine."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.own_sample import free_port, write_own_sample
from workbench.domain.cancellation import Cancellation
from workbench.domain.proofs import ProofState
from workbench.domain.recipes import RecipeChoice
from workbench.domain.variants import VariantState
from workbench.engine.engine import Engine
from workbench.services.app_facts import app_facts
from workbench.services.build_variants import VariantBuilder
from workbench.services.find_app import find_app
from workbench.services.prove_variants import VariantProver
from workbench.services.read_recipes import read_recipes
from workbench.services.write_recipe import plan_recipe, write_plan

_FASTAPI = """\
from fastapi import FastAPI

api = FastAPI()


@api.get("/")
def hello() -> dict[str, str]:
    return {"hello": "there"}
"""
_COMPILED = """\
from flask import Flask
from msgpack import _cmsgpack

app = Flask(__name__)


@app.get("/")
def packed() -> bytes:
    return _cmsgpack.Packer().pack({"compiled": True})
"""
_PROJECT = """\
[project]
name = "packed"
version = "1"
requires-python = ">=3.11"
dependencies = ["flask", "gunicorn", "msgpack"]
"""
_SCRIPT = 'print("one row, two rows")\n'

_OWN = tuple(each.name for each in read_recipes(Path("/nonexistent"))[0])


def sample(folder: Path, name: str, _docker: DockerCli) -> None:
    write_own_sample(folder, name, free_port())
    for each in folder.glob("Dockerfile.*"):
        each.unlink()
    text = (folder / "compose.yaml").read_text()
    (folder / "compose.yaml").write_text(text.partition("  variants:")[0])


def fastapi(folder: Path, _name: str, docker: DockerCli) -> None:
    """An app whose lock is what pip itself finds, version by version."""
    told = docker(
        "run", "--rm", "--network", "none", "python:3.11-slim",
        "pip", "install", "--quiet", "--dry-run", "--report", "-", "fastapi", "uvicorn",
        check=True,
    )  # fmt: skip
    found = [each["metadata"] for each in json.loads(told.stdout)["install"]]
    lock = [f"{each['name']}=={each['version']}" for each in found]
    (folder / "requirements.lock").write_text("\n".join(sorted(lock)) + "\n")
    (folder / "api.py").write_text(_FASTAPI)


def compiled(folder: Path, _name: str, _docker: DockerCli) -> None:
    (folder / "pyproject.toml").write_text(_PROJECT)
    (folder / "app.py").write_text(_COMPILED)


def script(folder: Path, _name: str, _docker: DockerCli) -> None:
    (folder / "main.py").write_text(_SCRIPT)


@pytest.mark.parametrize("write", [sample, fastapi, compiled, script])
def test_all_recipes_of_an_app_are_built_and_answer(
    engine: Engine,
    docker: DockerCli,
    tmp_path: Path,
    unique_name: str,
    write: Callable[[Path, str, DockerCli], None],
) -> None:
    folder = tmp_path / unique_name
    folder.mkdir()
    write(folder, unique_name, docker)
    facts = app_facts(folder, unique_name)
    local = tuple(tag for image in engine.images() for tag in image.tags)
    recipes, _ = read_recipes(Path("/nonexistent"))
    for recipe in recipes:
        choice = RecipeChoice(python="3.12" if recipe.name == "hardened" else "3.11")
        write_plan(folder, plan_recipe(folder, recipe, facts, choice, local))
    app = find_app(folder)
    assert {each.name for each in app.variants} == set(_OWN)
    built = VariantBuilder(engine, app).build(_OWN, report=lambda _name, _event: None, cancel=Cancellation())
    assert {each.variant.name: each.failure for each in built if each.state is not VariantState.BUILT} == {}
    proofs = {each.variant: each for each in VariantProver(engine, app).prove(_OWN)}
    failed = {
        name: (each.failure, each.reason, each.last_lines) for name, each in proofs.items() if each.failure
    }
    assert failed == {}
    has_port = facts.port is not None
    assert all((each.first_answer_seconds is not None) is has_port for each in proofs.values())
    if has_port:
        assert proofs["distroless"].shells == ()
        assert (proofs["hardened"].user_id, proofs["hardened"].state) == (10001, ProofState.PASSED)
        assert not [each for each in proofs["hardened"].writable_paths or () if each.startswith("/app")]
