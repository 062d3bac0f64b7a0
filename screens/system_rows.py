"""What the tables of the System screen show."""

from __future__ import annotations

from datetime import UTC, datetime

from textual.content import Content

from screens.widgets.line_table import Cell, Column, Row
from screens.widgets.text_view import facts, heading
from workbench.domain.engines import DiskUse, EngineFacts
from workbench.domain.events import EngineEvent, StreamLost, StreamRestored
from workbench.domain.inventory import Inventory
from workbench.domain.text import clean
from workbench.formatting import age, bar, count, size

_BAR_WIDTH = 16

NETWORK_COLUMNS = (
    Column("name", "network", 18, flexible=True),
    Column("driver", "driver", 8, priority=2),
    Column("subnets", "subnet", 18, priority=1),
    Column("members", "containers", 20, flexible=True),
    Column("age", "age", 6, right=True, priority=3),
)
VOLUME_COLUMNS = (
    Column("name", "volume", 24, flexible=True),
    Column("driver", "driver", 8, priority=1),
    Column("mountpoint", "on the host", 20, flexible=True, priority=2),
    Column("age", "age", 6, right=True),
)
DISK_COLUMNS = (
    Column("kind", "kind", 12),
    Column("count", "total", 6, right=True),
    Column("active", "in use", 6, right=True, priority=1),
    Column("size", "size", 8, right=True),
    Column("bar", "share", _BAR_WIDTH, priority=2),
    Column("reclaimable", "can be freed", 12, right=True),
)
EVENT_COLUMNS = (
    Column("time", "time", 11),
    Column("kind", "kind", 9),
    Column("action", "what happened", 16, flexible=True),
    Column("actor", "to", 20, flexible=True),
)


def engine_page(engine: EngineFacts, url: str) -> Content:
    """What the engine says of itself."""
    pairs = [
        ("name", engine.name),
        ("address", url),
        (
            "product",
            f"{engine.product} {engine.version}" + (" (embedded, simulated)" if engine.is_embedded else ""),
        ),
        (
            "API",
            f"{engine.api_version} (from {engine.minimum_api_version})"
            if engine.minimum_api_version
            else engine.api_version,
        ),
        ("system", f"{engine.operating_system}, {engine.architecture}, kernel {engine.kernel}"),
        ("machine", f"{count(engine.cpu_count, 'core')}, {size(engine.memory_bytes)} of memory"),
        ("storage", f"{engine.storage_driver}, image store: {engine.image_store}"),
        ("cgroup", engine.cgroup_version),
        ("folder", engine.root_folder),
    ]
    parts = [heading("Engine"), facts([(name, clean(value)) for name, value in pairs])]
    if engine.warnings:
        parts += [
            heading("\nThe engine warns"),
            Content("\n".join(f"  {clean(each)}" for each in engine.warnings)),
        ]
    return Content("").join(parts)


def disk_rows(use: DiskUse) -> list[Row]:
    """One row a kind, then all together."""
    total = use.total_bytes or 1
    rows = [
        Row(
            line.kind,
            (
                line.kind,
                str(line.count),
                str(line.active_count),
                size(line.size_bytes),
                Cell(bar(line.size_bytes / total, _BAR_WIDTH), "accent"),
                Cell(size(line.reclaimable_bytes), "warn" if line.reclaimable_bytes else "muted"),
            ),
        )
        for line in use.lines
    ]
    reclaimable = sum(line.reclaimable_bytes for line in use.lines)
    return [*rows, Row("total", ("all", "", "", size(use.total_bytes), "", size(reclaimable)))]


def network_rows(inventory: Inventory) -> list[Row]:
    """Networks with the containers on each."""
    members: dict[str, list[str]] = {}
    for container in inventory.containers:
        for place in container.networks:
            members.setdefault(place.network_name, []).append(container.name)
    return [
        Row(
            each.name,
            (
                Cell(each.name, "muted" if each.is_predefined else ""),
                each.driver,
                ", ".join(each.subnets),
                ", ".join(sorted(members.get(each.name, []))),
                Cell(age(each.created_at), "muted"),
            ),
        )
        for each in sorted(inventory.networks, key=lambda each: (each.is_predefined, each.name))
    ]


def volume_rows(inventory: Inventory) -> list[Row]:
    """Volumes by name."""
    return [
        Row(
            each.name,
            (each.name, each.driver, Cell(each.mountpoint, "muted"), Cell(age(each.created_at), "muted")),
        )
        for each in sorted(inventory.volumes, key=lambda each: each.name)
    ]


def event_row(number: int, event: EngineEvent | StreamLost | StreamRestored) -> Row:
    """One thing that happened."""
    if isinstance(event, EngineEvent):
        moment = datetime.fromtimestamp(event.time_ns / 1e9, UTC).astimezone()
        return Row(
            str(number),
            (_moment(moment), event.kind, event.action, event.actor_name or event.actor_id[:12]),
        )
    now = _moment(datetime.now().astimezone())
    if isinstance(event, StreamLost):
        return Row(str(number), (now, Cell("stream", "bad"), Cell("lost", "bad"), event.reason))
    return Row(str(number), (now, Cell("stream", "good"), Cell("restored", "good"), ""))


def _moment(moment: datetime) -> str:
    is_today = moment.date() == datetime.now().astimezone().date()
    return moment.strftime("%H:%M:%S" if is_today else "%m-%d %H:%M")
