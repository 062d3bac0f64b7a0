"""Commands that change a container which is already there."""

from dataclasses import dataclass

from workbench.domain.commands.base import Command


@dataclass(frozen=True, slots=True)
class StartContainer(Command):
    """Start a container that was created or has stopped."""

    container: str

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker start`."""
        return ("docker", "start", self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"start {self.container}"


@dataclass(frozen=True, slots=True)
class StopContainer(Command):
    """Ask a container's process to end, and end it after the time given."""

    container: str
    timeout_seconds: int | None = None

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker stop`."""
        timeout = () if self.timeout_seconds is None else ("-t", str(self.timeout_seconds))
        return ("docker", "stop", *timeout, self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"stop {self.container}"


@dataclass(frozen=True, slots=True)
class RestartContainer(Command):
    """Stop a container and start it again."""

    container: str
    timeout_seconds: int | None = None

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker restart`."""
        timeout = () if self.timeout_seconds is None else ("-t", str(self.timeout_seconds))
        return ("docker", "restart", *timeout, self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"restart {self.container}"


@dataclass(frozen=True, slots=True)
class PauseContainer(Command):
    """Freeze all processes of a container."""

    container: str

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker pause`."""
        return ("docker", "pause", self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"pause {self.container}"


@dataclass(frozen=True, slots=True)
class UnpauseContainer(Command):
    """Let a paused container go on."""

    container: str

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker unpause`."""
        return ("docker", "unpause", self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"unpause {self.container}"


@dataclass(frozen=True, slots=True)
class KillContainer(Command):
    """Send a signal to a container's main process."""

    container: str
    signal: str = "KILL"

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker kill`."""
        return ("docker", "kill", "-s", self.signal, self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"kill {self.container} with {self.signal}"

    @property
    def destroys(self) -> tuple[str, ...]:
        """What its process had not yet saved."""
        return (f"what the process of {self.container} has not saved yet",)


@dataclass(frozen=True, slots=True)
class RemoveContainer(Command):
    """Remove a container, running or not, and perhaps its anonymous volumes."""

    container: str
    force: bool = False
    with_volumes: bool = False

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker rm`."""
        force = ("-f",) if self.force else ()
        volumes = ("-v",) if self.with_volumes else ()
        return ("docker", "rm", *force, *volumes, self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"remove container {self.container}"

    @property
    def destroys(self) -> tuple[str, ...]:
        """The container, what was written in it, its log, and its anonymous volumes if asked for."""
        lost = [f"container {self.container}, the files written in it and its log"]
        if self.with_volumes:
            lost.append(f"the anonymous volumes of {self.container}")
        return tuple(lost)


@dataclass(frozen=True, slots=True)
class OpenShell(Command):
    """Open an interactive shell in a running container, in this terminal."""

    container: str
    shell: str

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker exec -it`."""
        return ("docker", "exec", "-it", self.container, self.shell)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"open {self.shell} in {self.container}"
