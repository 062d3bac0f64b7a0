"""A stack as a drawing: its networks as lines, its services as boxes that hang on them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from screens.container_rows import state_cell
from screens.widgets.spans import fit
from workbench.domain.containers import PortMapping
from workbench.domain.networks import Network
from workbench.domain.stacks import Condition, Service, ServiceStatus, StackStatus
from workbench.domain.text import clean
from workbench.formatting import port

_KEYS_NAMED = 3
_LEAST_BOX = 26
_MOST_BOX = 40
_STYLES = {
    "good": "$text-success",
    "bad": "$text-error",
    "warn": "$text-warning",
    "muted": "$text-muted",
    "accent": "$text-accent",
    "": "",
}
_CONDITIONS = {Condition.STARTED: "started", Condition.HEALTHY: "healthy", Condition.COMPLETED: "done"}

Line = list[tuple[str, str]]
"""A line as pieces of text, each with the name of its style."""


def not_carried_out(keys: Sequence[str]) -> Content:
    """The keys of the compose file that have no effect: all of a few, else the first and how many more."""
    if not keys:
        return Content("")
    more = f" and {len(keys) - _KEYS_NAMED} more, which u names" if len(keys) > _KEYS_NAMED else ""
    named = clean(", ".join(keys[:_KEYS_NAMED]))
    return Content.styled(f" not carried out: {named}{more}\n", "$text-warning")


def stack_picture(status: StackStatus, networks: Sequence[Network], width: int) -> Content:
    """The whole drawing, for a window of so many cells; it wraps boxes that do not fit beside one another."""
    lines: list[Line] = []
    room = max(_LEAST_BOX, width - 2)
    a_row = max(1, min(len(status.services) or 1, room // (_LEAST_BOX + 2)))
    box = min(_MOST_BOX, room // a_row - 2)
    lines += _network_lines(status, networks, room)
    for start in range(0, len(status.services), a_row):
        lines += _boxes(status.services[start : start + a_row], status, box)
    lines += [
        [("", "")],
        *(
            [(f" orphan: {clean(each.name)} belongs to this stack, no service asks for it", "warn")]
            for each in status.orphans
        ),
    ]
    return Content("").join(_content(line) for line in lines)


def _network_lines(status: StackStatus, networks: Sequence[Network], room: int) -> list[Line]:
    known = {each.name: each for each in networks}
    lines: list[Line] = []
    for wanted in status.stack.networks:
        network = known.get(wanted.name)
        if network is None:
            lines.append(
                [(" ○ ", "muted"), (f"network {clean(wanted.name)}", "muted"), ("  not there yet", "muted")]
            )
        else:
            subnet = ", ".join(network.subnets)
            lines.append(
                [
                    (" ● ", "good"),
                    (f"network {clean(network.name)}", "accent"),
                    (f"  {network.driver}  {clean(subnet)}", "muted"),
                ]
            )
    if lines:
        lines.append([(" " + "═" * max(0, room - 1), "accent" if status.networks_present else "muted")])
    return lines


def _boxes(row: Sequence[ServiceStatus], status: StackStatus, box: int) -> list[Line]:
    bodies = [_body(each, status) for each in row]
    height = max(len(body) for body in bodies)
    stem: Line = [(" ", "")]
    top: Line = [(" ", "")]
    bottom: Line = [(" ", "")]
    for each in row:
        style = "accent" if each.container is not None and each.container.networks else "muted"
        half = (box - 2) // 2
        stem += [(" " * (half + 1) + "│" + " " * (box - half - 2) + "  ", style)]
        top += [("┌" + "─" * half + "┴" + "─" * (box - 3 - half) + "┐", _box_style(each)), ("  ", "")]
        bottom += [("└" + "─" * (box - 2) + "┘", _box_style(each)), ("  ", "")]
    lines = [stem, top]
    for index in range(height):
        line: Line = [(" ", "")]
        for each, body in zip(row, bodies, strict=True):
            pieces = body[index] if index < len(body) else []
            line += [
                ("│ ", _box_style(each)),
                *_fitted(pieces, box - 4),
                (" │", _box_style(each)),
                ("  ", ""),
            ]
        lines.append(line)
    return [*lines, bottom]


def _body(each: ServiceStatus, status: StackStatus) -> list[Line]:
    service, container = each.service, each.container
    mark = " (the app)" if service.name == status.stack.app_service else ""
    lines: list[Line] = [[(clean(service.name), "accent"), (mark, "muted")]]
    if container is None:
        lines.append([("○ not there", "muted")])
    else:
        cell = state_cell(container)
        lines.append([(cell.text, cell.style), (f"  {clean(container.name)}", "muted")])
    lines.append([(clean(container.image if container else service.image), "")])
    lines += [[(address, "muted")] for address in _addresses(each)]
    names = _names(service)
    if names:
        lines.append([("reached as ", "muted"), (clean(", ".join(names)), "")])
    lines.append(_ports_line(container.ports if container and container.is_running else service.ports))
    for dependency in service.depends_on:
        lines.append(
            [
                ("needs ", "muted"),
                (clean(dependency.service), ""),
                (f", {_CONDITIONS[dependency.condition]}", "muted"),
            ]
        )
    lines += [[(f"differs: {clean(difference)}", "warn")] for difference in each.differences]
    return lines


def _ports_line(mappings: Sequence[PortMapping]) -> Line:
    published = [each for each in mappings if each.is_published]
    if not published:
        return [("not published", "muted")]
    return [("port ", "muted"), (", ".join(dict.fromkeys(port(each) for each in published)), "good")]


def _addresses(each: ServiceStatus) -> list[str]:
    if each.container is None:
        return []
    return [
        f"{place.ip_address} on {clean(place.network_name)}"
        for place in each.container.networks
        if place.ip_address
    ]


def _names(service: Service) -> list[str]:
    aliases = [alias for network in service.networks for alias in network.aliases]
    return list(
        dict.fromkeys([service.name, *aliases, *([service.container_name] if service.container_name else [])])
    )


def _box_style(each: ServiceStatus) -> str:
    return "" if each.container is not None and each.container.is_running else "muted"


def _fitted(pieces: Line, cells: int) -> Line:
    fitted: Line = []
    left = cells
    for text, style in pieces:
        cut = fit(text, min(left, len(text))) if left > 0 else ""
        fitted.append((cut, style))
        left -= len(cut)
    return [*fitted, (" " * max(0, left), "")]


def _content(line: Line) -> Content:
    return Content("").join([*(Content.styled(text, _STYLES[style]) for text, style in line), Content("\n")])
