"""The past builds of a variant, and what sets one apart from another: slower steps, lost caches, and why."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.widgets.dialog import Dialog
from screens.widgets.line_table import Cell, Column, LineTable, Row
from screens.widgets.text_view import TextView
from styles import sheet
from workbench.domain.instructions import readable_instruction
from workbench.domain.past_builds import (
    BuildEnd,
    ComparedStep,
    PastBuild,
    PastStep,
    StepDifference,
    compare_builds,
)
from workbench.domain.text import clean
from workbench.formatting import added, age, duration

_COLUMNS = (
    Column("when", "when", 10),
    Column("end", "result", 11),
    Column("seconds", "time", 8, right=True),
    Column("cached", "cached", 7, right=True),
    Column("failure", "", 12, flexible=True),
)
_ENDS = {
    BuildEnd.BUILT: Cell("✓ built", "good"),
    BuildEnd.FAILED: Cell("✗ failed", "bad"),
    BuildEnd.CANCELLED: Cell("■ cancelled", "warn"),
}
_STYLES = {
    StepDifference.SLOWER: "$text-warning",
    StepDifference.LOST_CACHE: "$text-warning",
    StepDifference.NEW: "$text-warning",
    StepDifference.FASTER: "$text-success",
    StepDifference.CACHED: "$text-success",
    StepDifference.GONE: "$text-muted",
    StepDifference.SAME: "",
}
# What stands behind a title: two times, what was added, and the blanks between them.
_FIGURES_CELLS = 30
_WORDS_CELLS = 30
_TITLE_LEAST, _TITLE_MOST = 30, 72
_FRAME_LINES = 6


class HistoryDialog(Dialog[None]):
    """A list of builds over the one under the cursor, compared with the one before it or a marked one."""

    CSS_PATH = sheet("history_dialog")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Compare with", id="history.mark", tooltip="compare others with this one"),
        Binding("q", "leave", "Close", show=False, id="history.close"),
        Binding("tab", "other_pane", "Other pane", show=False, id="history.other_pane"),
    ]

    def __init__(self, variant: str, builds: tuple[PastBuild, ...]) -> None:
        super().__init__(f"{variant}: past builds; space marks one to compare others with")
        self._builds = builds

    def body(self) -> ComposeResult:
        """The list, and below it the steps."""
        yield LineTable(_COLUMNS, empty_text="It was never built here.\n\nb builds it.", id="builds")
        yield TextView(id="steps")

    def on_mount(self) -> None:
        """Fill the list."""
        self._table.set_rows([_row(str(index), each) for index, each in enumerate(self._builds)])
        self._table.focus()

    def on_resize(self) -> None:
        """Share the window between the list and the steps."""
        room = max(8, self.size.height - _FRAME_LINES)
        self.scrolling.styles.height = room
        self._table.styles.height = max(3, min(len(self._builds) + 1, room // 3 + 1))
        self.call_after_refresh(self._show)

    @property
    def _table(self) -> LineTable:
        return self.query_one("#builds", LineTable)

    def on_line_table_highlighted(self, _message: LineTable.Highlighted) -> None:
        """Show another build."""
        self._show()

    def action_mark(self) -> None:
        """Compare others with the build under the cursor, or with the one before each again."""
        key = self._table.cursor_key
        if key is not None:
            self._table.set_marked(() if key in self._table.marked else (key,))
            self._show()

    def action_other_pane(self) -> None:
        """From the list to the steps and back."""
        (self.query_one("#steps") if self._table.has_focus else self._table).focus()

    def _show(self) -> None:
        key = self._table.cursor_key
        if key is None:
            return
        at = int(key)
        marked = next(iter(self._table.marked), "")
        other = int(marked) if marked and marked != key else at + 1
        before = self._builds[other] if other < len(self._builds) else None
        page = self.query_one("#steps", TextView)
        page.show(steps_page(self._builds[at], before, page.scrollable_content_region.width))


def _row(key: str, build: PastBuild) -> Row:
    cached = f"{build.cached_count}/{len(build.steps)}" if build.steps else "–"
    return Row(
        key,
        (
            f"{age(build.started_at)} ago",
            _ENDS[build.end],
            duration(build.seconds),
            Cell(cached, "accent"),
            Cell(clean(build.failure.partition("\n")[0]), "bad"),
        ),
    )


def steps_page(after: PastBuild, before: PastBuild | None, cells: int) -> Content:
    """The steps of a build against an earlier one; alone where there is none. In so many cells a line."""
    compared = (
        tuple(ComparedStep(each.title, None, each, StepDifference.SAME) for each in after.steps)
        if before is None
        else compare_builds(before, after)
    )
    than = f"against the build {age(before.started_at)} ago" if before else "its first build that is kept"
    parts = [Content.styled(f"{clean(after.variant)}, {age(after.started_at)} ago, {than}\n\n", "bold")]
    width = min(_TITLE_MOST, max(_TITLE_LEAST, cells - _FIGURES_CELLS - _WORDS_CELLS))
    for each in compared:
        title = clean(_title(each))
        title = title if len(title) <= width else f"{title[: width - 1]}…"
        parts.append(Content(f"{title:<{width}}  "))
        parts.append(Content.styled(f"{_time(each.before):>8}", "$text-muted"))
        parts.append(Content(f" {_time(each.after):>8}"))
        parts.append(
            Content.styled(f" {added(each.after.size_bytes) if each.after else '':>8}  ", "$text-muted")
        )
        words = ", ".join(filter(None, (each.difference.value, clean(each.why))))
        gap = "\n    " if width + _FIGURES_CELLS + len(words) > cells else ""
        parts.append(Content.styled(f"{gap}{words}\n", _STYLES[each.difference]))
    return Content("").join(parts)


def _title(step: ComparedStep) -> str:
    """The instruction on one line, after its stage where it has one."""
    known = step.after or step.before
    words = " ".join(readable_instruction(step.title).split())
    return f"{known.stage}: {words}" if known and known.stage else words


def _time(step: PastStep | None) -> str:
    if step is None:
        return ""
    return "CACHED" if step.is_cached else duration(step.seconds)
