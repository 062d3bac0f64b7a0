"""What-if on the Variants screen: which steps a changed file runs again."""

from pathlib import Path

import pytest

from tests.screens.person import person_at
from workbench.embedded import EmbeddedEngine
from workbench.services.what_if_times import StepTimes


@pytest.mark.long
async def test_each_file_is_shown_with_its_seconds_and_steps(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    StepTimes(app_folder).put("full", {"COPY . .": 1.0, "RUN pip install -r requirements.txt": 41.0})
    async with person_at(embedded.url, app_folder, first="variants", size=(120, 40)) as person:
        await person.sees("○ not built")
        await person.press("W")
        await person.sees("What if a file of giropops-senhas changed?", "app.py", "42 s", "its lines")
        await person.sees("full: 2 of 2 steps run again, 42 s", "RUN pip install", "comes after such a step")
        await person.press("end")
        await person.sees("full: nothing runs again")
        await person.press("escape")
        await person.sees_no_more("What if a file")


@pytest.mark.long
async def test_a_build_is_timed_for_the_next_look(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(120, 40)) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("✓ built", seconds=30)
        assert "RUNpipinstall-rrequirements.txt" in StepTimes(app_folder).of("full")
