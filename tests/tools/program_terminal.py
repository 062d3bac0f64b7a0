"""The real program in a real pseudo terminal, used as a person uses it."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.tools.drawn_screen import DrawnScreen
from tests.tools.waiting import wait_until

_PROGRAM = (sys.executable, "-m", "workbench")
_ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 60.0


class ProgramTerminal:
    """A terminal in which `workbench` runs; it is closed with the block at the latest."""

    def __init__(
        self, *words: str, columns: int = 120, lines: int = 36, is_own: bool = True, **variables: str
    ) -> None:
        self._near, self._far = pty.openpty()
        fcntl.ioctl(self._near, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._drawn = DrawnScreen(columns, lines)
        self.settings_before = self.settings
        self.process = subprocess.Popen(
            [*_PROGRAM, *words],
            stdin=self._far,
            stdout=self._far,
            stderr=self._far,
            cwd=_ROOT,
            env={**os.environ, **variables},
            start_new_session=True,
            # The terminal is the program's own, as in a terminal window: closing it hangs the program up.
            # One that is not can go away without a word.
            preexec_fn=(lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if is_own else None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait(_PATIENCE_SECONDS)
        os.close(self._far)
        if self._near >= 0:
            os.close(self._near)

    @property
    def screen(self) -> str:
        """What stands on the terminal now."""
        self._read()
        return str(self._drawn)

    @property
    def settings(self) -> list[object]:
        """How the terminal treats keys and lines."""
        return list(termios.tcgetattr(self._far))

    @property
    def modes(self) -> set[str]:
        """Which of a terminal's private modes are on."""
        self._read()
        return self._drawn.modes

    def press(self, keys: str) -> None:
        """Type keys."""
        os.write(self._near, keys.encode())

    def sees(self, *texts: str, seconds: float = _PATIENCE_SECONDS) -> None:
        """Wait until all of these stand on the terminal; fail with it as it is then."""
        self._wait(lambda: all(text in self.screen for text in texts), seconds, f"seen: {texts}")

    def sees_no_more(self, text: str, seconds: float = _PATIENCE_SECONDS) -> None:
        """Wait until this stands there no more."""
        self._wait(lambda: text not in self.screen, seconds, f"gone: {text}")

    def ends_with(self) -> int:
        """Wait until the program has ended, and give its exit code."""
        self._wait(lambda: self.screen and self.process.poll() is not None, _PATIENCE_SECONDS, "ended")
        self._read()
        return self.process.wait()

    def hang_up(self) -> None:
        """Close the terminal, as closing its window does."""
        os.close(self._near)
        self._near = -1

    def _wait(self, holds: Callable[[], object], seconds: float, what: str) -> None:
        try:
            wait_until(holds, seconds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.screen}") from None

    def _read(self) -> None:
        while self._near >= 0 and select.select([self._near], [], [], 0)[0]:
            self._drawn.feed(os.read(self._near, 1 << 16))
