"""How a screen has commands carried out: confirmed when they destroy, in a thread, errors told."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from workbench.domain.text import clean
from workbench.formatting import size

if TYPE_CHECKING:
    from screens.base import WorkbenchScreen
    from workbench.domain.commands import Command, Outcome

Then: TypeAlias = "Callable[[tuple[Outcome, ...]], None]"


class CommandRunner:
    """The only way by which a key press changes an engine."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen
        self._numbers = itertools.count()

    def run(
        self,
        commands: Sequence[Command],
        *,
        then: Then | None,
        title: str,
        confirm: bool | None,
        losses: tuple[str, ...] | None,
    ) -> None:
        """Carry commands out in order; asks first when they destroy something, or as `confirm` says."""
        if not commands:
            return
        stated = tuple(lost for command in commands for lost in command.destroys)
        destroyed = tuple(clean(lost) for lost in (stated if losses is None else losses))
        asks = bool(destroyed) if confirm is None else confirm
        # Read-only, the engine's door refuses: there is nothing to agree to first.
        if not asks or self._screen.workspace.wishes.read_only:
            self._start(commands, then)
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._start(commands, then)

        from screens.widgets.dialogs import ConfirmDialog  # only shown when something is at stake

        self._screen.app.push_screen(
            ConfirmDialog(
                title=title or "Carry this out?",
                sentence=clean("; ".join(command.summary for command in commands)),
                losses=destroyed,
                commands=tuple(clean(command.masked_line) for command in commands),
            ),
            answered,
        )

    def _start(self, commands: Sequence[Command], then: Then | None) -> None:
        """Work in a thread; the first failure ends the row."""
        engine = self._screen.workspace.engine

        def work() -> tuple[Outcome, ...]:
            return tuple(engine.execute(command) for command in commands)

        def done(outcomes: tuple[Outcome, ...]) -> None:
            title = "; ".join(command.summary for command in commands)
            self._screen.say(_told(outcomes), title=title)
            if then is not None:
                then(outcomes)

        # a group for each row: a newer one must not silence the errors of an older one
        self._screen.in_thread(f"commands-{next(self._numbers)}", work, done)


def _told(outcomes: Sequence[Outcome]) -> str:
    """What came of the commands: the disk that they freed, then what the engine said of each."""
    freed = [outcome.freed_bytes for outcome in outcomes if outcome.freed_bytes is not None]
    told = [f"Freed {size(sum(freed))}."] if freed else []
    told += [note for outcome in outcomes for note in outcome.notes]
    return "\n".join(told) or "Done."
