"""The Logs screen: what one or several containers write, live and in order."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from screens.base import WorkbenchScreen
from screens.container_rows import state_cell
from screens.widgets.filter_bar import FilterBar
from screens.widgets.line_table import Cell, Column, LineTable, Row
from screens.widgets.log_pane import LogPane
from styles import sheet
from workbench.domain.inventory import Inventory
from workbench.formatting import count
from workbench.services.workspace import Workspace

_COLUMNS = (Column("name", "container", 8, flexible=True), Column("state", "state", 14, priority=1))
_EMPTY = "No containers yet.\n\nStart the stack on screen 5."
_NOBODY = "No container is followed.\n\nspace chooses one, a all that run."


class _Left(NamedTuple):
    """Who left a name, and what it is called since."""

    container_id: str
    now: str


class LogsScreen(WorkbenchScreen):
    """Containers to choose from beside their merged lines."""

    NOUN = "logs"
    CSS_PATH = sheet("logs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space", "choose", "Choose", id="logs.choose", tooltip="follow this container too, or no more"
        ),
        Binding("a", "all", "All", id="logs.all", tooltip="follow all that run, or none"),
        Binding(
            "slash",
            "search",
            "Search",
            key_display="/",
            id="logs.search",
            tooltip="words or a /regular expression/; n and N go on",
        ),
        Binding("n", "log('next_match')", "Next match", show=False, id="logs.next_match"),
        Binding("N", "log('previous_match')", "Previous match", show=False, id="logs.previous_match"),
        Binding(
            "ampersand",
            "log('only_matches')",
            "Only matches",
            key_display="&",
            show=False,
            id="logs.only_matches",
            tooltip="show only lines that match",
        ),
        Binding("f", "log('follow')", "Follow", id="logs.follow", tooltip="follow new lines, or stay"),
        Binding(
            "t",
            "log('timestamps')",
            "Times",
            show=False,
            id="logs.timestamps",
            tooltip="show when each line was written",
        ),
        Binding(
            "z", "log('wrap')", "Wrap", show=False, id="logs.wrap", tooltip="wrap long lines, or cut them"
        ),
        Binding(
            "y", "log('copy')", "Copy", show=False, id="logs.copy", tooltip="copy what is selected, or seen"
        ),
        Binding("S", "save", "Save", id="logs.save", tooltip="write the shown lines to a file"),
        Binding("tab", "other_pane", "Other pane", show=False, id="logs.other_pane"),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._chosen: tuple[str, ...] = ()
        self._left: dict[str, _Left] = {}
        """The names that followed containers had before they were renamed, and who had them."""
        self._asked = False

    def compose_body(self) -> ComposeResult:
        """The containers on the left, their lines on the right."""
        with Horizontal():
            yield LineTable(_COLUMNS, empty_text="Looking for an engine…", id="sources")
            with Vertical(id="right"):
                yield FilterBar(
                    placeholder="search words, or /regex/; enter jumps, & shows only matches", id="search"
                )
                yield LogPane(self.workspace, tail=2000, nothing_followed=_NOBODY, id="log")

    def on_mount(self) -> None:
        """Type at the containers."""
        self.query_one(LineTable).focus()

    @property
    def pane(self) -> LogPane:
        """The log and its counts."""
        return self.query_one(LogPane)

    # ---- what the engine says

    def show_inventory(self, inventory: Inventory) -> None:
        """Draw the containers; the first running one is followed until somebody chooses."""
        self.query_one("#sources", LineTable).empty_text = _EMPTY
        rows = self._draw(inventory)
        # One that is removed stays followed: its lines stay, and another that takes its name goes on below.
        if not self._asked and not self._chosen and rows:
            self._follow((rows[0].key,))
        self._follow_where_another_took_a_name(inventory)

    def show_subject(self, subject: tuple[str, ...]) -> None:
        """Follow what another screen asked for."""
        self._asked = True
        self._follow(subject)
        self.query_one("#sources", LineTable).move_to(subject[0])

    def on_log_pane_renamed(self, message: LogPane.Renamed) -> None:
        """The container goes on in the row of its new name."""
        if message.before not in self._chosen:
            return
        for name, left in self._left.items():
            if left.now == message.before:
                self._left[name] = left._replace(now=message.name)
        self._left[message.before] = _Left(message.container_id, message.name)
        table = self.query_one("#sources", LineTable)
        was_here = table.cursor_key == message.before
        self._chosen = self.pane.names
        self._draw(self.inventory)
        table.set_marked(self._chosen)
        if was_here:
            table.move_to(message.name)
        self._follow_where_another_took_a_name(self.inventory)

    def _follow_where_another_took_a_name(self, inventory: Inventory) -> None:
        """As after a removal: who takes the name of a container that is followed is followed too."""
        taken: list[str] = []
        for each in inventory.containers:
            left = self._left.get(each.name)
            if left and left.container_id != each.id and left.now in self._chosen:
                taken.append(each.name)
        for name in taken:
            del self._left[name]
        if taken:
            self._follow((*self._chosen, *taken))

    def _draw(self, inventory: Inventory) -> list[Row]:
        """The containers, those that run first, then the followed names that none has any more."""
        containers = sorted(inventory.containers, key=lambda each: (not each.is_running, each.name))
        here = {each.name for each in containers}
        gone = (name for name in self._chosen if name not in here)
        rows = [Row(each.name, (Cell(each.name), state_cell(each))) for each in containers]
        rows += [Row(name, (Cell(name, "muted"), Cell("gone", "muted"))) for name in gone]
        self.query_one("#sources", LineTable).set_rows(rows)
        return rows

    def _follow(self, names: tuple[str, ...]) -> None:
        self._chosen = names
        self._draw(self.inventory)
        self.query_one("#sources", LineTable).set_marked(names)
        self.pane.follow(names)

    # ---- keys

    def on_line_table_chosen(self, message: LineTable.Chosen) -> None:
        """Enter follows this container alone."""
        self._asked = True
        self._follow((message.key,))

    def action_choose(self) -> None:
        """Follow the container under the cursor too, or no more."""
        name = self.query_one("#sources", LineTable).cursor_key
        if name is None:
            return
        self._asked = True
        without = tuple(each for each in self._chosen if each != name)
        self._follow(without if name in self._chosen else (*self._chosen, name))

    def action_all(self) -> None:
        """Follow all that run, or none when they are followed already."""
        running = tuple(sorted(each.name for each in self.inventory.containers if each.is_running))
        if not running:
            return
        self._asked = True
        self._follow(() if set(running) == set(self._chosen) else running)

    async def action_log(self, action: str) -> None:
        """Do what a key of the log does, wherever the focus is."""
        await self.pane.log_view.run_action(action)

    def action_other_pane(self) -> None:
        """From the containers to the lines and back."""
        table = self.query_one("#sources", LineTable)
        (self.pane.log_view if table.has_focus else table).focus()

    def action_search(self) -> None:
        """Open the search line."""
        self.query_one(FilterBar).open()

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        """Search as one types; `/…/` is a regular expression."""
        words = message.words
        is_regex = len(words) > 2 and words.startswith("/") and words.endswith("/")
        problem = self.pane.log_view.search(words[1:-1] if is_regex else words, regex=is_regex)
        if problem:
            self.say(problem, title="Not searched")

    def on_filter_bar_left(self, _message: FilterBar.Left) -> None:
        """Back to the lines, at the match before the end."""
        log = self.pane.log_view
        log.focus()
        if log.matches:
            log.previous_match()

    def action_save(self) -> None:
        """Ask where to write the shown lines."""
        from screens.widgets.dialogs import Field, FormDialog  # only when asked for

        suggestion = Path.cwd() / f"{'-'.join(self._chosen[:3]) or 'nothing'}.log"
        field = Field("path", "File", value=str(suggestion), validate=_may_be_written)
        title = f"Save {count(self.pane.log_view.shown, 'line')}"
        self.app.push_screen(FormDialog(title=title, fields=(field,)), self._save)

    def _save(self, answers: dict[str, str] | None) -> None:
        if answers is None:
            return
        path = Path(answers["path"]).expanduser()
        log = self.pane.log_view
        try:
            saved = log.save(path)
        except OSError as error:
            self.app.notify(f"{path}: {error.strerror}", title="Not saved", severity="error", markup=False)
            return
        self.say(f"{count(saved, 'line')} in {path}", title="Saved")


def _may_be_written(text: str) -> str | None:
    path = Path(text).expanduser()
    if not text.strip():
        return "a file name is needed"
    if path.exists():
        return "this file exists; choose another name"
    return None if path.parent.is_dir() else f"there is no folder {path.parent}"
