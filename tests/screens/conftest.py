"""What the screen tests stand on: an embedded engine that answers at once, and the sample app."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.write_sample import write_sample

_TURNS = 20


@pytest.fixture(autouse=True)
def keys_without_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pilot go on when the app has had its turn, not when the whole process rests.

    Textual waits after each key until the process uses no CPU, a second at most. An engine lives in this one.
    """

    async def turns(min_sleep: float = 0, max_sleep: float = 0) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    for place in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{place}.wait_for_idle", turns)


@pytest.fixture
def embedded() -> Iterator[EmbeddedEngine]:
    """An engine of the test's own, with the lesson's base images."""
    with EmbeddedEngine(speed=0) as engine:
        yield engine


@pytest.fixture
def engine(embedded: EmbeddedEngine) -> Iterator[Engine]:
    """The door to it, for what a test sets up beforehand."""
    door = connect(host=embedded.url)
    yield door
    door.close()


@pytest.fixture
def app_folder(tmp_path: Path) -> Path:
    """A copy of the sample app."""
    folder = tmp_path / "giropops-senhas"
    write_sample(folder)
    return folder
