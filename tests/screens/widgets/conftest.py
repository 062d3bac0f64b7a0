"""What differs for widgets alone: their tests read the screen right after a key."""

import pytest
from textual.pilot import Pilot

from tests.tools.waiting import wait_until_async

_ROUNDS = 3


@pytest.fixture(autouse=True)
def keys_are_drawn(keys_without_rests: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pilot go on when what was done has been drawn, and what the drawing led to as well."""
    press, pause, resize = Pilot[object].press, Pilot[object].pause, Pilot[object].resize_terminal

    async def pause_drawn(pilot: Pilot[object], delay: float | None = None) -> None:
        await pause(pilot, delay)
        for _ in range(_ROUNDS):
            await pause(pilot)

    async def press_drawn(pilot: Pilot[object], *keys: str) -> None:
        for key in keys:
            await press(pilot, key)
            await pause_drawn(pilot)

    async def resize_drawn(pilot: Pilot[object], width: int, height: int) -> None:
        await resize(pilot, width, height)
        # An app obeys the last of the sizes that it is told within some milliseconds.
        await wait_until_async(lambda: pilot.app.screen.outer_size == (width, height), what="the new size")
        await pause_drawn(pilot)

    monkeypatch.setattr(Pilot, "pause", pause_drawn)
    monkeypatch.setattr(Pilot, "press", press_drawn)
    monkeypatch.setattr(Pilot, "resize_terminal", resize_drawn)
