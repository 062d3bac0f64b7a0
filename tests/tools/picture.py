"""Makes the README picture: `python -m tests.tools.picture FILE`; needs neither Docker, network nor root."""

import asyncio
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.screens.person import ObservedApp, Person
from workbench.embedded import EmbeddedEngine
from workbench.services.workspace import Wishes, Workspace
from workbench.services.write_sample import write_sample

_SIZE = (124, 32)


async def picture(folder: Path) -> str:
    """The Variants screen after all variants were built and proved, as SVG."""
    with EmbeddedEngine(speed=0, frozen_at=datetime.now(UTC)) as engine:
        app = ObservedApp(Workspace(Wishes(folder, host=engine.url)), "variants")
        async with app.run_test(size=_SIZE) as pilot:
            person = Person(app, pilot)
            await person.sees("not built")
            await person.press("B")
            await person.sees("72.8 MB", seconds=60)
            while person.screen.count("✓ built") < 5:
                await pilot.pause(0.1)
            await person.press("home", "down", "down", "G")
            await person.sees("distroless: proved", seconds=120)
            while "▸" in person.screen or "Proved" in person.screen:
                await pilot.pause(0.1)
            await pilot.pause(0.5)
            return app.export_screenshot(title="Container Workbench")


def main() -> None:
    """Write the picture to the file that is named."""
    target = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "giropops-senhas"
        write_sample(folder)
        # no path of this machine stands in the picture
        svg = asyncio.run(picture(folder)).replace(f"{scratch}/", "~/")
    # the fonts would be fetched from another host; every reader has a monospaced one
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    target.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
