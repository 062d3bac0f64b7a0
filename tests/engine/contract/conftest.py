"""The same door before one engine and then before the other."""

from collections.abc import Iterator

import pytest

from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.engine.engine import Engine

DEPARTURES = {
    "sizes": "the embedded engine's images weigh what the lesson's images weigh, a stand-in what it weighs",
    "raw json": "the embedded engine leaves out what nothing here reads",
    "programs": "the embedded engine runs a small shell, Redis and the sample app; nothing else truly runs",
    "prune of volumes": "an engine of API 1.41 prunes named volumes too, later ones and the embedded do not",
}
"""Where the embedded engine departs on purpose; nothing below tests these."""


@pytest.fixture(params=["embedded", "real"])
def door(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The same door, before one engine and then before the other."""
    if request.param == "embedded":
        with EmbeddedEngine(speed=0) as embedded:
            engine = connect(host=embedded.url)
            yield engine
            engine.close()
        return
    engine = connect(host=request.getfixturevalue("engine_url"))
    yield engine
    engine.close()
