"""The Containers screen: what runs on the engine, live, and what can be done with it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from screens.common_keys import list_keys, tab_keys
from screens.container_detail import ContainerDetailPane
from screens.container_rows import COLUMNS, SORTS, ContainerRows
from screens.list_screen import ListScreen
from screens.stats_watch import StatsSampled, StatsWatch
from screens.widgets.filter_bar import FilterBar
from screens.widgets.line_table import LineTable
from screens.widgets.settle import Settle
from styles import sheet
from workbench.domain.containers import Container
from workbench.domain.inventory import Inventory
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from screens.container_actions import ContainerActions

_EMPTY = """No containers yet.

Build a variant on screen 4, start the stack on screen 5,
or run an image on screen 2 with r."""
_NOTHING_MATCHES = "No container matches the filter.\n\nesc shows all again."


class ContainersScreen(ListScreen):
    """A live table of containers above the detail of the one under the cursor."""

    NOUN = "containers"
    SORTS = SORTS
    CSS_PATH = sheet("containers")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s",
            "start_or_stop",
            "Start/Stop",
            id="containers.start_or_stop",
            tooltip="start a stopped container, stop a running one",
        ),
        Binding(
            "R",
            "restart",
            "Restart",
            show=False,
            id="containers.restart",
            tooltip="stop it and start it again",
        ),
        Binding(
            "p",
            "pause",
            "Pause",
            show=False,
            id="containers.pause",
            tooltip="freeze its processes, or let them go on",
        ),
        Binding("K", "kill", "Kill", show=False, id="containers.kill", tooltip="end its process at once"),
        Binding(
            "d", "remove", "Remove", id="containers.remove", tooltip="remove it and what was written in it"
        ),
        Binding("l", "logs", "Logs", id="containers.logs", tooltip="follow its log on the Logs screen"),
        Binding("e", "shell", "Shell", id="containers.shell", tooltip="open the best shell that it has"),
        Binding(
            "i",
            "inspect",
            "Inspect",
            show=False,
            id="containers.inspect",
            tooltip="all that the engine knows of it",
        ),
        Binding(
            "w", "browser", "Browser", show=False, id="containers.browser", tooltip="open its published port"
        ),
        Binding(
            "space",
            "mark",
            "Mark",
            show=False,
            id="containers.mark",
            tooltip="mark it, for doing one thing to several",
        ),
        Binding(
            "b",
            "bulk",
            "Bulk",
            show=False,
            id="containers.bulk",
            tooltip="do one thing to all marked containers",
        ),
        *list_keys(NOUN),
        *tab_keys(NOUN),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._watch = StatsWatch(self, workspace)
        self._rows = ContainerRows()
        self._ages: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """The table over the detail pane."""
        yield FilterBar(placeholder="filter by name, image, state or network", id="filter")
        yield LineTable(COLUMNS, empty_text="Looking for an engine…", id="containers")
        yield ContainerDetailPane(self, id="detail")

    def on_mount(self) -> None:
        """Type at the table; ages grow by themselves."""
        self.table.focus()
        self.table.set_sort(self.sort)
        self._ages = self.set_interval(30, self.fill)
        self._scrolled = Settle(self, self._measure)
        self.watch(self.table, "scroll_y", self._scrolled.wish, init=False)

    def on_unmount(self) -> None:
        """End the streams."""
        self._watch.stop()

    def on_screen_suspend(self) -> None:
        """Measure nothing that nobody sees; behind a dialog it is seen."""
        if not self.app.screen.is_modal:
            self._watch.follow(())

    @cached_property
    def actions(self) -> ContainerActions:
        """What the keys do; the first key brings all commands along, a first frame needs none."""
        from screens.container_actions import ContainerActions

        return ContainerActions(self)

    @property
    def table(self) -> LineTable:
        """The table of containers."""
        return self.query_one("#containers", LineTable)

    @property
    def current(self) -> Container | None:
        """The container under the cursor."""
        key = self.table.cursor_key
        return None if key is None else self.inventory.container(key)

    @property
    def marked(self) -> tuple[Container, ...]:
        """The marked containers, else the one under the cursor."""
        marked = tuple(each for each in self.inventory.containers if each.id in self.table.marked)
        return marked or ((self.current,) if self.current else ())

    # ---- what the engine says

    def engine_connected(self) -> None:
        """Read again what the front tab shows: it may say that the engine is gone."""
        self.query_one(ContainerDetailPane).reload()

    def show_inventory(self, inventory: Inventory) -> None:
        """Draw the containers, and measure those that run."""
        self.fill()
        self._measure()

    def show_subject(self, subject: tuple[str, ...]) -> None:
        """Put the cursor on a container."""
        for reference in subject:
            container = self.inventory.container(reference)
            if container is not None:
                self.table.move_to(container.id)

    def on_stats_sampled(self, _message: StatsSampled) -> None:
        """Draw new measurements."""
        self.fill()
        self.query_one(ContainerDetailPane).show_samples(self._watch.history)

    def _measure(self) -> None:
        seen = [self.table.key_at(line) for line in self.table.seen_lines()]
        self._watch.follow(self.inventory.containers, seen)

    def fill(self) -> None:
        """Draw the rows that match the words, in order."""
        if not self.workspace.is_connected:
            return
        table = self.table
        table.empty_text = _NOTHING_MATCHES if self.words else _EMPTY
        table.set_rows(
            self._rows.rows(
                self.inventory.containers,
                self._watch.latest,
                words=self.words,
                sort=self.sort,
                reverse=self.is_reversed,
            )
        )
        self.query_one(ContainerDetailPane).show_container(self.current)

    # ---- the list

    def on_line_table_highlighted(self, _message: LineTable.Highlighted) -> None:
        """Show the detail of another container."""
        self.query_one(ContainerDetailPane).show_container(self.current)

    def on_line_table_chosen(self, _message: LineTable.Chosen) -> None:
        """Enter inspects."""
        self.action_inspect()

    def action_mark(self) -> None:
        """Mark or unmark the container under the cursor, and go on to the next."""
        key = self.table.cursor_key
        if key is not None:
            self.table.set_marked(self.table.marked ^ {key})
            self.table.action_move(1)

    def action_turn(self, step: int) -> None:
        """Bring another detail tab to the front."""
        self.query_one(ContainerDetailPane).turn(step)

    def action_inspect(self) -> None:
        """Bring the inspect tab to the front."""
        self.query_one(ContainerDetailPane).turn_to("inspect")

    # ---- what can be done

    def action_start_or_stop(self) -> None:
        """Start what is stopped, stop what runs."""
        self.actions.start_or_stop(self.current)

    def action_restart(self) -> None:
        """Restart it."""
        self.actions.restart(self.current)

    def action_pause(self) -> None:
        """Pause it, or let it go on."""
        self.actions.pause(self.current)

    def action_kill(self) -> None:
        """Kill it, after asking."""
        self.actions.kill(self.current)

    def action_remove(self) -> None:
        """Remove it, after asking."""
        self.actions.remove(self.current)

    def action_logs(self) -> None:
        """Follow the logs of the marked containers, or of this one."""
        self.actions.logs(self.marked)

    def action_shell(self) -> None:
        """Open a shell."""
        self.actions.shell(self.current)

    def action_browser(self) -> None:
        """Open the published port."""
        self.actions.browser(self.current)

    def action_bulk(self) -> None:
        """Do one thing to all marked containers."""
        self.actions.bulk(self.marked)
