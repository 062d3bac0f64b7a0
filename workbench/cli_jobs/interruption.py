"""Work that Ctrl-C asks to stop, and that is given the time to clean up."""

import os
import signal
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from workbench.cli_jobs.exit_codes import INTERRUPTED
from workbench.cli_jobs.output import say
from workbench.domain.cancellation import Cancellation

Result = TypeVar("Result")

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


def interruptible(cancel: Cancellation, work: Callable[[], Result]) -> Result:
    """Do the work beside the main thread, which alone hears of signals, and raise what it raises.

    The first Ctrl-C cancels the work and waits for its end, a second one leaves at once.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="job") as pool, termination_as_interrupt():
        future = pool.submit(work)
        try:
            return future.result()
        except KeyboardInterrupt:
            say("Stopping … (Ctrl-C again leaves at once)")
            cancel.cancel()
        try:
            return future.result()
        except KeyboardInterrupt:
            # The work is still busy with its end; an ordinary exit would wait for it.
            os._exit(INTERRUPTED)


@contextmanager
def termination_as_interrupt() -> Generator[None]:
    """Let `kill` and a terminal that closes clean up as Ctrl-C does; only the main thread may ask for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # Under nohup a hang-up is ignored, and stays so.
    wanted = [each for each in _ENDINGS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, _interrupt) for each in wanted}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
