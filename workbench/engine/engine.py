"""One engine: what it holds, what it tells while it runs, and every change to it."""

from collections.abc import Callable

from workbench.domain.builds import Progress
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import Command, OpenShell, Outcome
from workbench.domain.engines import BuilderChoice, Candidate
from workbench.domain.ledger import Ledger
from workbench.engine.archive_stream import ArchiveStream
from workbench.engine.builders import choose_builder
from workbench.engine.clients import Clients
from workbench.engine.execute import Executor
from workbench.engine.failures import translated
from workbench.engine.readings import Readings
from workbench.engine.shell import available_shells
from workbench.engine.streams import EventStream, LogStream, StatsStream, open_events, open_logs, open_stats


def ignore(_progress: Progress) -> None:
    """The report of whoever does not want to hear of progress."""


class Engine(Readings):
    """The one door to an engine; every method may be called from any thread."""

    def __init__(self, candidate: Candidate, api_version: str, *, read_only: bool = False) -> None:
        clients = Clients(candidate, api_version)
        super().__init__(clients)
        self.candidate = candidate
        self.read_only = read_only
        self.ledger = Ledger()
        self._executor = Executor(clients, self.ledger, read_only=read_only)

    def close(self) -> None:
        """Close the connections that are kept open; streams are closed by whoever opened them."""
        self._clients.close()

    def events(self, since_ns: int | None = None) -> EventStream:
        """The engine's events, from a time on or from now on."""
        return open_events(self._clients.make, since_ns)

    def logs(
        self, reference: str, *, tail: int | None = None, follow: bool = True, since: str = ""
    ) -> LogStream:
        """The log of a container: its last lines, or all, and those to come."""
        return open_logs(self._clients.make, reference, tail=tail, follow=follow, since=since)

    def stats(self, reference: str) -> StatsStream:
        """What a running container uses, a sample a second."""
        return open_stats(self._clients.make, reference)

    def archive(self, reference: str) -> ArchiveStream:
        """An image as `docker save` writes it; what the engine refuses is raised by the first read."""
        return ArchiveStream(self._clients, reference)

    def shells(self, reference: str) -> tuple[str, ...]:
        """The shells that a container has, the best first."""
        with translated("look for shells"), self._clients.borrow() as client:
            return available_shells(client, reference)

    def builder(self) -> BuilderChoice:
        """How images are built on this engine."""
        return choose_builder(self._clients.make, self.candidate)

    def execute(
        self,
        command: Command,
        *,
        report: Callable[[Progress], None] = ignore,
        cancel: Cancellation | None = None,
    ) -> Outcome:
        """Carry out a command, or raise what stood in its way; the ledger tells of it either way."""
        return self._executor.execute(command, report, cancel or Cancellation())

    def open_shell(self, command: OpenShell) -> int:
        """Take over this process's terminal for a shell in a container; returns the shell's exit code."""
        return self._executor.open_shell(command)
