"""The advice on a Dockerfile, each with why, where to read more, and what following it would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button

from screens.dockerfile_page import advice_sentence, advice_sign, cost_sentence
from screens.widgets.dialog import Dialog, button
from screens.widgets.line_table import Cell, Column, LineTable, Row
from screens.widgets.text_view import TextView
from styles import sheet
from workbench.domain.advice.rule_texts import RULES
from workbench.domain.advice.values import Advice, AdviceLevel
from workbench.domain.text import clean
from workbench.formatting import count
from workbench.services.advise_fixes import FileChange, change_of
from workbench.services.advise_variants import Advised

_ALL, _UNDO = "all", "undo"
_COLUMNS = (
    Column("line", "line", 5, right=True),
    Column("sign", "", 1),
    Column("fix", "F", 1),
    Column("words", "remark", 20, flexible=True),
)
_STYLES = {AdviceLevel.ERROR: "bad", AdviceLevel.WARNING: "warn", AdviceLevel.HINT: "accent"}
_DIFF_STYLES = {"+": "$text-success", "-": "$text-error", "@": "$text-accent"}
_MOST_DIFF_LINES = 400
_FRAME_LINES, _LEAST_LIST = 6, 3


class AdviceDialog(Dialog[tuple[FileChange, ...]]):
    """A list of remarks over the one under the cursor in full; answers the changes that are agreed to."""

    CSS_PATH = sheet("advice_dialog")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "agree", "Write", id="advice.agree", tooltip="write what the difference shows"),
        Binding(
            "m", "measure", "Measure", id="advice.measure", tooltip="read the built image: what does it cost?"
        ),
        Binding("q,n", "leave", "Close", show=False, id="advice.close"),
        Binding("tab", "other_pane", "Other pane", show=False, id="advice.other_pane"),
    ]

    def __init__(
        self,
        advised: Advised,
        undo: tuple[FileChange, ...] = (),
        all_changes: tuple[FileChange, ...] = (),
        measure: Callable[[AdviceDialog], None] | None = None,
    ) -> None:
        subject = advised.subject
        super().__init__(f"{subject.path}: {count(len(advised.advice), 'remark')}")
        self._advised = advised
        self._measure = measure
        self._leaving: list[Callable[[], None]] = []
        self._changes: dict[str, tuple[FileChange, ...]] = {_UNDO: undo} if undo else {}
        self._by_key = {str(index): each for index, each in enumerate(advised.advice)}
        if all_changes:
            self._changes[_ALL] = all_changes

    def body(self) -> ComposeResult:
        """The list, and below it what is under its cursor."""
        yield LineTable(_COLUMNS, empty_text="Nothing to better.", id="remarks")
        yield TextView(id="remark")

    def buttons(self) -> Sequence[Button]:
        """Write what is shown, or not."""
        return (
            button("Close (esc)", "close"),
            button("Measure (m)", "measure"),
            button("Write (y)", "agree", "primary"),
        )

    def on_mount(self) -> None:
        """Fill the list."""
        self._fill()
        self._table.focus()

    def on_leaving(self, call: Callable[[], None]) -> None:
        """Call this when the dialog is closed."""
        self._leaving.append(call)

    def on_unmount(self) -> None:
        """What is measured for nobody any more is broken off."""
        for call in self._leaving:
            call()

    def take_measured(self, advised: Advised) -> None:
        """Show the same advice with what was measured since."""
        self._by_key = {str(index): each for index, each in enumerate(advised.advice)}
        self._fill()
        self._show(self._table.cursor_key or "")

    def _fill(self) -> None:
        self._table.set_rows([*self._special_rows(), *map(self._row, self._by_key)])

    def on_resize(self) -> None:
        """Share the window between the list and the remark."""
        room = max(8, self.size.height - _FRAME_LINES)
        self.scrolling.styles.height = room
        self._table.styles.height = max(_LEAST_LIST, min(len(self._by_key) + 3, room // 3 + 1))

    @property
    def _table(self) -> LineTable:
        return self.query_one("#remarks", LineTable)

    def _special_rows(self) -> list[Row]:
        rows: list[Row] = []
        if _ALL in self._changes:
            mended = len(self._advised.fixable)
            rows.append(Row(_ALL, ("", "", Cell("✎", "good"), f"All {mended} that can be mended at once")))
        if _UNDO in self._changes:
            rows.append(Row(_UNDO, ("", "", Cell("↶", "accent"), "Take the last change back")))
        return rows

    def _row(self, key: str) -> Row:
        advice = self._by_key[key]
        line = str(advice.line) if advice.line else "–"
        fix = Cell("✎", "good") if advice.fix else ""
        sign = Cell(advice_sign(advice), _STYLES[advice.level])
        return Row(key, (line, sign, fix, advice_sentence(advice)))

    def on_line_table_highlighted(self, message: LineTable.Highlighted) -> None:
        """Show another remark in full."""
        self._show(message.key or "")

    def _changes_of(self, key: str) -> tuple[FileChange, ...]:
        """What is written for a row; made when it is looked at, for there may be thousands of rows."""
        advice = self._by_key.get(key)
        return self._changes.get(key, ()) if advice is None else change_of(self._advised.subject, advice)

    def _show(self, key: str) -> None:
        advice = self._by_key.get(key)
        changes = self._changes_of(key)
        parts = [_in_full(advice)] if advice else []
        parts += [diff_content(change) for change in changes]
        if advice and not changes:
            parts.append(
                Content.styled("\nThis is left to you: E opens the file in your editor.", "$text-muted")
            )
        self.query_one("#remark", TextView).show(Content("").join(parts))
        self.query_one("#agree", Button).disabled = not changes

    def on_line_table_chosen(self, _message: LineTable.Chosen) -> None:
        """Enter goes to the difference, so that it is read before it is agreed to."""
        self.action_other_pane()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer by button."""
        match event.button.id:
            case "agree":
                self.action_agree()
            case "measure":
                self.action_measure()
            case _:
                self.action_leave()

    def action_agree(self) -> None:
        """Answer with the changes that are shown."""
        changes = self._changes_of(self._table.cursor_key or "")
        if changes:
            self.dismiss(changes)
        else:
            self.notify("There is nothing to write for this one.", markup=False)

    def action_measure(self) -> None:
        """Have the built image read for what the remarks cost in it."""
        if self._measure is None:
            self.notify("There is no engine to measure on.", markup=False)
        else:
            self._measure(self)

    def action_other_pane(self) -> None:
        """From the list to the difference and back."""
        (self.query_one("#remark") if self._table.has_focus else self._table).focus()


def diff_content(change: FileChange) -> Content:
    """A unified difference in its colours; the first marks of a line say the same without them."""
    lines = change.patch.removesuffix("\n").split("\n")
    parts = [Content("\n")]
    for line in lines[:_MOST_DIFF_LINES]:
        is_head = line.startswith(("+++", "---"))
        style = "bold" if is_head else _DIFF_STYLES.get(line[:1], "")
        parts.append(Content.styled(f"{clean(line)}\n", style))
    if len(lines) > _MOST_DIFF_LINES:
        parts.append(Content.styled(f"… {len(lines) - _MOST_DIFF_LINES} more lines\n", "$text-muted"))
    return Content("").join(parts)


def _in_full(advice: Advice) -> Content:
    text = RULES.get(advice.rule)
    title = f"{advice.rule}: {text.title}" if text else f"{advice.source.value} {advice.rule}"
    said = f"{advice.message} {advice.fix_hint}".rstrip()
    lines = [Content.styled(clean(title), "bold $text-primary"), Content(clean(said))]
    if advice.cost:
        measured = f"{cost_sentence(advice.cost)} Measured on: {advice.cost.basis}."
        lines.append(Content.styled(clean(measured), "$text-warning"))
    if text:
        lines.append(Content.styled(clean(text.explanation), "$text-muted"))
    if advice.also:
        lines.append(Content.styled(clean(f"Also found by {', '.join(advice.also)}."), "$text-muted"))
    if advice.reference:
        lines.append(Content.styled(clean(advice.reference), "$text-accent"))
    return Content("\n").join(lines) + Content("\n")
