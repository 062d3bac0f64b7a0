"""What a container is said to use: steady, moving a little, always alike for the same container."""

from __future__ import annotations

import math

from workbench.embedded.clock import iso
from workbench.embedded.host import Host
from workbench.embedded.identity import digest
from workbench.embedded.payload import JsonValue
from workbench.embedded.world.containers import Container

PROCESSORS = 4
MEMORY_BYTES = 8 << 30
_SECOND_NS = 1_000_000_000
_MILLISECOND_NS = 1_000_000
_MEGABYTE = 1 << 20
_WAVE_SECONDS = 9.0
_SWING = 0.35
_MEMORY_SWING = 0.03
_START_SECONDS = 30
_HOST_UPTIME_SECONDS = 1_000_000
_UNUSED_DISK_COUNTERS = (
    "io_serviced_recursive",
    "io_queue_recursive",
    "io_service_time_recursive",
    "io_wait_time_recursive",
    "io_merged_recursive",
    "io_time_recursive",
    "sectors_recursive",
)


class Sampler:
    """Makes one client's samples of one container; they follow the clock, so all clients see the same."""

    def __init__(self, host: Host, container: Container) -> None:
        self._host = host
        self._container = container
        self._has_before = False
        character = digest(container.id)
        self._load = 0.002 + int(character[:4], 16) / 0xFFFF * 0.12
        self._phase = int(character[8:10], 16) / 40

    def sample(self) -> dict[str, JsonValue]:
        """Give the next sample, beside that of a second before."""
        now_ns = self._host.clock.now_ns()
        is_running = self._container.is_running
        has_before = self._has_before and is_running
        seconds = self._seconds(now_ns)
        value: dict[str, JsonValue] = {
            "read": iso(now_ns) if is_running else iso(0),
            "preread": iso(now_ns - _SECOND_NS) if has_before else iso(0),
            "pids_stats": {"current": len(self._commands())} if is_running else {},
            "blkio_stats": self._disk(seconds),
            "num_procs": 0,
            "storage_stats": {},
            "cpu_stats": self._cpu(now_ns) if is_running else _no_cpu(),
            "precpu_stats": self._cpu(now_ns - _SECOND_NS) if has_before else _no_cpu(),
            "memory_stats": self._memory_stats(seconds),
            "name": f"/{self._container.name}",
            "id": self._container.id,
        }
        if is_running:
            value["networks"] = {
                f"eth{index}": _traffic(seconds, self._load)
                for index in range(len(self._container.endpoints))
            }
        self._has_before = is_running
        return value

    def _commands(self) -> list[str]:
        return self._container.process.commands() if self._container.process else []

    def _resident_bytes(self) -> int:
        process = self._container.process
        return process.program.resident_kilobytes * 1024 * len(self._commands()) if process else 0

    def _seconds(self, at_ns: int) -> float:
        """How long the process had worked; a frozen clock moves by nanoseconds, which are left out."""
        return self._container.worked_ns(at_ns) // _MILLISECOND_NS / 1_000

    def _angle(self, seconds: float) -> float:
        return self._phase + seconds / _WAVE_SECONDS * math.tau

    def _cpu_ns(self, seconds: float) -> int:
        """What a load that goes up and down has used in sum, the start included: it never goes back."""
        swing = _SWING * _WAVE_SECONDS / math.tau * (math.cos(self._phase) - math.cos(self._angle(seconds)))
        return int(self._load * (_START_SECONDS + seconds + swing) * _SECOND_NS)

    def _cpu(self, at_ns: int) -> dict[str, JsonValue]:
        total = self._cpu_ns(self._seconds(at_ns))
        uptime_ns = (at_ns - self._container.started_at_ns) // _MILLISECOND_NS * _MILLISECOND_NS
        return {
            "cpu_usage": {
                "total_usage": total,
                "percpu_usage": [total // PROCESSORS] * PROCESSORS,
                "usage_in_kernelmode": total // 4,
                "usage_in_usermode": total * 3 // 4,
            },
            "system_cpu_usage": (_HOST_UPTIME_SECONDS * _SECOND_NS + uptime_ns) * PROCESSORS,
            "online_cpus": PROCESSORS,
            "throttling_data": {"periods": 0, "throttled_periods": 0, "throttled_time": 0},
        }

    def _memory_stats(self, seconds: float) -> dict[str, JsonValue]:
        if not self._container.is_running:
            return {}
        limit = self._container.memory_limit_bytes or MEMORY_BYTES
        resident = self._resident_bytes() * (1 + _MEMORY_SWING * math.sin(self._angle(seconds)))
        usage = min(int(resident) + _MEGABYTE, limit * 9 // 10)
        return {
            "usage": usage,
            "max_usage": int(usage * 1.1),
            "stats": {"cache": _MEGABYTE, "inactive_file": _MEGABYTE, "total_inactive_file": _MEGABYTE},
            "limit": limit,
        }

    def _disk(self, seconds: float) -> dict[str, JsonValue]:
        entries: list[dict[str, JsonValue]] = []
        if self._container.is_running:
            written = 8192 * (1 + int(seconds) // 10)
            for operation, size in (("read", self._resident_bytes() // 4), ("write", written)):
                entries.append({"major": 8, "minor": 0, "op": operation, "value": size})
        unused: dict[str, JsonValue] = {name: [] for name in _UNUSED_DISK_COUNTERS}
        return {"io_service_bytes_recursive": entries, **unused}


def _no_cpu() -> dict[str, JsonValue]:
    return {
        "cpu_usage": {"total_usage": 0, "usage_in_kernelmode": 0, "usage_in_usermode": 0},
        "throttling_data": {"periods": 0, "throttled_periods": 0, "throttled_time": 0},
    }


def _traffic(seconds: float, load: float) -> dict[str, JsonValue]:
    received = 1_200 + int(seconds * load * 20_000)
    return {
        "rx_bytes": received,
        "rx_packets": received // 90,
        "rx_errors": 0,
        "rx_dropped": 0,
        "tx_bytes": received * 3 // 2,
        "tx_packets": received // 80,
        "tx_errors": 0,
        "tx_dropped": 0,
    }
