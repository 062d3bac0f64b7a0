"""What a change of each file costs: its seconds for each variant, and the steps that run again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button

from screens.widgets.dialog import Dialog, button
from screens.widgets.line_table import Cell, Column, LineTable, Row
from screens.widgets.text_view import TextView
from styles import sheet
from workbench.domain.text import clean
from workbench.domain.what_if import WhatIf
from workbench.formatting import count, duration
from workbench.services.what_if import Foresight, foresee, nothing_again

if TYPE_CHECKING:
    from screens.variant_list import VariantListScreen

_FRAME_LINES, _LEAST_LIST = 6, 4
_VARIANT_CELLS = 10
_SLOW_SECONDS = 1.0


class WhatIfDialog(Dialog[None]):
    """The files over what a change of the one under the cursor means; the costliest stand first."""

    CSS_PATH = sheet("what_if_dialog")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,enter", "leave", "Close", show=False, id="what_if.close"),
        Binding("tab", "other_pane", "Other pane", show=False, id="what_if.other_pane"),
    ]

    def __init__(self, app_name: str, foresight: Foresight) -> None:
        super().__init__(f"What if a file of {app_name} changed?")
        self._found = {path: foresight.changed(path) for path in foresight.files}
        self._variants = [plan.variant for plan in foresight.plans]
        self._problems = foresight.problems

    def body(self) -> ComposeResult:
        """The list, and below it what is under its cursor."""
        columns = [Column("path", "file", 16, flexible=True)]
        columns += [
            Column(f"v{index}", clean(name, _VARIANT_CELLS), _VARIANT_CELLS, right=True, priority=index)
            for index, name in enumerate(self._variants)
        ]
        yield LineTable(columns, empty_text="There is no file in this folder.", id="files")
        yield TextView(id="steps")

    def buttons(self) -> Sequence[Button]:
        """Only out."""
        return (button("Close (esc)", "close"),)

    def on_mount(self) -> None:
        """Fill the list."""
        order = sorted(self._found, key=lambda path: (*_order(self._found[path]), path))
        self._table.set_rows([self._row(path) for path in order])
        self._table.focus()

    def on_resize(self) -> None:
        """Share the window between the list and the steps."""
        room = max(8, self.size.height - _FRAME_LINES)
        self.scrolling.styles.height = room
        self._table.styles.height = max(_LEAST_LIST, min(len(self._found) + 1, room // 2))

    @property
    def _table(self) -> LineTable:
        return self.query_one("#files", LineTable)

    def _row(self, path: str) -> Row:
        return Row(path, (path, *map(_cell, self._found[path])))

    def on_line_table_highlighted(self, message: LineTable.Highlighted) -> None:
        """Show what another file means."""
        found = self._found.get(message.key or "", ())
        parts = [Content.styled(f"{clean(problem)}\n", "$text-error") for problem in self._problems]
        parts += [_in_full(each) for each in found]
        self.query_one("#steps", TextView).show(Content("").join(parts))

    def on_button_pressed(self, _event: Button.Pressed) -> None:
        """Close."""
        self.action_leave()

    def action_other_pane(self) -> None:
        """From the list to the steps and back."""
        (self.query_one("#steps") if self._table.has_focus else self._table).focus()


def show_what_if(screen: VariantListScreen) -> None:
    """Read the app's folder and the remembered times, then show the dialog."""
    project = screen.workspace.project
    if project is None:
        return

    def show(foresight: Foresight) -> None:
        screen.in_front(lambda: screen.app.push_screen(WhatIfDialog(project.name, foresight)))

    screen.in_thread("what-if", lambda: foresee(project), show)


def _order(found: Sequence[WhatIf]) -> tuple[float, int]:
    seconds = max((each.seconds or 0.0 for each in found), default=0.0)
    return -seconds, -sum(len(each.steps) for each in found)


def _cell(found: WhatIf) -> Cell:
    if not found.steps:
        return Cell("its lines" if found.is_recipe else "–", "muted")
    if found.seconds is None:
        return Cell(count(len(found.steps), "step"), "muted")
    more = "+?" if found.unknown_count else ""
    return Cell(f"{duration(found.seconds)}{more}", "warn" if found.seconds >= _SLOW_SECONDS else "good")


def _in_full(found: WhatIf) -> Content:
    if not found.steps:
        return Content.styled(f"{clean(found.variant)}: {nothing_again(found)}.\n", "$text-muted")
    told = f"{len(found.steps)} of {count(found.step_count, 'step')} run again"
    if found.seconds is not None:
        told += f", {duration(found.seconds)}"
    if found.unknown_count:
        told += f"; {count(found.unknown_count, 'step')} never timed: N builds without the cache"
    parts = [Content.styled(f"{clean(found.variant)}: {told}\n", "bold")]
    for step in found.steps:
        takes = duration(step.seconds) if step.seconds is not None else "?"
        parts.append(Content.styled(f"{step.line:>5} {takes:>8}  ", "$text-muted"))
        parts.append(Content(clean(step.text)))
        parts.append(Content.styled(f"  {step.cause.value}\n", "$text-muted"))
    return Content("").join(parts)
