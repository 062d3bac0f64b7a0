"""The options of the embedded engine: how much it holds, and how fast its time goes."""

import argparse

_MOST_CONTAINERS = 100_000
_FASTEST = 1000.0


def add_embedded_options(parser: argparse._ArgumentGroup | argparse.ArgumentParser) -> None:  # pyright: ignore[reportPrivateUsage] - argparse gives its groups no public name
    """Add `--containers N` and `--speed X`."""
    parser.add_argument(
        "--containers",
        metavar="N",
        type=_count,
        default=0,
        help="let the embedded engine begin with so many containers",
    )
    parser.add_argument(
        "--speed",
        metavar="X",
        type=_speed,
        default=1.0,
        help="how fast the embedded engine's time goes (default: 1; 0: nothing takes time)",
    )


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _MOST_CONTAINERS:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {_MOST_CONTAINERS}")
    return number


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 <= speed <= _FASTEST:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {_FASTEST:g}")
    return speed
