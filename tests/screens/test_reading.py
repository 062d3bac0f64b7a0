"""Readings: what is told of their progress."""

import threading

from textual.widget import Widget

from screens.reading import Reading
from tests.screens.widgets.hosts import Host
from tests.tools.waiting import wait_until_async
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import WorkbenchError
from workbench.services.read_files import ReadProgress, Report

BLOCKS = 2_000


async def test_the_last_that_is_told_is_shown_and_little_of_what_comes_between() -> None:
    """A screen that is laid out anew for every block takes the time from the reading."""
    owner = Widget()
    shown: list[int] = []
    ended: list[str] = []
    go_on = threading.Event()

    def work(report: Report, _cancel: Cancellation) -> str:
        for number in range(BLOCKS):
            report(ReadProgress(number, BLOCKS))
        go_on.wait()
        return "whole"

    def failed(error: WorkbenchError) -> None:
        ended.append(str(error))

    async with Host(owner).run_test():
        Reading(owner).start(work, ended.append, failed, lambda progress: shown.append(progress.read_bytes))
        await wait_until_async(lambda: shown[-1:] == [BLOCKS - 1], what="the last is shown")
        assert len(shown) < BLOCKS / 10
        assert shown == sorted(shown)
        assert not ended
        go_on.set()
        await wait_until_async(lambda: ended == ["whole"])
