"""Leaving when nobody presses `q`: the terminal goes away, or the program is told to end."""

from __future__ import annotations

import asyncio
import errno
import os
import select
import signal
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.app import WorkbenchApp

_GONE = (errno.EIO, errno.EBADF, errno.EPIPE, errno.ENXIO)
_WRITER = "textual-output"
# Whoever comes second must not end the program while the first is still cleaning up.
_LEAVING = threading.Lock()


def leave_when_told(app: WorkbenchApp) -> None:
    """End on SIGTERM as on `q`, and at once when the terminal goes or on SIGHUP, unless that is ignored."""
    loop = asyncio.get_running_loop()
    told = 128 + signal.SIGTERM
    loop.add_signal_handler(signal.SIGTERM, partial(app.exit, told, told))
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda _number, _frame: leave_at_once(app))
    if not app.is_headless and sys.__stdin__ is not None:
        keyboard = sys.__stdin__.fileno()
        threading.Thread(target=_watch, args=(app, keyboard), name="terminal-watch", daemon=True).start()


def _watch(app: WorkbenchApp, keyboard: int) -> None:
    """Leave when the terminal goes away without a signal: whoever reads keys there would spin on its end."""
    poll = select.poll()
    poll.register(keyboard, 0)  # That it is hung up is told unasked.
    if any(event & select.POLLHUP for _, event in poll.poll()):
        leave_at_once(app)


def is_terminal_gone(crash: threading.ExceptHookArgs) -> bool:
    """Whether a thread died because there is no terminal any more to write to."""
    name = crash.thread.name if crash.thread else ""
    return name == _WRITER and isinstance(crash.exc_value, OSError) and crash.exc_value.errno in _GONE


def leave_at_once(app: WorkbenchApp) -> None:
    """End without another look at the screen: its thread may wait for ever for a terminal that is gone."""

    def leave() -> None:
        try:
            app.workspace.close()
        finally:
            os._exit(128 + signal.SIGHUP)

    if not _LEAVING.acquire(blocking=False):
        return
    # In a thread of its own: whoever is interrupted for this may hold what closing waits for.
    threading.Thread(target=leave, name="leaving").start()
