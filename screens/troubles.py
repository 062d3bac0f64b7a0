"""Troubles of the embedded engine, found in the palette: for a lesson on what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from workbench.domain.inventory import Inventory

if TYPE_CHECKING:
    from workbench.embedded.faults import Faults

_SLOW_SECONDS = 1.5
_FLOOD_LINES = 100_000
_MOST_CONTAINERS = 20


def trouble_commands(faults: Faults, inventory: Inventory) -> Iterator[SystemCommand]:
    """What can go wrong on request, and how it ends."""

    def be_slow() -> None:
        faults.latency_seconds = _SLOW_SECONDS

    def fill_disk() -> None:
        faults.is_disk_full = True

    def speak_nonsense() -> None:
        faults.is_json_malformed = True

    for name, purpose, begin in (
        ("the engine goes away", "its socket vanishes, as when a daemon is stopped", faults.go_away),
        ("the engine comes back", "on the same socket, with all that it held", faults.come_back),
        ("slow answers", f"each takes {_SLOW_SECONDS} seconds longer", be_slow),
        ("a full disk", "builds and pulls fail for want of space", fill_disk),
        ("broken answers", "they are no JSON any more", speak_nonsense),
        ("the next answer is a 500", "one request fails within the engine", faults.fail_next),
        ("the next name is taken", "as if another program had been faster", faults.take_name),
        ("lost events", "every event stream under way is cut", faults.cut_event_streams),
        ("none any more", "slow, broken and failing answers and the full disk end", faults.clear),
    ):
        yield SystemCommand(f"Trouble: {name}", purpose, begin)
    for each in islice((each for each in inventory.containers if each.is_running), _MOST_CONTAINERS):
        yield SystemCommand(
            f"Trouble: {each.name} runs out of memory",
            "its process is killed, as the kernel does",
            partial(faults.kill_for_memory, each.name),
        )
        yield SystemCommand(
            f"Trouble: {each.name} floods its log",
            f"{_FLOOD_LINES:,} lines as fast as they are read",
            partial(faults.flood_logs, each.name, _FLOOD_LINES),
        )
