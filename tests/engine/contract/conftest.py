"""The same door before one engine and then before the other.

Where they depart on purpose is named, and shown, in `departures.py`; no other test here tests these.
"""

from collections.abc import Iterator

import pytest

from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.engine.engine import Engine


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
