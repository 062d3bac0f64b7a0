"""What a stack is: services on shared networks, the plan to bring it up, and how it stands."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from workbench.domain.commands import BuildImage, Command, VolumeMount
from workbench.domain.containers import Container, PortMapping
from workbench.domain.health import HealthCheck
from workbench.domain.proofs import DEFAULT_PROBE, Probe


class Condition(Enum):
    """What a service waits for in another before it starts; values of the Compose specification."""

    STARTED = "service_started"
    HEALTHY = "service_healthy"
    COMPLETED = "service_completed_successfully"


@dataclass(frozen=True, slots=True)
class Dependency:
    """One service that must be so far before another starts."""

    service: str
    condition: Condition = Condition.STARTED


@dataclass(frozen=True, slots=True)
class ServiceNetwork:
    """A stack network (by its key) that a service joins, with further names for it there."""

    key: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """One service: an image with its name, environment, ports and health."""

    name: str
    image: str = ""
    build: BuildImage | None = None
    container_name: str = ""
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    ports: tuple[PortMapping, ...] = ()
    networks: tuple[ServiceNetwork, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    health_check: HealthCheck | None = None
    restart_policy: str = ""
    mounts: tuple[VolumeMount, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    user: str = ""
    working_directory: str = ""


@dataclass(frozen=True, slots=True)
class StackNetwork:
    """A network of the stack: its key in the file and its real name."""

    key: str
    name: str
    driver: str = "bridge"
    internal: bool = False
    external: bool = False
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StackVolume:
    """A named volume of the stack: its key in the file and its real name."""

    key: str
    name: str
    external: bool = False
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stack:
    """Services on shared networks; what the file asks for and we do not carry out stands in `ignored`.

    Warnings are what else a person should know before anything starts.
    """

    name: str
    folder: Path
    source: str
    services: tuple[Service, ...]
    networks: tuple[StackNetwork, ...]
    volumes: tuple[StackVolume, ...] = ()
    app_service: str = ""
    probe: Probe = DEFAULT_PROBE
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def service(self, name: str) -> Service | None:
        """The service of that name, None where there is none."""
        return next((each for each in self.services if each.name == name), None)


@dataclass(frozen=True, slots=True)
class RunStep:
    """A step of a plan that changes the engine."""

    command: Command
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WaitUntilReady:
    """A step of a plan that waits until a service's container is so far."""

    service: str
    container: str
    condition: Condition
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class WaitForAnswer:
    """A step of a plan that waits until a service's container answers over HTTP.

    Where the engine chooses the port of the host, the URL has none: it is found by the container port.
    """

    service: str
    container: str
    url: str
    container_port: int | None = None
    timeout_seconds: float = 60.0


PlanStep = RunStep | WaitUntilReady | WaitForAnswer


class StepState(Enum):
    """How far a step of a plan is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of an up or a down, in order; none when everything already stands as asked.

    The recovery is what a person can do when a step fails.
    """

    title: str
    steps: tuple[PlanStep, ...]
    warnings: tuple[str, ...] = ()
    recovery: str = ""

    @property
    def destroys(self) -> tuple[str, ...]:
        """Everything that its commands destroy."""
        return tuple(
            lost for step in self.steps if isinstance(step, RunStep) for lost in step.command.destroys
        )


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How one service stands: its container if there is one, and how that differs from what is asked."""

    service: Service
    container: Container | None = None
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StackStatus:
    """How a stack stands on the engine; orphans are containers of it that no service asks for any more."""

    stack: Stack
    services: tuple[ServiceStatus, ...]
    networks_present: tuple[str, ...] = ()
    orphans: tuple[Container, ...] = ()

    @property
    def is_up(self) -> bool:
        """Whether every service runs."""
        return bool(self.services) and all(
            each.container is not None and each.container.is_running for each in self.services
        )
