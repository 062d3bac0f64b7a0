"""The command that creates and starts a container."""

from dataclasses import dataclass

from workbench.domain.commands.base import Command
from workbench.domain.containers import PortMapping
from workbench.domain.health import HealthCheck


@dataclass(frozen=True, slots=True)
class VolumeMount:
    """A named volume or an absolute host folder, seen by the container under the target."""

    source: str
    target: str
    read_only: bool = False

    @property
    def argument(self) -> str:
        """As the docker command line writes it."""
        return f"{self.source}:{self.target}{':ro' if self.read_only else ''}"


@dataclass(frozen=True, slots=True)
class RunContainer(Command):
    """Create a container and start it; an empty field means the image's own or the default."""

    image: str
    name: str = ""
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    network: str = ""
    network_aliases: tuple[str, ...] = ()
    ports: tuple[PortMapping, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    restart_policy: str = ""
    health_check: HealthCheck | None = None
    mounts: tuple[VolumeMount, ...] = ()
    user: str = ""
    working_directory: str = ""

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker run -d`; the words of an entrypoint after its first stand before the command."""
        words = ["docker", "run", "-d"]
        words += _option("--name", self.name) + _option("--network", self.network)
        for alias in self.network_aliases:
            words += ["--network-alias", alias]
        for key, value in self.environment:
            words += ["-e", f"{key}={value}"]
        for port in self.ports:
            words += ["-p", port_argument(port)]
        for mount in self.mounts:
            words += ["-v", mount.argument]
        for key, value in self.labels:
            words += ["--label", f"{key}={value}"]
        words += _option("--restart", self.restart_policy)
        words += self.health_check.run_options if self.health_check else ()
        words += _option("-u", self.user) + _option("-w", self.working_directory)
        words += _option("--entrypoint", self.entrypoint[0] if self.entrypoint else "")
        return (*words, self.image, *self.entrypoint[1:], *self.command)

    @property
    def unsaid(self) -> str:
        """The options of `docker run` write every health check for a shell."""
        is_without_shell = self.health_check is not None and self.health_check.test[:1] == ("CMD",)
        return "the health check runs without a shell" if is_without_shell else ""

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"run {self.name or 'a container'} from {self.image}"


def port_argument(port: PortMapping) -> str:
    """A port as `docker run -p` writes it; a missing host port lets the engine choose one."""
    host = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip
    published = "" if port.host_port is None else str(port.host_port)
    protocol = "" if port.protocol == "tcp" else f"/{port.protocol}"
    if host:
        return f"{host}:{published}:{port.container_port}{protocol}"
    return f"{published}:{port.container_port}{protocol}" if published else f"{port.container_port}{protocol}"


def _option(name: str, value: str) -> list[str]:
    return [name, value] if value else []
