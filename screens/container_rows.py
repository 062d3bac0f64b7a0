"""Containers as the rows of a table: columns, order, filter, and signs for their state."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from screens.widgets.filter_bar import has_all, searched_text, wanted_words
from screens.widgets.line_table import Cell, Column, MadeRows, Row
from workbench.domain.containers import Container, ContainerState, Health
from workbench.domain.stats import ContainerStats
from workbench.formatting import age, ports, size

COLUMNS = (
    Column("name", "name", 16, flexible=True),
    Column("image", "image", 14, flexible=True, priority=3, is_path=True),
    Column("state", "state", 14),
    Column("cpu", "cpu", 6, right=True, priority=4),
    Column("memory", "memory", 8, right=True, priority=2),
    Column("ports", "ports", 12, flexible=True, priority=1),
    Column("networks", "networks", 10, flexible=True, priority=6),
    Column("age", "age", 6, right=True, priority=5),
)
_SECONDS_SHOWN = 60
"""Ages are told in seconds below this many."""
SORTS = ("name", "state", "cpu", "memory", "image", "age")

_SIGNS = {
    ContainerState.RUNNING: ("●", "good"),
    ContainerState.PAUSED: ("‖", "warn"),
    ContainerState.RESTARTING: ("↻", "warn"),
    ContainerState.REMOVING: ("…", "muted"),
    ContainerState.CREATED: ("○", "muted"),
    ContainerState.EXITED: ("○", "muted"),
    ContainerState.DEAD: ("✗", "bad"),
    ContainerState.UNKNOWN: ("?", "warn"),
}
_HEALTH_STYLES = {Health.UNHEALTHY: "bad", Health.STARTING: "warn"}


def state_cell(container: Container) -> Cell:
    """A sign, and the health in place of "running" where a check tells more; never colour alone."""
    sign, style = _SIGNS[container.state]
    word = container.state.value
    if container.state is ContainerState.RUNNING and container.health not in (Health.NONE, Health.UNKNOWN):
        word = container.health.value
        style = _HEALTH_STYLES.get(container.health, style)
    code = exit_code(container)
    if container.state is ContainerState.EXITED and code:
        sign, style, word = "✗", "bad", f"exited ({code})"
    return Cell(f"{sign} {word}", style)


def exit_code(container: Container) -> int | None:
    """The exit code that the engine's status text tells (`Exited (137) 2 hours ago`), else None."""
    head, _, rest = container.status.partition("(")
    number = rest.partition(")")[0]
    return int(number) if head == "Exited " and number.isdecimal() else None


class ContainerRows:
    """Makes rows again and again: one in which nothing differs is the very same object as before."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Container, ContainerStats | None, float, Row]] = {}
        """By id: what a row was made of, and until when its age is true."""
        self._texts: dict[str, tuple[Container, str]] = {}
        """By id: in which text the words of a filter are looked for."""

    def rows(
        self,
        containers: Sequence[Container],
        stats: Mapping[str, ContainerStats],
        *,
        words: str = "",
        sort: str = "name",
        reverse: bool = False,
    ) -> MadeRows[Container]:
        """The rows that match the words, in order, each made when it is looked at."""
        wanted = wanted_words(words)
        shown = (
            [each for each in containers if has_all(wanted, self._text(each))] if wanted else [*containers]
        )
        shown.sort(key=attrgetter("name"), reverse=reverse and sort == "name")
        if sort != "name":
            shown.sort(key=_order(stats, sort), reverse=reverse)
        if max(len(self._made), len(self._texts)) > len(containers):
            here = {each.id for each in containers}
            self._made = {key: made for key, made in self._made.items() if key in here}
            self._texts = {key: text for key, text in self._texts.items() if key in here}
        now = time.time()
        return MadeRows(shown, attrgetter("id"), lambda each: self._row(each, stats.get(each.id), now))

    def _text(self, container: Container) -> str:
        known = self._texts.get(container.id)
        if known is not None and known[0] is container:
            return known[1]
        text = searched_text(*_searched(container))
        self._texts[container.id] = (container, text)
        return text

    def _row(self, container: Container, sample: ContainerStats | None, now: float) -> Row:
        made = self._made.get(container.id)
        if made is not None and made[0] is container and made[1] is sample and now < made[2]:
            return made[3]
        row = _row(container, sample, age(container.created_at))
        is_young = now - container.created_at.timestamp() < _SECONDS_SHOWN
        self._made[container.id] = (container, sample, now + (1 if is_young else _SECONDS_SHOWN / 2), row)
        return row


def _order(stats: Mapping[str, ContainerStats], sort: str) -> Callable[[Container], tuple[float, str]]:
    def order(container: Container) -> tuple[float, str]:
        sample = stats.get(container.id)
        match sort:
            case "state":
                return (0 if container.is_running else 1, container.state.value)
            case "cpu":
                return (-(sample.cpu_percent if sample else -1.0), "")
            case "memory":
                return (-(sample.memory_bytes if sample else -1.0), "")
            case "image":
                return (0, container.image)
            case "age":
                return (-container.created_at.timestamp(), "")
            case _:
                return (0, container.name)

    return order


def _searched(container: Container) -> tuple[str, ...]:
    networks = " ".join(each.network_name for each in container.networks)
    return (
        container.name,
        container.image,
        container.state.value,
        container.health.value,
        networks,
        container.id[:12],
    )


def _row(container: Container, sample: ContainerStats | None, old: str) -> Row:
    muted = "" if container.is_running else "muted"
    return Row(
        container.id,
        (
            Cell(container.name, muted),
            Cell(container.image_name, muted),
            state_cell(container),
            f"{sample.cpu_percent:.1f}" if sample else "",
            size(sample.memory_bytes) if sample else "",
            Cell(ports(container.ports), muted),
            Cell(", ".join(each.network_name for each in container.networks), muted),
            Cell(old, "muted"),
        ),
    )
