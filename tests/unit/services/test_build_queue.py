"""Builds wait for their turn: so many at once, in an order that can be changed, each to be cancelled."""

import threading

from tests.tools.waiting import wait_until
from workbench.domain.cancellation import Cancellation
from workbench.services.build_queue import BuildQueue


class Site:
    """Builds that run until they are let go or cancelled."""

    def __init__(self, at_once: int) -> None:
        self.began: list[str] = []
        self.cancelled: list[str] = []
        self.ended = 0
        self._gates: dict[str, threading.Event] = {}
        self.queue = BuildQueue(self._work, self._note_end, at_once)

    def let_go(self, name: str) -> None:
        self._gates.setdefault(name, threading.Event()).set()

    def _note_end(self) -> None:
        self.ended += 1

    def _work(self, name: str, cancel: Cancellation) -> None:
        self.began.append(name)
        gate = self._gates.setdefault(name, threading.Event())
        cancel.on_cancel(gate.set)
        gate.wait(10)
        if cancel.is_cancelled:
            self.cancelled.append(name)


def test_so_many_run_at_once_and_the_next_begins_when_one_ends() -> None:
    site = Site(2)
    assert site.queue.add(["a", "b", "c"]) == ("a", "b", "c")
    wait_until(lambda: sorted(site.began) == ["a", "b"], what="two have begun")
    assert site.queue.waiting == ("c",)
    site.let_go("a")
    wait_until(lambda: "c" in site.began, what="the third has begun")
    assert set(site.queue.running) == {"b", "c"}
    site.let_go("b")
    site.let_go("c")
    assert site.queue.wait(10)
    assert site.ended == 1


def test_the_order_of_those_that_wait_is_changed_and_nothing_is_built_twice() -> None:
    site = Site(1)
    site.queue.add(["a", "b", "c", "d"])
    assert site.queue.add(["a", "d"]) == ()
    site.queue.move("d", -2)
    site.queue.move("b", 99)
    assert site.queue.waiting == ("d", "c", "b")
    for name in "adcb":
        site.let_go(name)
    assert site.queue.wait(10)
    assert site.began == ["a", "d", "c", "b"]


def test_one_is_cancelled_whether_it_runs_or_waits_and_then_all() -> None:
    site = Site(1)
    site.queue.add(["a", "b", "c", "d"])
    wait_until(lambda: site.began == ["a"], what="the first has begun")
    assert site.queue.cancel("c")
    assert site.queue.cancel("a")
    assert not site.queue.cancel("nobody")
    wait_until(lambda: site.began == ["a", "b"], what="the next has begun")
    site.queue.cancel_all()
    assert site.queue.wait(10)
    assert (site.began, site.cancelled, site.ended) == (["a", "b"], ["a", "b"], 1)
