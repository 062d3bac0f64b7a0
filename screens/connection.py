"""Finding the engine and following it, in threads, from the first frame to the last."""

from __future__ import annotations

import gc
import logging
import threading
from typing import TYPE_CHECKING

from screens.messages import EngineConnected, EngineMissing, InventoryChanged
from workbench.domain.errors import EngineUnavailable, WorkbenchError
from workbench.domain.inventory import Inventory
from workbench.domain.ledger import EntryState, LedgerEntry
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from textual.app import App

    from workbench.services.follow_inventory import InventoryFollower

_LOG = logging.getLogger(__name__)
_RETRY_SECONDS = 2.0


class Connector:
    """Tries until an engine answers, then follows its inventory; reports by messages to the application."""

    def __init__(self, app: App[int], workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace
        self._stopped = threading.Event()
        self._again = threading.Event()
        self._thread = threading.Thread(target=self._connect, name="connect", daemon=True)
        self._follower: InventoryFollower | None = None
        self._has_reported = False

    def start(self) -> None:
        """Begin to look for an engine."""
        self._thread.start()

    def try_now(self) -> None:
        """Do not wait for the next try."""
        self._again.set()

    def use_embedded(self) -> None:
        """Take the embedded engine from now on."""
        self._workspace.prefer_embedded()
        self.try_now()

    def stop(self) -> None:
        """End the threads; called once, when the program leaves."""
        self._stopped.set()
        self._again.set()
        if self._follower is not None:
            self._follower.stop()

    def _connect(self) -> None:
        while not self._stopped.is_set():
            try:
                self._workspace.connect()
            except EngineUnavailable as error:
                self._app.post_message(EngineMissing(error))
            except WorkbenchError as error:
                _LOG.info("the engine went away while it was asked who it is", exc_info=True)
                self._app.post_message(EngineMissing(EngineUnavailable(error.message, error.hint)))
            else:
                self._follow()
                return
            self._again.wait(_RETRY_SECONDS)
            self._again.clear()

    def _follow(self) -> None:
        from workbench.services.follow_inventory import InventoryFollower  # brings the engine's streams along

        if self._stopped.is_set():
            return
        self._workspace.read_project()
        self._app.post_message(EngineConnected())
        self._follower = InventoryFollower(self._workspace.engine, self._report)
        self._follower.start()
        self._workspace.ledger.listen(self._look_after_builds)

    def _look_after_builds(self, entry: LedgerEntry) -> None:
        """Read the images after our own builds: engines before 23 announce none that BuildKit built."""
        from workbench.domain.commands import BuildImage  # loaded already where one was carried out
        from workbench.services.inventory_lists import InventoryList

        has_ended = entry.state is not EntryState.RUNNING
        if has_ended and isinstance(entry.command, BuildImage) and self._follower is not None:
            # A container shows the tags of its image.
            self._follower.refresh(frozenset({InventoryList.IMAGES, InventoryList.CONTAINERS}))

    def _report(self, inventory: Inventory) -> None:
        if not self._has_reported:
            # what is there now stays: a collection that walks through it all holds every key up
            self._has_reported = True
            gc.freeze()
        self._app.post_message(InventoryChanged(inventory))
