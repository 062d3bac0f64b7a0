"""The System screen: the engine's facts, its disk, networks, volumes and events."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import ContentSwitcher

from screens import system_rows
from screens.base import WorkbenchScreen
from screens.common_keys import tab_keys
from screens.error_text import error_text
from screens.widgets.line_table import LineTable, Row
from screens.widgets.tab_strip import TabStrip
from screens.widgets.text_view import TextView
from styles import sheet
from workbench.domain.commands import Prune, PruneKind, RemoveNetwork, RemoveVolume
from workbench.domain.engines import DiskUse, EngineFacts
from workbench.domain.errors import WorkbenchError
from workbench.domain.inventory import Inventory
from workbench.domain.networks import Volume
from workbench.domain.unused import unused
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from workbench.services.follow_events import EventFollower, Happening

_TABS = (
    ("engine", "Engine"),
    ("disk", "Disk"),
    ("networks", "Networks"),
    ("volumes", "Volumes"),
    ("events", "Events"),
)
_EVENTS_KEPT = 1000
_SECONDS_BETWEEN_DRAWINGS = 0.1


class EventsHappened(Message):
    """The engine told of something; the events themselves wait in the screen's queue."""

    def can_replace(self, message: Message) -> bool:
        """One of them empties the queue."""
        return isinstance(message, EventsHappened)


class SystemScreen(WorkbenchScreen):
    """Tabs over the engine itself."""

    NOUN = "system"
    CSS_PATH = sheet("system")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d",
            "remove",
            "Remove",
            id="system.remove",
            tooltip="remove the network or volume under the cursor",
        ),
        Binding(
            "X",
            "prune",
            "Prune",
            id="system.prune",
            tooltip="remove what nothing uses, after a list of what goes",
        ),
        Binding("r", "refresh", "Measure again", id="system.refresh", tooltip="ask for the disk use again"),
        *tab_keys(NOUN, shown=True, next_keys="right_square_bracket,tab"),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._follower: EventFollower | None = None
        self._queue: deque[Happening] = deque()
        self._events: deque[Row] = deque(maxlen=_EVENTS_KEPT)
        self._event_count = 0
        self._has_facts = False

    def compose_body(self) -> ComposeResult:
        """The tabs over one view each."""
        yield TabStrip(_TABS, id="tabs")
        with ContentSwitcher(initial="engine", id="views"):
            yield TextView(id="engine")
            yield LineTable(system_rows.DISK_COLUMNS, empty_text="Measuring the disk…", id="disk")
            yield LineTable(system_rows.NETWORK_COLUMNS, empty_text="No networks.", id="networks")
            yield LineTable(
                system_rows.VOLUME_COLUMNS,
                empty_text="No volumes: containers here keep their data to themselves.",
                id="volumes",
            )
            yield LineTable(
                system_rows.EVENT_COLUMNS,
                empty_text="Nothing has happened yet.\nStart a container, and it stands here.",
                id="events",
            )

    def on_mount(self) -> None:
        """Type at the front view."""
        self._drawing = self.set_interval(_SECONDS_BETWEEN_DRAWINGS, self._draw_events, pause=True)
        self._front_view()

    def on_unmount(self) -> None:
        """End the event stream."""
        if self._follower is not None:
            self._follower.stop()

    # ---- what the engine says

    def engine_connected(self) -> None:
        """Read what no event announces."""
        self.action_refresh()

    def show_inventory(self, inventory: Inventory) -> None:
        """Draw networks and volumes; begin to follow events once there is an engine."""
        self.query_one("#networks", LineTable).set_rows(system_rows.network_rows(inventory))
        self.query_one("#volumes", LineTable).set_rows(system_rows.volume_rows(inventory))
        if self._follower is None:
            from workbench.services.follow_events import EventFollower  # brings the engine's streams along

            self._follower = EventFollower(self.workspace.engine, self._happened)
            self._follower.start(since_ns=0)  # The engine remembers some: what led here is of use.
            self.action_refresh()

    def on_events_happened(self, _message: EventsHappened) -> None:
        """Let what waits in the queue be drawn, with what comes right after it."""
        self._drawing.resume()

    def _draw_events(self) -> None:
        self._drawing.pause()
        if not self.app.is_running:  # While the program leaves, the table is taken down already.
            return
        while self._queue:
            self._event_count += 1
            self._events.append(system_rows.event_row(self._event_count, self._queue.popleft()))
        table = self.query_one("#events", LineTable)
        at_end = table.line_count == 0 or table.cursor == table.line_count - 1
        table.set_rows(list(self._events))
        if at_end:
            table.action_edge(-1)

    def action_refresh(self) -> None:
        """Ask for the facts and the disk use again."""
        if not self.workspace.is_connected:
            return
        engine = self.workspace.engine
        self.in_thread("facts", engine.facts, self._show_facts, self._no_facts)
        self.in_thread("disk", engine.disk_use, self._show_disk, self.show_reading_error)

    def _no_facts(self, error: WorkbenchError) -> None:
        """Leave no page empty; what was last seen stays."""
        if not self._has_facts:
            self.query_one("#engine", TextView).show(Content(error_text(error)))
        self.show_reading_error(error)

    def _show_facts(self, engine: EngineFacts) -> None:
        self._has_facts = True
        url = self.workspace.engine.candidate.url
        self.query_one("#engine", TextView).show(system_rows.engine_page(engine, url), keep_place=True)

    def _show_disk(self, use: DiskUse) -> None:
        self.query_one("#disk", LineTable).set_rows(system_rows.disk_rows(use))

    def _happened(self, event: Happening) -> None:
        """Called by the stream's thread."""
        self._queue.append(event)
        self.post_message(EventsHappened())

    # ---- keys

    def on_tab_strip_changed(self, message: TabStrip.Changed) -> None:
        """Show another view."""
        self.query_one(ContentSwitcher).current = message.key
        self._front_view()
        if message.key in ("engine", "disk"):
            self.action_refresh()

    def action_turn(self, step: int) -> None:
        """Bring another view to the front."""
        self.query_one(TabStrip).turn(step)

    def action_remove(self) -> None:
        """Remove the network or volume under the cursor, after asking."""
        key = self.query_one(TabStrip).key
        if key not in ("networks", "volumes"):
            self.say("d removes a network or a volume: turn to one of those tabs.")
            return
        name = self.query_one(f"#{key}", LineTable).cursor_key
        if name is None:
            return
        self.carry_out(
            RemoveNetwork(name) if key == "networks" else RemoveVolume(name),
            title=f"Remove {key.removesuffix('s')} {name}?",
            then=lambda _outcomes: self.action_refresh(),
        )

    def action_prune(self) -> None:
        """Ask what to prune, then show what goes."""
        if not self.workspace.is_connected:
            return
        engine = self.workspace.engine
        # Only the engine knows which volumes a container holds that has stopped.
        self.in_thread(
            "unused",
            lambda: engine.volumes(only_unused=True),
            self._choose_what_to_prune,
            self._choose_without_volumes,
        )

    def _choose_without_volumes(self, error: WorkbenchError) -> None:
        """What else is unused is known all the same."""
        self.show_error(error)
        self._choose_what_to_prune(None)

    def _choose_what_to_prune(self, unused_volumes: tuple[Volume, ...] | None) -> None:
        from screens.widgets.dialogs import ChoiceDialog  # only when asked for

        if self.app.screen is not self:
            return  # Somebody went on to something else meanwhile.
        inventory = replace(self.inventory, volumes=unused_volumes or ())
        choices: list[tuple[str, str, str]] = []
        for kind in PruneKind:
            if kind is PruneKind.VOLUMES and unused_volumes is None:
                continue
            known = "" if kind is PruneKind.BUILD_CACHE else f"{len(unused(inventory, kind))} found"
            choices.append((kind.name, kind.name.replace("_", " ").capitalize(), known))
        dialog = ChoiceDialog(title="Remove what nothing uses", choices=choices)
        self.app.push_screen(dialog, lambda name: self._prune(name, inventory))

    def _prune(self, name: str | None, inventory: Inventory) -> None:
        if name is None:
            return
        kind = PruneKind[name]
        found = unused(inventory, kind)
        if not found and kind is not PruneKind.BUILD_CACHE:
            self.say("Nothing of this kind is unused.", title="Nothing to prune")
            return
        command = Prune(kind)
        self.carry_out(
            command,
            title="Prune?",
            losses=(*command.destroys, *found),
            confirm=True,
            then=lambda _outcomes: self.action_refresh(),
        )

    def _front_view(self) -> None:
        self.query_one(f"#{self.query_one(TabStrip).key}").focus()
