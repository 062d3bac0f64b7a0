"""What differs for widgets alone: their tests read the screen right after a key, and no engine is near."""

import pytest


@pytest.fixture(autouse=True)
def keys_without_rests() -> None:
    """Leave the pilot's rests in place."""
