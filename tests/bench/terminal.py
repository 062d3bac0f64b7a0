"""A program in a terminal of its own, seen from outside: what it paints and when, and what it costs."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

COLUMNS, ROWS = 120, 35
_ESCAPE = re.compile(
    rb"\x1b(?:\[[0-9;:?<>=$ ]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^][^\x1b]*\x1b\\|[^\[\]P_^])"
)
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_TIMEOUT_SECONDS = 60.0
_LONGEST_MARK_BYTES = 256


class Terminal:
    """Starts a program on a pseudo terminal and notes the time of each piece of its output."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._ours = ours
        self._pieces: list[tuple[float, bytes]] = []
        self._rest = b""
        self._came = threading.Condition()
        self._ended = False
        self.started_at = time.monotonic()
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def now(self) -> int:
        """A mark: what is painted from here on."""
        return len(self._pieces)

    def send(self, keys: str) -> float:
        """Press keys; gives the time at which that was done."""
        at = time.monotonic()
        os.write(self._ours, keys.encode())
        return at

    def wait_for(self, text: str, since: int = 0, timeout_seconds: float = _TIMEOUT_SECONDS) -> float:
        """Wait until a text is painted after the mark, and give the time at which it was."""
        found = self.wait_for_match(re.compile(re.escape(text.encode())), since, timeout_seconds)
        return found[0]

    def wait_for_match(
        self, pattern: re.Pattern[bytes], since: int = 0, timeout_seconds: float = _TIMEOUT_SECONDS
    ) -> tuple[float, re.Match[bytes]]:
        """Wait for what is painted after the mark and matches; gives the time and the match."""
        deadline = time.monotonic() + timeout_seconds
        before, position = b"", since
        while True:
            pieces = self._pieces_from(position)
            for at, plain in pieces:
                before += plain
                if found := pattern.search(before):
                    return at, found
                before = before[-_LONGEST_MARK_BYTES:]
            position += len(pieces)
            if self._ended and not pieces:
                raise RuntimeError(f"the program ended:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"not painted in {timeout_seconds:g} s: {pattern.pattern!r}\n{self.tail()}"
                )

    def _pieces_from(self, position: int) -> list[tuple[float, bytes]]:
        with self._came:
            self._came.wait_for(lambda: len(self._pieces) > position or self._ended, 0.1)
            return self._pieces[position:]

    def tail(self) -> str:
        """The last that was painted, for a message."""
        return b"".join(plain for _, plain in self._pieces[-20:])[-2000:].decode(errors="replace")

    def cpu_seconds(self) -> float:
        """The processor time that the program has used, all threads together."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND

    def memory_mib(self) -> float:
        """The memory that the program has resident."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def close(self) -> None:
        """End the program, politely at first."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(5)
        os.close(self._ours)

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._ours], [], [], 0.2)
            if not ready:
                if self._process.poll() is not None:
                    break
                continue
            try:
                block = os.read(self._ours, 1 << 16)
            except OSError:  # Linux's end of file, once the program has gone.
                break
            self._note(time.monotonic(), block)
        with self._came:
            self._ended = True
            self._came.notify_all()

    def _note(self, at: float, block: bytes) -> None:
        plain = _ESCAPE.sub(b"", self._rest + block)
        cut = plain.rfind(b"\x1b")
        plain, self._rest = (plain, b"") if cut < 0 else (plain[:cut], plain[cut:])
        with self._came:
            self._pieces.append((at, plain))
            self._came.notify_all()
