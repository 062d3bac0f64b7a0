"""The form of build options on the Variants screen."""

from pathlib import Path

import pytest

from tests.screens.person import person_at
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine
from workbench.services.build_options_store import BuildOptionsStore

SIZE = (120, 45)


@pytest.mark.long
async def test_options_are_asked_for_remembered_and_used(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    (app_folder / "Dockerfile.full").write_text(
        "FROM python:3.11 AS one\nARG WORD\nENV SAID=$WORD\nFROM python:3.11 AS two\nENV A=b\n",
        encoding="utf-8",
    )
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("○ not built")
        await person.press("O")
        await person.sees("How full is built", "Stages here: one, two")
        await person.write("WORD='two words'")
        await person.press("down")
        await person.write("three")
        await person.press("ctrl+s")
        await person.sees("There is no stage three.")
        await person.press(*["backspace"] * 5)
        await person.write("one")
        for _ in range(5):
            await person.press("down")
        await person.write("made-by=me")
        await person.press("ctrl+s")
        await person.sees("b builds with them.")
        (remembered,) = BuildOptionsStore(app_folder).all().values()
        assert remembered.target == "one"
        await person.press("b")
        await person.sees("✓ built", seconds=30)
        environment = dict(engine.image("giropops-senhas:1.0").environment)
        assert environment["SAID"] == "two words"
        assert "A" not in environment
        await person.press("O")
        await person.sees("made-by=me")
