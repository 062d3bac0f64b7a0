"""Makes a recipe into files of an app's folder: shown first, written on request, never over another's."""

from dataclasses import dataclass
from pathlib import Path

from workbench.domain.errors import InvalidInput
from workbench.domain.recipes import AppFacts, Recipe, RecipeChoice, render
from workbench.services.advise_fixes import FileChange, apply_change
from workbench.services.read_recipes import ignore_template

_IGNORE = ".dockerignore"


@dataclass(frozen=True, slots=True)
class RecipePlan:
    """What writing a recipe would do: each file before and after, but for those that are so already."""

    recipe: Recipe
    dockerfile: str
    changes: tuple[FileChange, ...]

    @property
    def overwrites(self) -> bool:
        """Whether a file is there already and would be another."""
        return any(each.before is not None for each in self.changes)


def plan_recipe(
    folder: Path,
    recipe: Recipe,
    facts: AppFacts,
    choice: RecipeChoice,
    local: tuple[str, ...] = (),
    name: str = "",
) -> RecipePlan:
    """The files that a recipe becomes; a .dockerignore only where there is none. Nothing is written yet."""
    dockerfile = f"Dockerfile.{name or recipe.name}"
    text = render(recipe, facts, choice, local)
    changes = [FileChange(dockerfile, _text(folder / dockerfile), text)]
    if not (folder / _IGNORE).exists():
        changes.append(FileChange(_IGNORE, None, ignore_template()))
    return RecipePlan(recipe, dockerfile, tuple(each for each in changes if each.before != each.after))


def write_plan(folder: Path, plan: RecipePlan) -> tuple[str, ...]:
    """Write the files of a plan and return their names; raises WorkbenchError where one changed meanwhile."""
    for change in plan.changes:
        apply_change(folder, change)
    return tuple(each.path for each in plan.changes)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path} is in the way and cannot be read: {error}.") from error
