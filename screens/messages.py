"""Facts that threads report to the application."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from workbench.domain.errors import EngineUnavailable
from workbench.domain.inventory import Inventory
from workbench.domain.ledger import LedgerEntry

if TYPE_CHECKING:
    from screens.base import WorkbenchScreen


class EngineConnected(Message):
    """An engine answered and the app folder was read."""


class EngineMissing(Message):
    """No engine answered."""

    def __init__(self, error: EngineUnavailable) -> None:
        super().__init__()
        self.error = error


class InventoryChanged(Message):
    """The engine holds something else than before; only the newest one matters."""

    def __init__(self, inventory: Inventory) -> None:
        super().__init__()
        self.inventory = inventory

    def can_replace(self, message: Message) -> bool:
        """A newer snapshot makes an older one pointless."""
        return isinstance(message, InventoryChanged)


class LedgerChanged(Message):
    """A command began or ended."""

    def __init__(self, entry: LedgerEntry) -> None:
        super().__init__()
        self.entry = entry


class WorkFinished(Message):
    """Work in a thread came to an end; the call shows what it found, in the application's thread."""

    def __init__(self, group: str, token: object, show: Callable[[], None]) -> None:
        super().__init__()
        self.group = group
        self.token = token
        self.show = show


class ScreenAsked(Message):
    """Somebody asked for a numbered screen, perhaps for something on it (a container, an image, a tab)."""

    def __init__(self, noun: str, subject: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.noun = noun
        self.subject = subject


class ScreenInFront(Message):
    """A numbered screen came to the front and wants what it missed."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        super().__init__()
        self.screen = screen
