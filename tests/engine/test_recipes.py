"""Every recipe, for six apps, is built and proved on a real engine."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.own_sample import free_port, write_own_sample
from workbench.domain.builds import BuildEvent, StepOutput
from workbench.domain.cancellation import Cancellation
from workbench.domain.proofs import ProofState
from workbench.domain.recipes import RecipeChoice
from workbench.domain.variants import VariantState
from workbench.engine.engine import Engine
from workbench.services.app_facts import app_facts
from workbench.services.build_variants import VariantBuilder
from workbench.services.find_app import find_app
from workbench.services.prove_variants import VariantProver
from workbench.services.read_recipes import find_recipe, read_recipes
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
_LOCKED = """\
[project]
name = "locked"
version = "1"
requires-python = ">=3.11"
dependencies = ["fastapi", "uvicorn"]
"""
_BY_POETRY = """\
[tool.poetry]
package-mode = false

[tool.poetry.dependencies]
python = "^3.11"
flask = "^3"
gunicorn = {version = "*", extras = []}
msgpack = {version = "^1"}
hiredis = {version = "^3", optional = true}
"""
_SCRIPT = 'print("one row, two rows")\n'

_OWN = tuple(each.name for each in read_recipes(Path("/nonexistent"))[0])


def sample(folder: Path, name: str, _docker: DockerCli) -> None:
    write_own_sample(folder, name, free_port())
    for each in folder.glob("Dockerfile.*"):
        each.unlink()
    text = (folder / "compose.yaml").read_text()
    (folder / "compose.yaml").write_text(text.partition("  variants:")[0])


def versions(docker: DockerCli, *wanted: str) -> list[tuple[str, str]]:
    """What pip itself would install, each with its version."""
    told = docker(
        "run", "--rm", "--network", "none", "python:3.11-slim",
        "pip", "install", "--quiet", "--dry-run", "--report", "-", *wanted,
        check=True,
    )  # fmt: skip
    found = [each["metadata"] for each in json.loads(told.stdout)["install"]]
    return sorted((each["name"], each["version"]) for each in found)


def fastapi(folder: Path, _name: str, docker: DockerCli) -> None:
    lock = [f"{name}=={version}" for name, version in versions(docker, "fastapi", "uvicorn")]
    (folder / "requirements.lock").write_text("\n".join(lock) + "\n")
    (folder / "api.py").write_text(_FASTAPI)


def by_uv(folder: Path, _name: str, docker: DockerCli) -> None:
    registry = 'source = { registry = "https://registry.example/simple" }'
    packages = [
        f'[[package]]\nname = "{name}"\nversion = "{version}"\n{registry}\n'
        for name, version in versions(docker, "fastapi", "uvicorn")
    ]
    own = '[[package]]\nname = "locked"\nversion = "1"\nsource = { virtual = "." }\n'
    (folder / "uv.lock").write_text("version = 1\n\n" + "\n".join((*packages, own)))
    (folder / "pyproject.toml").write_text(_LOCKED)
    (folder / "api.py").write_text(_FASTAPI)


def by_poetry(folder: Path, _name: str, docker: DockerCli) -> None:
    packages = [
        f'[[package]]\nname = "{name}"\nversion = "{version}"\noptional = false\n'
        for name, version in versions(docker, "flask", "gunicorn", "msgpack")
    ]
    (folder / "poetry.lock").write_text("\n".join(packages) + '\n[metadata]\nlock-version = "2.0"\n')
    (folder / "pyproject.toml").write_text(_BY_POETRY)
    (folder / "app.py").write_text(_COMPILED)


def compiled(folder: Path, _name: str, _docker: DockerCli) -> None:
    (folder / "pyproject.toml").write_text(_PROJECT)
    (folder / "app.py").write_text(_COMPILED)


def script(folder: Path, _name: str, _docker: DockerCli) -> None:
    (folder / "main.py").write_text(_SCRIPT)


def test_a_version_that_the_lock_pins_and_nobody_has_is_not_replaced_in_silence(
    engine: Engine, docker: DockerCli, tmp_path: Path, unique_name: str
) -> None:
    folder = tmp_path / unique_name
    folder.mkdir()
    by_uv(folder, unique_name, docker)
    lock = (folder / "uv.lock").read_text()
    (folder / "uv.lock").write_text(re.sub(r'(name = "uvicorn"\nversion = )"[^"]*"', r'\1"0.0.1"', lock))
    recipe = find_recipe("slim", read_recipes(Path("/nonexistent"))[0])
    write_plan(folder, plan_recipe(folder, recipe, app_facts(folder), RecipeChoice(python="3.11")))
    printed: list[str] = []

    def note(_name: str, event: BuildEvent) -> None:
        printed.extend([event.line] if isinstance(event, StepOutput) else [])

    [built] = VariantBuilder(engine, find_app(folder)).build(["slim"], report=note, cancel=Cancellation())
    assert built.state is VariantState.FAILED
    assert any("uvicorn==0.0.1" in line for line in printed), printed


@pytest.mark.shares_nothing
@pytest.mark.parametrize("write", [sample, fastapi, by_uv, by_poetry, compiled, script])
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
