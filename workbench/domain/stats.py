"""What a running container uses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContainerStats:
    """One sample; CPU is in percent of one core (200 means two whole cores)."""

    container_id: str
    cpu_percent: float
    cpu_count: int
    memory_bytes: int
    memory_limit_bytes: int
    network_received_bytes: int
    network_sent_bytes: int
    block_read_bytes: int
    block_written_bytes: int
    process_count: int

    @property
    def memory_share(self) -> float:
        """Memory in use as a share of its limit, 0 where there is none."""
        return self.memory_bytes / self.memory_limit_bytes if self.memory_limit_bytes else 0.0
