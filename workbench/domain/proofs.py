"""What a proof of a variant is: started on a network of its own, asked over HTTP, looked into, stopped."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

STOP_SECONDS = 10
"""How long a variant may take to end by itself after SIGTERM; what `docker stop` waits."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a variant is asked and what it must answer; without a status every 2xx and 3xx is good."""

    path: str = "/"
    status: int | None = None
    text: str = ""
    timeout_seconds: float = 60.0


DEFAULT_PROBE = Probe()


class ProofStep(Enum):
    """How far a proof is."""

    WAITING = "waiting"
    PREPARING = "preparing"
    STARTING = "starting"
    ASKING = "asking"
    LOOKING = "looking inside"
    STOPPING = "stopping"
    CLEANING = "cleaning up"
    DONE = "done"


class ProofState(Enum):
    """What a proof came to."""

    PASSED = "proved"
    REMARKS = "proved, with remarks"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in one proof of one variant; None and empty where it was not measured.

    Without a port nothing was asked over HTTP: the variant had to end well, or to go on running.
    """

    variant: str
    tag: str
    image_id: str
    started_at: datetime
    seconds: float = 0.0
    path: str = ""
    port: int | None = None
    failure: str = ""
    reason: str = ""
    last_lines: tuple[str, ...] = ()
    status: int | None = None
    first_answer_seconds: float | None = None
    memory_bytes: int | None = None
    user_id: int | None = None
    writable_paths: tuple[str, ...] | None = None
    written_paths: tuple[str, ...] | None = None
    shells: tuple[str, ...] | None = None
    listens_on: tuple[str, ...] | None = None
    stop_seconds: float | None = None
    exit_code: int | None = None
    log_errors: tuple[str, ...] | None = None

    @property
    def ends_by_itself(self) -> bool | None:
        """Whether SIGTERM alone ended it; None where that was not tried."""
        if self.stop_seconds is None:
            return None
        return self.exit_code != 137 and self.stop_seconds < STOP_SECONDS

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is not well about a variant that answers."""
        found: list[str] = []
        if self.ends_by_itself is False:
            found.append("does not end on SIGTERM")
        if self.log_errors:
            found.append(f"{len(self.log_errors)} error line{'s' if len(self.log_errors) > 1 else ''}")
        return tuple(found)

    @property
    def state(self) -> ProofState:
        """What it came to."""
        if self.failure:
            return ProofState.FAILED
        return ProofState.REMARKS if self.remarks else ProofState.PASSED
