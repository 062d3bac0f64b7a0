"""What a recipe is: a template that becomes a Dockerfile by what an app's folder shows and a person chose."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from workbench.domain.errors import InvalidInput

NAMES = (
    "app",
    "base",
    "build_base",
    "python",
    "exact_python",
    "port",
    "command",
    "dependency_files",
    "source_files",
    "copy_folders",
    "install",
    "install_app",
    "install_into_venv",
    "install_app_into_venv",
    "health_code",
)
"""What a template may name as ${NAME}."""

# The newest releases known when this was written; an engine that has another exact one is believed first.
_EXACT = {
    "3.9": "3.9.25",
    "3.10": "3.10.19",
    "3.11": "3.11.14",
    "3.12": "3.12.12",
    "3.13": "3.13.9",
    "3.14": "3.14.0",
}
KNOWN_PYTHONS = tuple(_EXACT)
"""The versions of Python that there are base images of, the oldest first."""

READS_TOML_SINCE = "3.11"
"""The first Python that reads TOML by itself; for an older one pip brings a reader along."""

_PLACEHOLDER = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to pack an app; the texts are templates, the source is where it was read."""

    name: str
    title: str
    base: str
    dockerfile: str
    build_base: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AppFacts:
    """What an app's folder shows of how it is installed and started; empty where it shows nothing.

    The dependency files are what the installation reads; the folders and files are those of the app itself.
    """

    name: str
    python: str = "3.12"
    framework: str = ""
    command: tuple[str, ...] = ("python", "app.py")
    port: int | None = None
    dependency_files: tuple[str, ...] = ()
    install: str = ""
    is_package: bool = False
    source_files: tuple[str, ...] = ()
    source_folders: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipeChoice:
    """What a person may choose; empty leaves it to the recipe and to what the folder shows."""

    base: str = ""
    python: str = ""
    port: int | None = None
    command: tuple[str, ...] = ()


def chosen_base(recipe: Recipe, facts: AppFacts, choice: RecipeChoice, local: tuple[str, ...] = ()) -> str:
    """The base image of a recipe; of exact versions one that this engine has is taken first."""
    return choice.base or Template(recipe.base).safe_substitute(_versions(recipe, facts, choice, local))


def render(recipe: Recipe, facts: AppFacts, choice: RecipeChoice, local: tuple[str, ...] = ()) -> str:
    """The Dockerfile; a paragraph that names something the app does not have is left out.

    Raises InvalidInput for a template that names what there is not.
    """
    values = _values(recipe, facts, choice, local)
    paragraphs: list[str] = []
    for paragraph in recipe.dockerfile.strip().split("\n\n"):
        names = [bare or braced for braced, bare in _PLACEHOLDER.findall(paragraph)]
        unknown = [name for name in names if name.islower() and name not in values]
        if unknown:
            raise InvalidInput(
                f"The recipe {recipe.name} names ${{{unknown[0]}}}, which is nothing that can be filled in.",
                f"It is in {recipe.source}. A recipe may name: {', '.join(NAMES)}.",
            )
        if all(values.get(name, "-") for name in names):
            paragraphs.append(Template(paragraph).safe_substitute(values))
    return "\n\n".join(paragraphs) + "\n"


def _values(recipe: Recipe, facts: AppFacts, choice: RecipeChoice, local: tuple[str, ...]) -> dict[str, str]:
    versions = _versions(recipe, facts, choice, local)
    port = choice.port if choice.port is not None else facts.port
    install = facts.install
    if version_numbers(versions["python"]) < version_numbers(READS_TOML_SINCE):
        install = install.replace("import tomllib", "from pip._vendor import tomli as tomllib")
    install_app = "pip install --no-cache-dir --no-deps ." if facts.is_package else ""
    return {
        **versions,
        "app": facts.name,
        "base": chosen_base(recipe, facts, choice, local),
        "build_base": Template(recipe.build_base).safe_substitute(versions),
        "port": "" if port is None else str(port),
        "command": json.dumps(list(_with_port(choice.command or facts.command, facts.port, port))),
        "dependency_files": " ".join(facts.dependency_files) if install else "",
        "source_files": " ".join(each for each in facts.source_files if each not in facts.dependency_files),
        "copy_folders": "\n".join(f"COPY {each}/ {each}/" for each in facts.source_folders),
        "install": install,
        "install_app": install_app,
        "install_into_venv": _into_venv(install),
        "install_app_into_venv": _into_venv(install_app),
        "health_code": json.dumps(_health_code(port)) if port is not None else "",
    }


def _versions(
    recipe: Recipe, facts: AppFacts, choice: RecipeChoice, local: tuple[str, ...]
) -> Mapping[str, str]:
    python = choice.python or facts.python
    pattern = re.compile(rf"python:({re.escape(python)}\.\d+)-slim")
    here = [found[1] for each in local if (found := pattern.fullmatch(each))]
    exact = python if python.count(".") > 1 else (here or [_EXACT.get(python, f"{python}.0")])[0]
    return {"python": python, "exact_python": exact}


def version_numbers(version: str) -> tuple[int, ...]:
    """A version as numbers that can be compared."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _with_port(command: tuple[str, ...], before: int | None, port: int | None) -> tuple[str, ...]:
    """The command with another port in it, where it names the one before."""
    if before is None or port is None or before == port:
        return command
    pattern = re.compile(rf"(^|:){before}$")
    return tuple(pattern.sub(rf"\g<1>{port}", word) for word in command)


def _into_venv(install: str) -> str:
    return install.replace("pip install", "pip --python venv/bin/python install")


def _health_code(port: int) -> str:
    return (
        "import http.client as h; c = h.HTTPConnection('127.0.0.1', "
        f"{port}, timeout=4); c.request('GET', '/'); raise SystemExit(c.getresponse().status >= 500)"
    )
