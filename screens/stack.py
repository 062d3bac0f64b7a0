"""The Stack screen: services on their shared network as a picture, brought up and down by a plan."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.base import WorkbenchScreen
from screens.messages import ScreenAsked
from screens.plan_run import COLUMNS, PlanEnded, PlanMoved, PlanRun, step_command, step_title
from screens.stack_picture import not_carried_out, stack_picture
from screens.widgets.line_table import LineTable
from screens.widgets.text_view import TextView
from styles import sheet
from workbench.domain.errors import Cancelled, EngineGone, InvalidInput, ReadOnly, WorkbenchError
from workbench.domain.inventory import Inventory
from workbench.domain.stacks import Plan, Stack, StackStatus
from workbench.domain.text import clean
from workbench.services.workspace import Workspace

_EMPTY = "Nothing was brought up in this run yet.\n\nu shows the plan first, then brings the stack up."


class StackScreen(WorkbenchScreen):
    """The picture over the steps of the last plan."""

    NOUN = "stack"
    CSS_PATH = sheet("stack")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "up", "Up", id="stack.up", tooltip="start what is missing, after showing the plan"),
        Binding("D", "down", "Down", id="stack.down", tooltip="remove what up made, after showing the plan"),
        Binding(
            "V",
            "swap",
            "Swap variant",
            id="stack.swap",
            tooltip="run another variant of the app; Redis keeps its data",
        ),
        Binding("K", "cancel", "Cancel", id="stack.cancel", tooltip="stop bringing up or down"),
        Binding("w", "browser", "Browser", id="stack.browser", tooltip="open the app's published port"),
        Binding("l", "logs", "Logs", id="stack.logs", tooltip="follow the logs of all services"),
        Binding("tab", "other_pane", "Other pane", show=False, id="stack.other_pane"),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._run = PlanRun(self, workspace)
        self._variant: str | None = None
        self._status: StackStatus | None = None

    def compose_body(self) -> ComposeResult:
        """The picture over the steps."""
        yield TextView(id="picture")
        yield LineTable(COLUMNS, empty_text=_EMPTY, id="steps")

    def on_mount(self) -> None:
        """Type at the picture."""
        self.query_one("#picture", TextView).focus()

    def on_unmount(self) -> None:
        """Nothing goes on that nobody can see."""
        self._run.stop()

    # ---- what the engine and the folder say

    def show_inventory(self, inventory: Inventory) -> None:
        """Look at the stack again."""
        self._read()

    def on_resize(self) -> None:
        """Draw for the new width."""
        self._draw()

    def _stack(self, variant: str | None) -> Stack:
        from workbench.services.compose.read_stack import read_stack  # reads YAML

        self.workspace.read_project()
        project, problem = self.workspace.project, self.workspace.project_problem
        if project is None:
            raise problem or InvalidInput("There is no app here.")
        # With none chosen and none running it is the compose file that says, as on the command line.
        return read_stack(project, variant=variant or self._running_variant())

    def _running_variant(self) -> str | None:
        """The variant that the app's container runs now."""
        status = self._status
        if status is None:
            return None
        app = next((each for each in status.services if each.service.name == status.stack.app_service), None)
        return self._variant_of(app.container.image) if app and app.container else None

    def _variant_of(self, image: str) -> str | None:
        project = self.workspace.project
        return next((each.name for each in project.variants if each.tag == image), None) if project else None

    def _read(self) -> None:
        from workbench.services.run_stack import stack_status  # brings the engine along

        engine, variant, inventory = self.workspace.engine, self._variant, self.inventory
        self.in_thread(
            "stack",
            lambda: stack_status(engine, self._stack(variant), inventory),
            self._show,
            self._unreadable,
        )

    def _show(self, status: StackStatus) -> None:
        self._status = status
        if self._variant is None and (running := self._running_variant()):
            self._variant = running
            self._read()  # what was compared is the compose file's own choice; compare with what runs
            return
        self._draw()

    def _draw(self) -> None:
        if self._status is None:
            return
        view = self.query_one("#picture", TextView)
        picture = stack_picture(self._status, self.inventory.networks, view.size.width - 3)
        stack = self._status.stack
        app = stack.service(stack.app_service)
        variant = self._variant_of(app.image) if app else None
        head = Content("").join(
            [
                Content.styled(f" {clean(stack.name)}", "bold $text-primary"),
                Content.styled(f"  from {clean(Path(stack.source).name)}", "$text-muted"),
                Content.styled(f"  variant {clean(variant)}" if variant else "", "$text-muted"),
                Content("\n"),
            ]
        )
        view.show(Content("").join([head, not_carried_out(stack.ignored), picture]), keep_place=True)

    def _unreadable(self, error: WorkbenchError) -> None:
        if isinstance(error, EngineGone) and self._status is not None:
            return  # the banner says that it is gone, and what was last seen stays
        self._status = None
        self.query_one("#picture", TextView).show(
            Content("").join(
                [
                    Content.styled(f" {clean(error.message)}\n", "$text-error"),
                    Content(f" {clean(error.hint)}"),
                ]
            )
        )

    # ---- plans

    def action_up(self) -> None:
        """Show what an up would do, then do it."""
        self._plan_up(self._variant)

    def action_down(self) -> None:
        """Show what a down would remove, then do it."""
        from workbench.services.run_stack import plan_down  # brings the engine along

        engine, variant = self.workspace.engine, self._variant

        def planned(plan: Plan) -> None:
            self._ask(plan, nothing="Nothing of it stands.")

        self.in_thread("plan", lambda: plan_down(engine, self._stack(variant)), planned)

    def action_swap(self) -> None:
        """Choose another variant of the app, and bring the stack up with it."""
        from screens.widgets.dialogs import ChoiceDialog  # only when asked for

        project = self.workspace.project
        if project is None or not project.variants:
            self.say("The app's folder has no Dockerfile.", title="No variants")
            return
        now = self._running_variant()
        choices = [
            (each.name, each.name, each.tag + (" (runs now)" if each.name == now else ""))
            for each in project.variants
        ]
        self.app.push_screen(ChoiceDialog("Run which variant?", choices), self._swap)

    def _swap(self, name: str | None) -> None:
        if name is not None:
            self._plan_up(name)

    def _plan_up(self, variant: str | None) -> None:
        from workbench.services.run_stack import plan_up  # brings the engine along

        engine = self.workspace.engine

        def planned(plan: Plan) -> None:
            self._ask(plan, variant)

        self.in_thread("plan", lambda: plan_up(engine, self._stack(variant)), planned)

    def _ask(
        self, plan: Plan, variant: str | None = None, nothing: str = "Everything stands as it is asked for."
    ) -> None:
        from screens.widgets.dialogs import ConfirmDialog  # only when there is something to do
        from workbench.services.run_stack import refuse_read_only  # brings the engine along

        if self._run.is_running:
            self.say("K stops it.", title="A plan is under way")
            return
        if self.app.screen is not self:
            return  # By the time that somebody is back here, it may be another plan.
        if not plan.steps:
            self.say(nothing, title="Nothing to do")
            return
        try:
            refuse_read_only(self.workspace.engine, plan)
        except ReadOnly as error:
            self.show_error(error)
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._variant = variant or self._variant
                self._run.start(plan)
                self._show_steps()

        steps = [step_command(step) or f"# {step_title(step)}" for step in plan.steps]
        sentence = "\n".join(map(clean, plan.warnings)) or f"{len(plan.steps)} steps, in this order:"
        title = f"{plan.title} with {variant}" if variant else plan.title
        self.app.push_screen(ConfirmDialog(title, sentence, plan.destroys, steps), answered)

    def on_plan_moved(self, _message: PlanMoved) -> None:
        """Draw how far the steps are."""
        self._show_steps()

    def on_plan_ended(self, message: PlanEnded) -> None:
        """Say how it went."""
        self._show_steps()
        if isinstance(message.error, Cancelled):
            self.say(message.error.hint, title="Stopped")
        elif message.error is not None:
            self.show_error(message.error)
        else:
            self.say("All steps are done.", title=message.plan.title)
        self._read()

    def _show_steps(self) -> None:
        table = self.query_one("#steps", LineTable)
        rows = self._run.rows()
        table.set_rows(rows)
        last = next((row.key for row in reversed(rows) if row.cells[0] not in ("○ waiting",)), None)
        if last is not None and not table.has_focus:
            table.move_to(last)

    # ---- keys

    def action_cancel(self) -> None:
        """Stop what is under way."""
        if self._run.is_running:
            self._run.cancel()
        else:
            self.say("Nothing is under way.")

    def action_browser(self) -> None:
        """Open the app's published port."""
        status = self._status
        app = (
            next((each for each in status.services if each.service.name == status.stack.app_service), None)
            if status
            else None
        )
        ports = app.container.published_ports if app and app.container else ()
        if not ports:
            self.say("u brings it up.", title="The app publishes no port now")
            return
        url = f"http://{ports[0].host_ip or '127.0.0.1'}:{ports[0].host_port}/".replace(
            "0.0.0.0", "127.0.0.1"
        )
        opened = webbrowser.open(url)
        self.say(url, title="Opened in the browser" if opened else "No browser here; the address is")

    def action_logs(self) -> None:
        """Follow the logs of all services."""
        names = (
            tuple(each.container.name for each in self._status.services if each.container)
            if self._status
            else ()
        )
        if names:
            self.post_message(ScreenAsked("logs", names))
        else:
            self.say("u brings the stack up.", title="No service has a container")

    def action_other_pane(self) -> None:
        """From the picture to the steps and back."""
        steps = self.query_one("#steps", LineTable)
        (self.query_one("#picture", TextView) if steps.has_focus else steps).focus()
