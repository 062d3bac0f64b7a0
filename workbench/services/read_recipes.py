"""Reads the recipes: those that are shipped, and those that a person keeps in the configuration folder."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from workbench.domain.errors import InvalidInput
from workbench.domain.recipes import Recipe

_USUAL_ORDER = ("full", "slim", "alpine", "distroless", "hardened", "multi-stage-slim")


def recipes_folder(environment: Mapping[str, str] | None = None, home: Path | None = None) -> Path:
    """Where a person's own recipes lie, one TOML file each; XDG_CONFIG_HOME counts only when absolute."""
    named = Path((os.environ if environment is None else environment).get("XDG_CONFIG_HOME", ""))
    base = named if named.is_absolute() else (home or Path.home()) / ".config"
    return base / "container-workbench" / "recipes"


def read_recipes(folder: Path | None = None) -> tuple[tuple[Recipe, ...], tuple[str, ...]]:
    """All recipes, the shipped ones first, and what was wrong with others; one's own replaces one shipped."""
    found: dict[str, Recipe] = {}
    warnings: list[str] = []
    for place in _places(folder or recipes_folder()):
        name = place.name.removesuffix(".toml")
        try:
            found[name] = _recipe(name, place.read_text(encoding="utf-8"), str(place))
        except (OSError, ValueError) as error:
            warnings.append(f"The recipe {place} is left out: {error}.")
    shipped = [found[name] for name in _USUAL_ORDER if name in found]
    return (*shipped, *(each for each in found.values() if each not in shipped)), tuple(warnings)


def find_recipe(name: str, recipes: tuple[Recipe, ...]) -> Recipe:
    """The recipe of that name; raises InvalidInput where there is none."""
    recipe = next((each for each in recipes if each.name == name), None)
    if recipe is None:
        raise InvalidInput(
            f"There is no recipe {name}.", f"There are: {', '.join(each.name for each in recipes)}."
        )
    return recipe


def ignore_template() -> str:
    """The .dockerignore that goes along with a recipe."""
    return (files("workbench") / "recipes" / "dockerignore.txt").read_text(encoding="utf-8")


def _places(own: Path) -> Iterator[Traversable]:
    shipped = (files("workbench") / "recipes").iterdir()
    yield from sorted((each for each in shipped if each.name.endswith(".toml")), key=lambda each: each.name)
    if own.is_dir():
        yield from sorted(own.glob("*.toml"))


def _recipe(name: str, text: str, source: str) -> Recipe:
    """A recipe out of TOML; raises ValueError for what is none."""
    match tomllib.loads(text):
        case {"base": str(base), "dockerfile": str(dockerfile), **rest}:
            title, build_base = rest.get("title", ""), rest.get("build_base", "")
            return Recipe(name, str(title), base, dockerfile, str(build_base), source)
        case _:
            raise ValueError("it needs a text `base` and a text `dockerfile`")
