"""An engine tells of a change before its lists show it: what was read too early is read again."""

import time

import pytest

from tests.tools.waiting import wait_until
from workbench.domain.commands import KillContainer, RunContainer
from workbench.domain.containers import Container
from workbench.domain.inventory import Inventory
from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.follow_inventory import InventoryFollower
from workbench.services.inventory_due import Due
from workbench.services.second_look import SecondLook

ONE, TWO = Due(container_ids=frozenset({"one"})), Due(container_ids=frozenset({"two"}))
_LATE_SECONDS = 0.3


def test_each_is_looked_at_once_more_and_not_too_soon() -> None:
    look = SecondLook()
    assert look.wait_seconds(10.0) is None
    look.note(ONE, 10.0)
    look.note(TWO, 10.4)
    assert look.wait_seconds(10.4) == pytest.approx(0.1)
    assert not look.take(10.4)
    assert not look.take(10.5)  # What was noted a moment ago may still be listed as it was.
    look.note(TWO, 10.6)
    assert look.take(11.0) == ONE | TWO
    assert look.take(11.5) == TWO
    assert look.wait_seconds(12.0) is None


def test_a_container_that_is_listed_as_running_when_it_has_died_is_seen_to_have_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Inventory] = []
    with EmbeddedEngine(speed=0) as embedded:
        engine = connect(host=embedded.url)
        engine.execute(RunContainer(image="redis", name="store"))
        follower = InventoryFollower(engine, told.append)
        follower.start()
        wait_until(lambda: told and told[-1].containers, what="the first snapshot")
        before, listed = told[-1].containers, Engine.containers
        late_until = time.monotonic() + _LATE_SECONDS

        def listed_late(self: Engine, ids: frozenset[str] = frozenset()) -> tuple[Container, ...]:
            return before if time.monotonic() < late_until else listed(self, ids)

        monkeypatch.setattr(Engine, "containers", listed_late)
        engine.execute(KillContainer("store"))
        wait_until(lambda: not told[-1].containers[0].is_running, what="it has ended")
        follower.stop()
        engine.close()
