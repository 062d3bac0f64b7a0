"""What a running container uses, as a stream of samples."""

from collections.abc import Iterator, Sized
from types import TracebackType
from typing import Self

from workbench.domain.raw import Raw
from workbench.domain.stats import ContainerStats
from workbench.engine.calls import named
from workbench.engine.json_lines import JsonLines
from workbench.engine.moments import nanoseconds_since_epoch
from workbench.engine.raw_socket import MakeClient, RawBody, open_body


class StatsStream:
    """About one sample a second; ends when the container does, when closed, or by EngineGone.

    Of samples that came while nobody read, the newest is given.
    """

    def __init__(self, body: RawBody) -> None:
        self._body = body

    def close(self) -> None:
        """End it, from any thread, within milliseconds."""
        self._body.close()

    def __iter__(self) -> Iterator[ContainerStats]:
        lines = JsonLines()
        with self._body as body:
            while block := body.read():
                for raw in lines.feed_newest(block):
                    if not _is_running(raw):
                        return
                    yield read_stats(raw)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_stats(make_client: MakeClient, ref: str) -> StatsStream:
    """What a container uses from now on; raises NotFound."""
    doing = f"tell what {ref} uses"
    return StatsStream(
        open_body(make_client, named("/containers/{}/stats", ref), {"stream": "1"}, doing=doing)
    )


def read_stats(raw: Raw) -> ContainerStats:
    """One sample out of the engine's; fields that this engine or cgroup version lacks count as 0."""
    cpu = raw.child("cpu_stats")
    cpu_count = _cpu_count(cpu)
    memory = raw.child("memory_stats")
    read, written = _block_io(raw.child("blkio_stats"))
    networks = [network for _, network in raw.named_children("networks")]
    return ContainerStats(
        container_id=raw.text("id") or raw.text("Id"),
        cpu_percent=_cpu_percent(raw, cpu, raw.child("precpu_stats"), cpu_count),
        cpu_count=cpu_count,
        memory_bytes=_memory_in_use(memory),
        memory_limit_bytes=memory.number("limit"),
        network_received_bytes=sum(network.number("rx_bytes") for network in networks),
        network_sent_bytes=sum(network.number("tx_bytes") for network in networks),
        block_read_bytes=read,
        block_written_bytes=written,
        process_count=raw.child("pids_stats").number("current"),
    )


def _is_running(raw: Raw) -> bool:
    """A stopped container's samples go on for ever, with no time in them."""
    return not raw.text("read").startswith("0001-")


def _cpu_count(cpu: Raw) -> int:
    per_cpu = cpu.child("cpu_usage").fields.get("percpu_usage")
    return cpu.number("online_cpus") or (len(per_cpu) if isinstance(per_cpu, Sized) else 0) or 1


def _cpu_percent(raw: Raw, cpu: Raw, before: Raw, cpu_count: int) -> float:
    """As the docker command line computes it, from the host's whole CPU time; else from the clock."""
    used_before = before.child("cpu_usage").number("total_usage")
    used_ns = cpu.child("cpu_usage").number("total_usage") - used_before
    system_before = before.number("system_cpu_usage")
    system_ns = cpu.number("system_cpu_usage") - system_before
    if used_ns <= 0 or not used_before:  # The first sample has nothing before it.
        return 0.0
    if system_before and system_ns > 0:
        return used_ns / system_ns * cpu_count * 100
    passed_ns = _passed_ns(raw)
    return used_ns / passed_ns * 100 if passed_ns > 0 else 0.0


def _passed_ns(raw: Raw) -> int:
    try:
        return nanoseconds_since_epoch(raw.text("read")) - nanoseconds_since_epoch(raw.text("preread"))
    except ValueError:
        return 0


def _memory_in_use(memory: Raw) -> int:
    """Usage without the cache that can be given back at once (cgroup v1, then v2)."""
    usage, details = memory.number("usage"), memory.child("stats")
    inactive = details.number("total_inactive_file") or details.number("inactive_file")
    return usage - inactive if inactive < usage else usage


def _block_io(block_io: Raw) -> tuple[int, int]:
    sums = {"read": 0, "write": 0}
    for entry in block_io.children("io_service_bytes_recursive"):
        operation = entry.text("op").lower()
        if operation in sums:
            sums[operation] += entry.number("value")
    return sums["read"], sums["write"]
