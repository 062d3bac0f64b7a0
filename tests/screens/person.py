"""A person at the keyboard of the running application, who reads what stands on the screen."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.base import WorkbenchScreen
from tests.screens.widgets.hosts import screen_lines
from tests.tools.waiting import wait_until_async
from workbench.domain.inventory import Inventory
from workbench.services.workspace import Wishes, Workspace

# Something new is looked at when it is drawn; this is for what the app might show without saying so.
_LOOKS_AGAIN_AFTER_SECONDS = 0.5


class ObservedApp(WorkbenchApp):
    """The application, which counts how often it has drawn."""

    times_drawn = 0

    def post_display_hook(self) -> None:
        """Count, as Textual calls this after each drawing."""
        self.times_drawn += 1


@dataclass(frozen=True, slots=True)
class Person:
    """Presses keys and waits until the screen shows what is expected."""

    app: ObservedApp
    pilot: Pilot[int]

    @property
    def screen(self) -> str:
        """All that stands on the screen now."""
        return "\n".join(screen_lines(self.app.screen))

    async def press(self, *keys: str) -> None:
        """Press keys one after another."""
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Write text into the field that has the focus."""
        await self.pilot.press(*("space" if letter == " " else letter for letter in text))

    async def narrow(self, text: str) -> None:
        """Filter the list for a text, and go back into it."""
        await self.press("slash")
        await self.write(text)
        await self.press("enter")

    async def sees(self, *texts: str, seconds: float = 15.0) -> None:
        """Wait until all of these stand on the screen; fail with the screen as it is then."""
        try:
            await self.sees_that(lambda screen: all(text in screen for text in texts), seconds)
        except AssertionError:
            screen = self.screen
            missing = [text for text in texts if text not in screen]
            raise AssertionError(f"not on the screen: {missing}\n{screen}") from None

    async def sees_line(self, *texts: str, seconds: float = 15.0) -> None:
        """Wait until one line of the screen holds all of these."""

        def holds(screen: str) -> bool:
            return any(all(text in line for text in texts) for line in screen.splitlines())

        try:
            await self.sees_that(holds, seconds)
        except AssertionError:
            raise AssertionError(f"no line of the screen holds {texts}\n{self.screen}") from None

    async def sees_that(
        self, predicate: Callable[[str], object], seconds: float = 15.0, what: str = ""
    ) -> None:
        """Wait until this is so of the screen; it is read only when it was drawn anew, for that is dear."""
        read_at, read_drawing = float("-inf"), -1

        def is_so() -> object:
            nonlocal read_at, read_drawing
            now, drawing = time.monotonic(), self.app.times_drawn
            if drawing == read_drawing and now - read_at < _LOOKS_AGAIN_AFTER_SECONDS:
                return False
            read_at, read_drawing = now, drawing
            return predicate(self.screen)

        await wait_until_async(is_so, seconds, what)

    async def is_told(self, predicate: Callable[[Inventory], object], what: str) -> None:
        """Wait until the screen in front was told of this; a key that is pressed before acts on what was."""

        def told() -> object:
            screen = self.app.screen
            return isinstance(screen, WorkbenchScreen) and predicate(screen.inventory)

        await wait_until_async(told, 15, what)

    async def is_at(self, noun: str) -> None:
        """Wait until this numbered screen is in front."""
        await wait_until_async(lambda: self.app.screen.name == noun, 15, f"the screen {noun} is in front")

    async def sees_no_more(self, text: str, seconds: float = 15.0) -> None:
        """Wait until this stands on the screen no more."""
        await self.sees_that(lambda screen: text not in screen, seconds, f"{text!r} is gone from the screen")


@asynccontextmanager
async def person_at(
    url: str,
    folder: Path,
    *,
    first: str = "containers",
    size: tuple[int, int] = (120, 36),
    read_only: bool = False,
) -> AsyncGenerator[Person]:
    """Start the application on an engine and an app folder, and leave it at the end.

    Without a URL it is the embedded engine of its own that `--embedded` opens.
    """
    workspace = Workspace(
        Wishes(folder, host=url or None, read_only=read_only, embedded=not url, embedded_speed=0.0)
    )
    app = ObservedApp(workspace, first)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield Person(app, pilot)
