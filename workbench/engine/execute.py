"""The one place that changes an engine: it refuses in read-only mode, carries out, and writes the ledger."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import TypeVar

from workbench.domain.builds import Progress
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import BuildImage, Command, OpenShell, Outcome, Prune, PullImage, RunContainer
from workbench.domain.errors import Cancelled, EngineRefused, InvalidInput, ReadOnly, WorkbenchError
from workbench.domain.ledger import EntryState, Ledger, LedgerEntry
from workbench.engine.builders import run_build
from workbench.engine.clients import Clients
from workbench.engine.container_changes import ContainerChange, change_container, run_container
from workbench.engine.container_names import name_containers
from workbench.engine.failures import translated
from workbench.engine.object_changes import ObjectChange, change_object
from workbench.engine.prune import prune
from workbench.engine.pull import pull_image
from workbench.engine.shell import run_shell

_Result = TypeVar("_Result")


class Executor:
    """Carries commands out on one engine and writes each into the ledger, whatever comes of it."""

    def __init__(self, clients: Clients, ledger: Ledger, *, read_only: bool) -> None:
        self._clients = clients
        self._ledger = ledger
        self._read_only = read_only

    def execute(self, command: Command, report: Callable[[Progress], None], cancel: Cancellation) -> Outcome:
        """Carry a command out; raises ReadOnly, Cancelled or what the engine had against it."""
        return self._recorded(command, lambda: self._carry_out(command, report, cancel))

    def open_shell(self, command: OpenShell) -> int:
        """Take over the terminal for a shell; returns the shell's exit code."""
        return self._recorded(command, lambda: run_shell(self._clients.make, command))

    def _carry_out(
        self, command: Command, report: Callable[[Progress], None], cancel: Cancellation
    ) -> Outcome:
        cancel.check()
        match command:
            case BuildImage():
                return run_build(self._clients.make, self._clients.candidate, command, report, cancel)
            case PullImage():
                return pull_image(self._clients, command, report, cancel)
            case OpenShell():
                return Outcome(notes=(f"exit code {run_shell(self._clients.make, command)}",))
            case _:
                return self._ask(command)

    def _ask(self, command: Command) -> Outcome:
        """Carry out a command that the engine answers in one go."""
        with self._clients.borrow() as client:
            try:
                with translated(command.summary):
                    if isinstance(command, RunContainer):
                        return run_container(client, command)
                    if isinstance(command, Prune):
                        return prune(client, command.kind)
                    if isinstance(command, ContainerChange):
                        return change_container(client, command)
                    if isinstance(command, ObjectChange):
                        return change_object(client, command)
            except EngineRefused as error:
                name_containers(client, error)
                raise
        raise InvalidInput(f"The workbench cannot {command.summary}.")

    def _recorded(self, command: Command, work: Callable[[], _Result]) -> _Result:
        entry = self._ledger.begin(command, datetime.now(UTC))
        if self._read_only:
            self._settle(entry, EntryState.REFUSED, 0.0, "read-only")
            raise ReadOnly(f"Not done: {command.summary}.", "The workbench was started with --read-only.")
        began = monotonic()
        state, failure = EntryState.FAILED, "interrupted"
        try:
            result = work()
            state, failure = EntryState.DONE, ""
            return result
        except Cancelled as error:
            state, failure = EntryState.CANCELLED, error.message
            raise
        except WorkbenchError as error:
            failure = error.message
            raise
        finally:
            self._settle(entry, state, monotonic() - began, failure)

    def _settle(self, entry: LedgerEntry, state: EntryState, seconds: float, failure: str) -> None:
        self._ledger.settle(replace(entry, state=state, seconds=seconds, failure=failure))
