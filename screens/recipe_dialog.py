"""A new variant from a recipe: what would be written, changed in a form, written only when agreed to."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button

from screens.advice_dialog import diff_content
from screens.widgets.dialog import Dialog, DialogBody, button
from screens.widgets.dialogs import ChoiceDialog, Field, FormDialog
from screens.widgets.hanging_text import HangingText
from styles import sheet
from workbench.domain.errors import WorkbenchError
from workbench.domain.recipes import AppFacts, Recipe, RecipeChoice, chosen_base
from workbench.domain.text import clean
from workbench.services.read_recipes import read_recipes, recipes_folder
from workbench.services.write_recipe import RecipePlan, plan_recipe, write_plan

if TYPE_CHECKING:
    from pathlib import Path

    from screens.variant_list import VariantListScreen

_MOST_LINES = 400


class RecipeDialog(Dialog[RecipePlan]):
    """A preview of the files of one recipe; answers the plan that is agreed to."""

    CSS_PATH = sheet("recipe_dialog")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "agree", "Write", id="recipe.agree", tooltip="write what is shown"),
        Binding(
            "e", "change", "Change", id="recipe.change", tooltip="change base, version, port and command"
        ),
        Binding("q,n", "leave", "Close", show=False, id="recipe.close"),
    ]

    def __init__(self, folder: Path, recipe: Recipe, facts: AppFacts, local: tuple[str, ...]) -> None:
        super().__init__(f"{recipe.name}: {recipe.title}")
        self._folder = folder
        self._recipe = recipe
        self._facts = facts
        self._local = local
        self._variant: str = recipe.name
        self._choice = RecipeChoice()
        self._plan = self._planned()

    def body(self) -> ComposeResult:
        """What the folder shows, then each file: new, or as a difference."""
        yield HangingText(id="planned")

    def buttons(self) -> Sequence[Button]:
        """Write it, change it first, or neither."""
        return (
            button("Cancel (esc)", "cancel"),
            button("Change (e)", "change"),
            button("Write (y)", "agree", "primary"),
        )

    def on_mount(self) -> None:
        """Take the keys, so that the preview scrolls."""
        body = self.query_one(DialogBody)
        body.can_focus = True
        body.focus()
        self._draw()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer by button."""
        {"agree": self.action_agree, "change": self.action_change}.get(
            event.button.id or "", self.action_leave
        )()

    def action_agree(self) -> None:
        """Answer with what is shown."""
        self.dismiss(self._plan)

    def action_change(self) -> None:
        """Ask for another base, version, port and command."""
        facts, choice = self._facts, self._choice
        port = choice.port if choice.port is not None else facts.port
        fields = (
            Field(
                "name",
                "Variant",
                self._variant,
                help="the file will be Dockerfile.NAME",
                validate=_name_problem,
            ),
            Field("python", "Python version", choice.python or facts.python, validate=_version_problem),
            Field(
                "base",
                "Base image",
                choice.base,
                placeholder=chosen_base(self._recipe, facts, choice, self._local),
                help="empty: the recipe's own for that version",
            ),
            Field("port", "Port", "" if port is None else str(port), validate=_port_problem),
            Field(
                "command", "Command", shlex.join(choice.command or facts.command), validate=_command_problem
            ),
        )
        self.app.push_screen(FormDialog("Change the recipe", fields, done_label="Preview"), self._changed)

    def _changed(self, values: dict[str, str] | None) -> None:
        if values is None:
            return
        before = self._plan, self._choice, self._variant
        self._variant = values["name"].strip()
        command = tuple(shlex.split(values["command"]))
        self._choice = RecipeChoice(
            base=values["base"].strip(),
            python=values["python"].strip(),
            port=int(values["port"]) if values["port"].strip() else None,
            command=() if command == self._facts.command else command,
        )
        try:
            self._plan = self._planned()
        except WorkbenchError as error:
            self._plan, self._choice, self._variant = before
            self.notify(clean(error.hint), title=clean(error.message), severity="error", markup=False)
        self._draw()

    def _planned(self) -> RecipePlan:
        return plan_recipe(
            self._folder, self._recipe, self._facts, self._choice, self._local, name=self._variant
        )

    def _draw(self) -> None:
        from textual.highlight import highlight  # brings pygments along

        found = "; ".join(self._facts.findings)
        parts = [Content.styled(clean(f"{self._facts.name}: {found}") + "\n", "$text-muted")]
        for change in self._plan.changes:
            if change.before is not None:
                parts.append(
                    Content.styled(f"\n▲ {change.path} is there; this changes:\n", "bold $text-warning")
                )
                parts.append(diff_content(change))
                continue
            parts.append(Content.styled(f"\n{clean(change.path)} (new)\n", "bold $text-primary"))
            lines = [clean(line) for line in (change.after or "").splitlines()[:_MOST_LINES]]
            parts.append(highlight("\n".join(lines), language="docker"))
            parts.append(Content("\n"))
        if not self._plan.changes:
            parts.append(Content(f"\n{clean(self._plan.dockerfile)} is so already.\n"))
        self.query_one("#planned", HangingText).update(Content("").join(parts))
        self.query_one("#agree", Button).disabled = not self._plan.changes


def new_variant(screen: VariantListScreen) -> None:
    """Choose a recipe, look at what it becomes here, and write it when that is agreed to."""
    from workbench.services.app_facts import app_facts  # only on request

    folder = screen.workspace.folder
    project = screen.workspace.project
    recipes, warnings = read_recipes()
    for warning in warnings:
        screen.say(warning)
    facts = app_facts(folder, project.name if project else "")
    local = tuple(tag for image in screen.inventory.images for tag in image.tags)

    def written(plan: RecipePlan | None) -> None:
        if plan is None or not plan.changes:
            return
        try:
            names = write_plan(folder, plan)
        except WorkbenchError as error:
            screen.show_error(error)
            return
        screen.say("b builds it.", title=f"Written: {', '.join(names)}")
        screen.read()
        screen.table.move_to(plan.dockerfile.removeprefix("Dockerfile."))

    def chosen(name: str | None) -> None:
        recipe = next((each for each in recipes if each.name == name), None)
        if recipe is None:
            return
        try:
            dialog = RecipeDialog(folder, recipe, facts, local)
        except WorkbenchError as error:
            screen.show_error(error)
            return
        screen.app.push_screen(dialog, written)

    choices = [(each.name, each.name, each.title) for each in recipes]
    title = f"A new variant from a recipe (your own: {recipes_folder()})"
    screen.app.push_screen(ChoiceDialog(title, choices), chosen)


def _name_problem(text: str) -> str | None:
    is_plain = text.strip().replace("-", "").replace("_", "").replace(".", "").isalnum()
    return None if is_plain and text.isascii() else "letters, digits, dots and dashes"


def _version_problem(text: str) -> str | None:
    parts = text.strip().split(".")
    return None if 2 <= len(parts) <= 3 and all(map(str.isdecimal, parts)) else "a version such as 3.12"


def _port_problem(text: str) -> str | None:
    number = text.strip()
    if not number:
        return None
    return None if number.isdecimal() and 0 < int(number) < 65536 else "a number from 1 to 65535"


def _command_problem(text: str) -> str | None:
    try:
        return None if shlex.split(text) else "a command"
    except ValueError:
        return "a command with its quotes closed"
