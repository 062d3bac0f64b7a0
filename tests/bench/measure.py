"""Medians, percentiles, and one line for each figure beside its floor and its aim."""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: ours, the floor of the same run, and what is aimed at."""

    name: str
    ours: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    aim: str = ""
    is_met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Ours as so many times the floor."""
        return self.ours / self.floor if self.floor else None


def median(values: Sequence[float]) -> float:
    """The value in the middle."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print a table of figures."""
    print(f"\n{title}")
    print(f"  {'':44} {'ours':>12} {'floor':>12} {'ratio':>7}  aim")
    for each in figures:
        floor = f"{each.floor:,.1f}" if each.floor is not None else ""
        ratio = f"{each.ratio:.2f}" if each.ratio is not None else ""
        verdict = {None: "", True: "met: ", False: "MISSED: "}[each.is_met]
        beside = f"  ({each.floor_name})" if each.floor_name else ""
        figures_part = f"{each.ours:>9,.1f} {each.unit:2} {floor:>12} {ratio:>7}"
        print(f"  {each.name:44} {figures_part}  {verdict}{each.aim}{beside}")
    sys.stdout.flush()


def say(words: str) -> None:
    """Tell what is being done, beside the results."""
    print(words, file=sys.stderr, flush=True)
