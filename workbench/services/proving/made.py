"""What a proof has made on an engine, so that all of it can be taken away again."""

import time

from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import (
    Command,
    CreateNetwork,
    CreateVolume,
    Outcome,
    RemoveContainer,
    RemoveNetwork,
    RemoveVolume,
    RunContainer,
)
from workbench.domain.errors import EngineRefused, NotFound, WorkbenchError, WrongState
from workbench.engine.engine import Engine

# Each try is an entry of the ledger: few, further and further apart.
_PAUSES_SECONDS = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


class Made:
    """Carries commands out and remembers how to undo each; what is undone is told by the ledger too."""

    def __init__(self, engine: Engine, cancel: Cancellation) -> None:
        self._engine = engine
        self._cancel = cancel
        self._undo: list[Command] = []

    def do(self, command: Command) -> Outcome:
        """Carry a command out; raises what stood in its way."""
        undo = _undoing(command)
        if undo is not None:
            # Noted before: an answer that is lost on its way must not leave a container behind.
            self._undo.append(undo)
        try:
            return self._engine.execute(command, cancel=self._cancel)
        except EngineRefused:
            if undo is not None:
                self._undo.remove(undo)
            raise

    def undo(self, name: str) -> None:
        """Take away at once what bears this name."""
        for command in [each for each in self._undo if name in each.argv]:
            self._undo.remove(command)
            self._take_away(command)

    def clean(self) -> tuple[str, ...]:
        """Take everything away, the last first, whatever was cancelled; what could not be, in sentences."""
        left: list[str] = []
        while self._undo:
            command = self._undo.pop()
            try:
                self._take_away(command)
            except NotFound:
                continue
            except WorkbenchError as error:
                left.append(f"{command.line} is still to be done: {error.message}")
        return tuple(left)

    def _take_away(self, command: Command) -> None:
        """Carry it out; what another is removing just now is waited for a while."""
        for pause in _PAUSES_SECONDS:
            try:
                self._engine.execute(command)
                return
            except WrongState:
                time.sleep(pause)
        self._engine.execute(command)


def _undoing(command: Command) -> Command | None:
    match command:
        case RunContainer(name=name):
            return RemoveContainer(name, force=True, with_volumes=True)
        case CreateNetwork(name=name):
            return RemoveNetwork(name)
        case CreateVolume(name=name):
            return RemoveVolume(name)
        case _:
            return None
