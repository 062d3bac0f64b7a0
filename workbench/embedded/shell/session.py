"""What a command sees: its machine, its variables, its folder, its input and output."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from workbench.embedded.catalogue import Catalogue
from workbench.embedded.clock import Clock
from workbench.embedded.processes.program import Program
from workbench.embedded.shell.kernel_files import kernel_file
from workbench.embedded.shell.nodes import Node
from workbench.embedded.shell.streams import Input, Nothing, Output
from workbench.embedded.shell.terminal_state import TerminalState
from workbench.embedded.world.files import Entry, FileTree, Kind, file_of, join
from workbench.embedded.world.permissions import UserFiles
from workbench.embedded.world.users import group_number, user_number, users_of

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def _no_one(name: str) -> Program | None:
    return None


def _no_processes() -> list[str]:
    return []


def _no_sockets() -> list[tuple[str, int]]:
    return []


def _always() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(eq=False, slots=True)
class Machine:
    """The container, or the step of a build, that commands run in."""

    clock: Clock
    catalogue: Catalogue
    tree: FileTree
    hostname: str
    reach: Callable[[str], Program | None] = _no_one
    addresses: Callable[[], list[str]] = _no_processes
    processes: Callable[[], list[str]] = _no_processes
    sockets: Callable[[], list[tuple[str, int]]] = _no_sockets
    address_of: Callable[[str], str] = lambda name: ""
    unpaused: asyncio.Event = field(default_factory=_always)
    memory_limit_bytes: int = 0
    run_out_of_memory: Callable[[], None] = lambda: None
    children: list[str] = field(default_factory=list[str])


@dataclass(eq=False, slots=True)
class Session:
    """One running command, or a shell with all it has set."""

    machine: Machine
    variables: dict[str, str] = field(default_factory=dict[str, str])
    folder: str = ""
    user: str = ""
    stdin: Input = field(default_factory=Nothing)
    stdout: Output = field(default_factory=Nothing)
    stderr: Output = field(default_factory=Nothing)
    arguments: list[str] = field(default_factory=list[str])
    traps: dict[str, str] = field(default_factory=dict[str, str])
    functions: dict[str, Node] = field(default_factory=dict[str, Node])
    last_code: int = 0
    has_left: bool = False
    shell: str = "/bin/sh"
    terminal: TerminalState | None = None

    def fork(self) -> Session:
        """Give a copy whose changes do not come back; it has no traps yet, as any process."""
        return replace(
            self,
            variables=dict(self.variables),
            arguments=list(self.arguments),
            functions=dict(self.functions),
            traps={},
        )

    @contextmanager
    def called(self, arguments: list[str], streams: Session, assigned: Mapping[str, str]) -> Generator[None]:
        """Have the arguments, streams and variables of a function's call until it ends."""
        kept = self.arguments, self.stdin, self.stdout, self.stderr
        before = {name: self.variables[name] for name in assigned if name in self.variables}
        self.arguments = arguments
        self.stdin, self.stdout, self.stderr = streams.stdin, streams.stdout, streams.stderr
        self.variables.update(assigned)
        try:
            yield
        finally:
            self.arguments, self.stdin, self.stdout, self.stderr = kept
            for name in assigned:
                self.variables.pop(name, None)
            self.variables.update(before)

    async def say(self, text: str) -> None:
        """Write a line."""
        await self.stdout.write(f"{text}\n".encode("utf-8", "surrogateescape"))

    async def complain(self, text: str) -> None:
        """Write a line to standard error."""
        await self.stderr.write(f"{text}\n".encode("utf-8", "surrogateescape"))

    async def complain_as_shell(self, text: str) -> None:
        """Write what the shell itself finds wrong, under the name that it was called by."""
        await self.complain(f"{self.shell}: 1: {text}")

    def path(self, name: str) -> str:
        """Give a path in the tree for a name as a command gives it, links followed."""
        return self.machine.tree.resolve(join(self.folder, name))

    def typed(self, path: str, argv: list[str]) -> str:
        """Give a path of the tree as a command's words name it."""
        words = {word: f"/{self.path(word)}" for word in argv[1:]}
        for word, named in words.items():
            if path == named:
                return word
        for word, named in reversed(words.items()):
            if path.startswith(f"{named.rstrip('/')}/"):
                return posixpath.join(word, path[len(named.rstrip("/")) + 1 :])
            if named.startswith(f"{path}/") and word.endswith(named[len(path) :]):
                return word[: -len(named) + len(path)]
        return path

    def read(self, name: str) -> Entry | None:
        """Give the file under a name, or None."""
        path = self.path(name)
        found = self.machine.tree.entry(path)
        if found is None:
            data = kernel_file(path, self.machine.sockets())
            return None if data is None else file_of(data)
        return found if found.kind is Kind.FILE else None

    def program_path(self, name: str) -> str:
        """Find a program as the kernel and PATH do; empty when there is none."""
        if "/" in name:
            return self.path(name) if self.read(name) else ""
        for folder in self.variables.get("PATH", DEFAULT_PATH).split(":"):
            path = self.machine.tree.resolve(join("", posixpath.join(folder, name)))
            found = self.machine.tree.entry(path)
            if found and found.kind is Kind.FILE:
                return path
        return ""

    @property
    def files(self) -> UserFiles:
        """Give the files as the user who runs the command may change them."""
        tree = self.machine.tree
        return UserFiles(tree, self.user_number, group_number(tree, self.user))

    @property
    def user_number(self) -> int:
        """Give the number of the user who runs the command; 0 is root."""
        return user_number(self.machine.tree, self.user)

    @property
    def user_name(self) -> str:
        """Give the name of the user who runs the command."""
        number = self.user_number
        return next((name for name, found, _ in users_of(self.machine.tree) if found == number), str(number))
