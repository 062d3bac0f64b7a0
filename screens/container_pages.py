"""What the detail tabs of a container say, as pages of text."""

from __future__ import annotations

from textual.content import Content

from screens.widgets.spark import spark
from screens.widgets.text_view import facts, heading
from workbench.domain.containers import (
    ChangeKind,
    Container,
    ContainerDetail,
    ContainerState,
    FilesystemChange,
    Health,
    ProcessTable,
)
from workbench.domain.secrets import masked_value
from workbench.domain.stats import ContainerStats
from workbench.domain.text import clean
from workbench.formatting import age, percent, ports, size

_CHANGE_STYLES = {
    ChangeKind.ADDED: ("A", "$text-success"),
    ChangeKind.MODIFIED: ("C", "$text-warning"),
    ChangeKind.DELETED: ("D", "$text-error"),
    ChangeKind.UNKNOWN: ("?", "$text-muted"),
}


def inspect_page(detail: ContainerDetail) -> Content:
    """The facts of a container in groups, then the engine's own JSON."""
    container = detail.container
    parts = [heading("Container"), facts(_identity(detail)), heading("\nProcess"), facts(_process(detail))]
    if container.networks or container.ports:
        parts += [heading("\nNetwork"), facts(_network(container))]
    if detail.mounts:
        mounts = [
            (each.target, f"{each.kind} {each.source}{' (read-only)' if each.read_only else ''}")
            for each in detail.mounts
        ]
        parts += [heading("\nMounts"), facts(_cleaned(mounts))]
    if container.health is not Health.NONE:
        parts += [heading("\nHealth"), facts(_cleaned(_health(detail)))]
    if container.labels:
        parts += [heading("\nLabels"), facts(_cleaned(list(container.labels)))]
    parts += [
        heading("\nAs the engine has it"),
        Content("\n".join(clean(line) for line in detail.raw_json.splitlines())),
    ]
    return Content("").join(parts)


def environment_page(detail: ContainerDetail) -> Content:
    """The environment, with values hidden whose names say that they are secret."""
    if not detail.environment:
        return Content("No environment is set.")
    pairs = sorted((name, masked_value(name, value)) for name, value in detail.environment)
    return facts(_cleaned(pairs))


def processes_page(table: ProcessTable) -> Content:
    """The processes in columns; the last column may be as long as it is."""
    rows = [[clean(cell) for cell in row] for row in (table.titles, *table.rows)]
    widths = [max(len(row[index]) for row in rows if index < len(row)) for index in range(len(table.titles))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in rows
    ]
    return Content("").join(
        [Content.styled(f"{lines[0]}\n", "bold $text-primary"), Content("\n".join(lines[1:]))]
    )


def changes_page(changes: tuple[FilesystemChange, ...], limit: int = 2000) -> Content:
    """Each path that differs from the image, with what happened to it."""
    if not changes:
        return Content("Nothing differs from the image's files.")
    parts: list[Content] = []
    for change in changes[:limit]:
        sign, style = _CHANGE_STYLES[change.kind]
        parts.append(Content.styled(f"{sign} {change.kind.value:<9}", style))
        parts.append(Content(f" {clean(change.path)}\n"))
    if len(changes) > limit:
        parts.append(Content.styled(f"… and {len(changes) - limit} more", "$text-muted"))
    return Content("").join(parts)


# Its indent, the page's padding, and the scrollbar that a low window has.
_BESIDE_A_CHART = 6


def stats_page(samples: list[ContainerStats], width: int) -> Content:
    """The newest sample, with CPU and memory over the last minutes."""
    if not samples:
        return Content("Waiting for the first sample: the engine measures about once a second.")
    last = samples[-1]
    room = max(10, width - _BESIDE_A_CHART)
    recent = samples[-room:]
    cpu = f"{last.cpu_percent:.1f} % of one core ({last.cpu_count} cores)"
    memory = f"{size(last.memory_bytes)} of {size(last.memory_limit_bytes)} ({percent(last.memory_share)})"
    return Content("").join(
        [
            facts([("cpu", cpu)]),
            Content.styled(f"  {spark([each.cpu_percent for each in recent], room)}\n\n", "$text-primary"),
            facts([("memory", memory)]),
            Content.styled(
                f"  {spark([float(each.memory_bytes) for each in recent], room)}\n\n", "$text-accent"
            ),
            facts(
                [
                    (
                        "network",
                        f"{size(last.network_received_bytes)} in, {size(last.network_sent_bytes)} out",
                    ),
                    ("disk", f"{size(last.block_read_bytes)} read, {size(last.block_written_bytes)} written"),
                    ("processes", str(last.process_count)),
                ]
            ),
        ]
    )


def _identity(detail: ContainerDetail) -> list[tuple[str, str]]:
    container = detail.container
    state = container.state.value
    if container.state is ContainerState.EXITED and detail.exit_code is not None:
        state += f" with code {detail.exit_code}" + (" (out of memory)" if detail.out_of_memory else "")
    pairs = [
        ("name", container.name),
        ("id", container.id),
        ("image", f"{container.image}  {container.image_id[:19]}"),
        ("state", state),
        ("created", f"{age(container.created_at)} ago"),
    ]
    if detail.started_at is not None:
        pairs.append(("started", f"{age(detail.started_at)} ago"))
    if detail.finished_at is not None and not container.is_running:
        pairs.append(("ended", f"{age(detail.finished_at)} ago"))
    if detail.error:
        pairs.append(("error", detail.error))
    return _cleaned(pairs)


def _process(detail: ContainerDetail) -> list[tuple[str, str]]:
    pairs = [
        ("entrypoint", " ".join(detail.entrypoint) or "–"),
        ("command", " ".join(detail.arguments) or "–"),
        ("process", f"{detail.process_id} on the engine's host" if detail.process_id else "none"),
        ("user", detail.user or "root"),
        ("folder", detail.working_directory or "/"),
        ("restart", f"{detail.restart_policy or 'no'}, restarted {detail.restart_count} times"),
        ("memory limit", size(detail.memory_limit_bytes) if detail.memory_limit_bytes else "none"),
        ("terminal", "yes" if detail.has_tty else "no"),
        ("log driver", detail.log_driver),
    ]
    return _cleaned(pairs)


def _network(container: Container) -> list[tuple[str, str]]:
    pairs = [
        (each.network_name, f"{each.ip_address or 'no address'}{_also(each.aliases)}")
        for each in container.networks
    ]
    if container.ports:
        pairs.append(("ports", ports(container.ports)))
    return _cleaned(pairs)


def _also(aliases: tuple[str, ...]) -> str:
    return f", also known as {', '.join(aliases)}" if aliases else ""


def _health(detail: ContainerDetail) -> list[tuple[str, str]]:
    pairs = [("state", detail.container.health.value), ("check", " ".join(detail.health_command))]
    for probe in detail.health_log[-3:]:
        pairs.append(
            (f"{age(probe.started_at)} ago", f"exit code {probe.exit_code}: {' '.join(probe.output.split())}")
        )
    return pairs


def _cleaned(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(clean(name), clean(value)) for name, value in pairs]
