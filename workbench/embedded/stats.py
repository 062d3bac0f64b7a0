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
_MEGABYTE = 1 << 20
_WAVE_SECONDS = 9.0
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
    """Makes one client's samples of one container, a simulated second apart."""

    def __init__(self, host: Host, container: Container) -> None:
        self._host = host
        self._container = container
        self._count = 0
        self._cpu_ns = 0
        self._before: dict[str, JsonValue] | None = None
        character = digest(container.id)
        self._load = 0.002 + int(character[:4], 16) / 0xFFFF * 0.12
        self._memory = (12 + int(character[4:8], 16) % 90) * _MEGABYTE
        self._phase = int(character[8:10], 16) / 40

    def sample(self) -> dict[str, JsonValue]:
        """Give the next sample."""
        now_ns = self._host.clock.now_ns()
        cpu = self._cpu(now_ns)
        value: dict[str, JsonValue] = {
            "read": iso(now_ns) if self._container.is_running else iso(0),
            "preread": iso(now_ns - _SECOND_NS) if self._before else iso(0),
            "pids_stats": {"current": len(self._commands())} if self._container.is_running else {},
            "blkio_stats": self._disk(),
            "num_procs": 0,
            "storage_stats": {},
            "cpu_stats": cpu,
            "precpu_stats": self._before or _no_cpu(),
            "memory_stats": self._memory_stats(),
            "name": f"/{self._container.name}",
            "id": self._container.id,
        }
        if self._container.is_running:
            value["networks"] = {
                f"eth{index}": _traffic(self._count, self._load)
                for index in range(len(self._container.endpoints))
            }
        self._before = cpu if self._container.is_running else None
        self._count += 1
        return value

    def _commands(self) -> list[str]:
        return self._container.process.program.commands() if self._container.process else []

    def _wave(self) -> float:
        if self._host.clock.is_frozen:
            return 1.0
        return 1.0 + 0.35 * math.sin(self._phase + self._count / _WAVE_SECONDS * math.tau)

    def _cpu(self, now_ns: int) -> dict[str, JsonValue]:
        if not self._container.is_running:
            return _no_cpu()
        busy = 0.0 if not self._container.unpaused.is_set() else self._load * self._wave()
        self._cpu_ns += int(busy * _SECOND_NS)
        uptime_seconds = max((now_ns - self._container.started_at_ns) // _SECOND_NS, 0)
        total = self._cpu_ns + int(self._load * uptime_seconds * _SECOND_NS)
        return {
            "cpu_usage": {
                "total_usage": self._cpu_ns + int(self._load * 30 * _SECOND_NS),
                "percpu_usage": [total // PROCESSORS] * PROCESSORS,
                "usage_in_kernelmode": self._cpu_ns // 4,
                "usage_in_usermode": self._cpu_ns * 3 // 4,
            },
            "system_cpu_usage": (1_000_000 + self._count) * PROCESSORS * _SECOND_NS,
            "online_cpus": PROCESSORS,
            "throttling_data": {"periods": 0, "throttled_periods": 0, "throttled_time": 0},
        }

    def _memory_stats(self) -> dict[str, JsonValue]:
        if not self._container.is_running:
            return {}
        limit = self._container.memory_limit_bytes or MEMORY_BYTES
        usage = min(int(self._memory * (0.9 + 0.1 * self._wave())), limit * 9 // 10)
        return {
            "usage": usage,
            "max_usage": int(usage * 1.1),
            "stats": {"cache": _MEGABYTE, "inactive_file": _MEGABYTE, "total_inactive_file": _MEGABYTE},
            "limit": limit,
        }

    def _disk(self) -> dict[str, JsonValue]:
        entries: list[dict[str, JsonValue]] = []
        if self._container.is_running:
            for operation, size in (("read", self._memory // 4), ("write", 8192 * (1 + self._count // 10))):
                entries.append({"major": 8, "minor": 0, "op": operation, "value": size})
        unused: dict[str, JsonValue] = {name: [] for name in _UNUSED_DISK_COUNTERS}
        return {"io_service_bytes_recursive": entries, **unused}


def _no_cpu() -> dict[str, JsonValue]:
    return {
        "cpu_usage": {"total_usage": 0, "usage_in_kernelmode": 0, "usage_in_usermode": 0},
        "throttling_data": {"periods": 0, "throttled_periods": 0, "throttled_time": 0},
    }


def _traffic(count: int, load: float) -> dict[str, JsonValue]:
    received = 1_200 + int(count * load * 20_000)
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
