"""The pane under the containers: tabs that tell more of the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from screens.container_pages import changes_page, environment_page, inspect_page, processes_page, stats_page
from screens.error_text import error_text
from screens.widgets.settle import Settle
from screens.widgets.tab_strip import TabStrip
from screens.widgets.text_view import TextView
from workbench.domain.containers import Container
from workbench.domain.errors import WorkbenchError
from workbench.domain.inventory import Connection
from workbench.domain.stats import ContainerStats
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.base import WorkbenchScreen
    from screens.widgets.log_pane import LogPane

_TABS = (
    ("logs", "Logs"),
    ("stats", "Stats"),
    ("inspect", "Inspect"),
    ("processes", "Processes"),
    ("changes", "Changes"),
    ("environment", "Env"),
)
_AGEING = frozenset({"inspect", "processes"})
_FRESH_SECONDS = 5.0


class ContainerDetailPane(Vertical):
    """Reads from the engine only what its front tab shows."""

    def __init__(self, screen: WorkbenchScreen, *, id: str) -> None:
        super().__init__(id=id)
        self._screen = screen
        self._container: Container | None = None
        self._samples: Callable[[str], list[ContainerStats]] = lambda _id: []
        self._page = TextView(id="page")
        self._log: LogPane | None = None
        """None until the pages are there."""

    def compose(self) -> ComposeResult:
        """The tabs; what stands under them is not waited for by the first frame."""
        yield TabStrip(_TABS, id="tabs")

    def on_mount(self) -> None:
        """Make the pages once the screen has been seen."""
        self._settle = Settle(self, self._load)
        self.set_interval(_FRESH_SECONDS, self._freshen)
        self.call_after_refresh(self._mount_pages)

    async def _mount_pages(self) -> None:
        from screens.widgets.log_pane import LogPane  # brings the drawing of logs along

        log = LogPane(self._screen.workspace, id="log")
        await self.mount(self._page, log)
        self._log = log
        self._arrange()
        self._load()

    def turn(self, step: int) -> None:
        """Bring the next or previous tab to the front."""
        self.query_one(TabStrip).turn(step)

    def turn_to(self, key: str) -> None:
        """Bring a tab to the front."""
        self.query_one(TabStrip).turn_to(key)

    def show_container(self, container: Container | None) -> None:
        """Turn to a container, or to its new state."""
        before, self._container = self._container, container
        self.query_one(TabStrip).show_subject("" if container is None else clean(container.name))
        if (
            before is None
            or container is None
            or before.id != container.id
            or (before.state, before.health, before.networks)
            != (
                container.state,
                container.health,
                container.networks,
            )
        ):
            self.reload()

    def reload(self) -> None:
        """Read again what the front tab shows, once what led here is over."""
        self._settle.wish()

    def show_samples(self, samples: Callable[[str], list[ContainerStats]]) -> None:
        """Take new measurements."""
        self._samples = samples
        if self.query_one(TabStrip).key == "stats" and self._container is not None:
            self._draw_stats(self._container)

    def on_tab_strip_changed(self, message: TabStrip.Changed) -> None:
        """Show another tab."""
        message.stop()
        self._arrange()
        self._load()

    def _arrange(self) -> None:
        if self._log is not None:
            self._log.display = self.query_one(TabStrip).key == "logs"
            self._page.display = not self._log.display

    def _load(self) -> None:
        container, key = self._container, self.query_one(TabStrip).key
        if self._log is None:
            return
        self._log.follow(() if container is None or key != "logs" else (container.name,))
        if container is None:
            self._show(Content(""))
            return
        engine = self._screen.workspace.engine
        match key:
            case "stats":
                self._draw_stats(container)
            case "inspect":
                self._read(lambda: inspect_page(engine.container(container.id)))
            case "environment":
                self._read(lambda: environment_page(engine.container(container.id)))
            case "processes" if not container.is_running:
                self._show(Content(f"It is {container.state.value}: it has no processes."))
            case "processes":
                self._read(lambda: processes_page(engine.processes(container.id)))
            case "changes":
                self._read(lambda: changes_page(engine.changes(container.id)))
            case _:
                pass

    def _freshen(self) -> None:
        """Read again what no event tells of: ages, and processes that come and go."""
        is_fresh = self._screen.inventory.connection is Connection.CONNECTED
        if is_fresh and self.screen.is_current and self.query_one(TabStrip).key in _AGEING:
            self._load()

    def _read(self, page: Callable[[], Content]) -> None:
        self._screen.in_thread("container-detail", page, self._show, self._failed)

    def _draw_stats(self, container: Container) -> None:
        if not container.is_running:
            self._show(Content(f"It is {container.state.value}: there is nothing to measure."))
            return
        self._show(stats_page(self._samples(container.id), self.size.width))

    def _show(self, content: Content) -> None:
        if self._log is not None:
            self._page.show(content, keep_place=True)

    def _failed(self, error: WorkbenchError) -> None:
        if self._container is not None:
            error.message = error.message.replace(self._container.id, self._container.name)
        self._show(Content(error_text(error)))
