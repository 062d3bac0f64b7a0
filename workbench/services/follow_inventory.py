"""Follows all that an engine holds: what its events announce is read again, and told when it differs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter

from workbench.domain.diffing import carried_over, put_in
from workbench.domain.errors import EngineGone, WorkbenchError
from workbench.domain.events import EngineEvent, StreamLost, StreamRestored
from workbench.domain.inventory import Connection, Inventory
from workbench.engine.engine import Engine
from workbench.services.inventory_due import ALL_DUE, Due, due_after
from workbench.services.inventory_lists import ALL_LISTS, InventoryList
from workbench.services.second_look import SecondLook
from workbench.services.stream_thread import StreamThread

# What happens together is told together, and a storm of events at most ten times a second.
_GATHER_SECONDS = 0.015
_SHORTEST_PAUSE_SECONDS = 0.1
_RETRY_SECONDS = 1.0
_JOIN_SECONDS = 2.0
# Read in C: of ten thousand containers, ten times a second.
_ID: attrgetter[str] = attrgetter("id")
_NAME: attrgetter[str] = attrgetter("name")


class InventoryFollower:
    """Calls back with a snapshot whenever something differs, from a thread of its own.

    The callback must not wait for the thread that calls stop(). In the snapshots, everything that did not
    change is the very same object as before. One thread waits for events, one reads the lists: so a slow
    list delays no event, and events that come meanwhile are read together.
    """

    def __init__(self, engine: Engine, on_change: Callable[[Inventory], None]) -> None:
        self._engine = engine
        self._on_change = on_change
        self._changed = threading.Condition()
        self._due = Due()
        self._second_look = SecondLook()
        self._lost: str | None = None
        self._news = False
        self._stopped = threading.Event()
        self._told: Inventory | None = None
        self._listener = StreamThread("inventory-events", self._listen)
        self._reader = threading.Thread(target=self._read_when_due, name="inventory", daemon=True)

    def start(self) -> None:
        """Begin: the first snapshot follows as soon as the engine has told its lists."""
        self._listener.start()
        self._reader.start()

    def stop(self) -> None:
        """End both threads; no callback begins afterwards."""
        self._stopped.set()
        self._listener.stop()
        with self._changed:
            self._changed.notify_all()
        self._listener.join(_JOIN_SECONDS)
        if self._reader.is_alive() and self._reader is not threading.current_thread():
            self._reader.join(_JOIN_SECONDS)

    def refresh(self, lists: frozenset[InventoryList] = ALL_LISTS) -> None:
        """Read these lists again now: not all that happens is announced by an event."""
        self._mark(Due(lists))

    def _listen(self, thread: StreamThread) -> None:
        # The stream is open before the first reading, so that nothing falls between the two.
        with thread.holding(self._engine.events()) as stream:
            self._mark(ALL_DUE)
            for happening in stream:
                match happening:
                    case EngineEvent():
                        self._mark(due_after(happening), looks_again=True)
                    case StreamLost(reason):
                        self._lose(reason)
                    case StreamRestored():
                        self._restore()

    def _mark(self, due: Due, *, looks_again: bool = False) -> None:
        if not due:
            return
        with self._changed:
            if looks_again:
                self._second_look.note(due, time.monotonic())
            self._due |= due
            self._news = True
            self._changed.notify_all()

    def _lose(self, reason: str) -> None:
        with self._changed:
            self._lost = reason
            self._news = True
            self._changed.notify_all()

    def _restore(self) -> None:
        with self._changed:
            self._lost = None
        self._mark(ALL_DUE)

    def _read_when_due(self) -> None:
        while self._wait_for_news():
            began = time.monotonic()
            self._stopped.wait(_GATHER_SECONDS)
            failed = self._read_and_tell()
            # A large engine gets at least as much rest as its lists take.
            took = time.monotonic() - began
            self._stopped.wait(max(took, _SHORTEST_PAUSE_SECONDS - took, _RETRY_SECONDS if failed else 0))

    def _wait_for_news(self) -> bool:
        with self._changed:
            self._changed.wait_for(
                lambda: self._news or self._stopped.is_set(),
                self._second_look.wait_seconds(time.monotonic()),
            )
            self._due |= self._second_look.take(time.monotonic())
            self._news = False
        return not self._stopped.is_set()

    def _read_and_tell(self) -> bool:
        """Read what is due and tell what differs; true when a list is to be tried again."""
        with self._changed:
            due, self._due, lost = self._due, Due(), self._lost
        before = self._told or Inventory()
        due = due.among(len(before.containers))
        if lost is not None:
            with self._changed:
                self._due |= due
            self._tell(replace(before, connection=Connection.LOST, problem=lost))
            return False
        after, unread, problem = self._read(before, due)
        if unread:
            with self._changed:
                self._due |= unread
                self._news = True
        self._tell(after if not problem else replace(after, problem=problem))
        return bool(unread)

    def _read(self, before: Inventory, due: Due) -> tuple[Inventory, Due, str]:
        after = replace(before, connection=Connection.CONNECTED, problem="")
        problem = ""
        unread = Due()
        for each in InventoryList:
            single = due.container_ids if each is InventoryList.CONTAINERS else frozenset[str]()
            if each not in due.lists and not single:
                continue
            try:
                after = self._with_containers(after, single) if single else self._with_list(after, each)
            except EngineGone as error:
                # The event stream will say when it is back.
                gone = replace(before, connection=Connection.LOST, problem=error.message)
                return gone, due, error.message
            except WorkbenchError as error:
                unread |= Due(frozenset({each}))
                problem = problem or error.message
        return after, unread, problem

    def _with_containers(self, inventory: Inventory, ids: frozenset[str]) -> Inventory:
        found = self._engine.containers(ids)
        return replace(inventory, containers=put_in(inventory.containers, ids, found, _ID))

    def _with_list(self, inventory: Inventory, which: InventoryList) -> Inventory:
        match which:
            case InventoryList.CONTAINERS:
                containers = carried_over(inventory.containers, self._engine.containers(), _ID)
                return replace(inventory, containers=containers)
            case InventoryList.IMAGES:
                images = carried_over(inventory.images, self._engine.images(), _ID)
                return replace(inventory, images=images)
            case InventoryList.NETWORKS:
                networks = carried_over(inventory.networks, self._engine.networks(), _ID)
                return replace(inventory, networks=networks)
            case InventoryList.VOLUMES:
                volumes = carried_over(inventory.volumes, self._engine.volumes(), _NAME)
                return replace(inventory, volumes=volumes)

    def _tell(self, inventory: Inventory) -> None:
        if inventory == self._told or self._stopped.is_set():
            return
        self._told = inventory
        self._on_change(inventory)
