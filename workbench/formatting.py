"""Sizes, shares, ages, ports and durations as people read them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from workbench.domain.containers import PortMapping

_EIGHTHS = " ▏▎▍▌▋▊▉"
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_AGES = (("y", 365 * 86400), ("mo", 30 * 86400), ("w", 7 * 86400), ("d", 86400), ("h", 3600), ("min", 60))


def size(size_bytes: float | None) -> str:
    """Bytes in decimal units with three digits, as the docker command line shows them; `–` for None."""
    if size_bytes is None:
        return "–"
    sign, value, unit = ("-" if size_bytes < 0 else ""), abs(float(size_bytes)), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    if unit == 0:
        return f"{sign}{value:.0f} B"
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    text = f"{value:.{digits}f}"
    return f"{sign}{text} {_UNITS[unit]}"


def added(size_bytes: int | None) -> str:
    """What something added, with a sign that says so; empty where that is not known."""
    return "" if size_bytes is None else f"+{size(size_bytes)}"


def age(since: datetime | None, now: datetime | None = None) -> str:
    """How long ago, in its largest whole unit; `–` for None and for the year 1, which means never."""
    if since is None or since.year < 1971:
        return "–"
    seconds = ((now or datetime.now(UTC)) - since).total_seconds()
    for unit, length in _AGES:
        if seconds >= length:
            return f"{int(seconds // length)} {unit}"
    return f"{max(0, int(seconds))} s"


def duration(seconds: float | None) -> str:
    """Seconds as a stopwatch shows them; `–` for None."""
    if seconds is None:
        return "–"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def percent(share: float | None) -> str:
    """A share of 1 in whole percent; `–` for None."""
    return "–" if share is None else f"{share * 100:.0f} %"


def bar(share: float, width: int) -> str:
    """A bar over `share` (0 to 1) of `width` cells, in eighths; more than nothing is always seen."""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    if share > 0 and width > 0:
        eighths = max(1, eighths)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def port(mapping: PortMapping) -> str:
    """One port: `5000→5000` when published, with the address when it is not loopback, else `6379`."""
    protocol = "" if mapping.protocol == "tcp" else f"/{mapping.protocol}"
    if mapping.host_port is None:
        return f"{mapping.container_port}{protocol}"
    address = "" if mapping.host_ip in ("127.0.0.1", "::1") else f"{mapping.host_ip or '*'}:"
    return f"{address}{mapping.host_port}→{mapping.container_port}{protocol}"


def ports(mappings: Iterable[PortMapping]) -> str:
    """All ports of a container in one line, each once, published ones first."""
    ordered = sorted(
        mappings, key=lambda each: (not each.is_published, each.host_port or 0, each.container_port)
    )
    return ", ".join(dict.fromkeys(port(each) for each in ordered))


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 layer`, `3,000 layers`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
