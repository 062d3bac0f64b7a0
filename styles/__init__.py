"""How the program looks: themes and style sheets."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def sheet(name: str) -> Path:
    """The absolute path of the style sheet called `name`."""
    return _HERE / f"{name}.tcss"
