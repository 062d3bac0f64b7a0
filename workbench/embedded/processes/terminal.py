"""A terminal's part: echo, line editing, and a shell's prompt."""

from __future__ import annotations

import posixpath
from collections.abc import Awaitable, Callable, Sequence

from workbench.embedded.shell.session import Session
from workbench.embedded.shell.streams import Pipe
from workbench.embedded.shell.terminal_state import TerminalState

_ERASE = (8, 127)
_END_OF_INPUT = 4
_INTERRUPT = 3
_SHELLS = {"sh", "bash", "ash", "dash"}


class Terminal:
    """Turns typed bytes into lines, and shows what was typed."""

    def __init__(self, lines: Pipe, show: Callable[[bytes], Awaitable[None]], state: TerminalState) -> None:
        self._lines = lines
        self._put = show
        self._state = state
        self._typed = bytearray()

    async def type(self, data: bytes) -> None:
        """Take typed bytes."""
        for byte in data:
            if byte in _ERASE:
                if self._typed:
                    self._typed.pop()
                    await self._show(b"\b \b")
            elif byte == _INTERRUPT:
                self._typed.clear()
                await self._show(b"^C\n")
                self._state.interrupt()
            elif byte == _END_OF_INPUT:
                if not self._typed:
                    await self._lines.close()
            elif byte in b"\r\n":
                await self._show(b"\n")
                await self._lines.write(bytes(self._typed) + b"\n")
                self._typed.clear()
            elif byte >= 32:
                self._typed.append(byte)
                await self._show(bytes([byte]))

    async def _show(self, data: bytes) -> None:
        if self._state.echoes:
            await self._put(data)

    def offer_prompts(self, session: Session, argv: Sequence[str]) -> None:
        """Let a shell that reads the terminal show its prompt before each line."""
        session.terminal = self._state
        if posixpath.basename(argv[0]) in _SHELLS and len(argv) == 1:
            session.stdin = _Prompting(self._lines, session, self._put)


class _Prompting:
    def __init__(self, lines: Pipe, session: Session, show: Callable[[bytes], Awaitable[None]]) -> None:
        self._lines = lines
        self._session = session
        self._show = show

    async def read_line(self) -> bytes:
        mark = "$" if self._session.user_number else "#"
        await self._show(f"/{self._session.folder} {mark} ".encode())
        return await self._lines.read_line()

    async def read_all(self) -> bytes:
        return await self._lines.read_all()
