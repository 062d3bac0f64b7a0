"""Commands that change networks and volumes."""

from dataclasses import dataclass

from workbench.domain.commands.base import Command


def label_options(labels: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """`--label key=value` for each label."""
    return tuple(word for key, value in labels for word in ("--label", f"{key}={value}"))


@dataclass(frozen=True, slots=True)
class CreateNetwork(Command):
    """Create a network on which containers find one another by name."""

    name: str
    driver: str = "bridge"
    internal: bool = False
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker network create`."""
        driver = () if self.driver == "bridge" else ("--driver", self.driver)
        internal = ("--internal",) if self.internal else ()
        return ("docker", "network", "create", *driver, *internal, *label_options(self.labels), self.name)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"create network {self.name}"


@dataclass(frozen=True, slots=True)
class RemoveNetwork(Command):
    """Remove a network that nothing uses."""

    network: str

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker network rm`."""
        return ("docker", "network", "rm", self.network)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"remove network {self.network}"

    @property
    def destroys(self) -> tuple[str, ...]:
        """The network."""
        return (f"network {self.network}",)


@dataclass(frozen=True, slots=True)
class ConnectNetwork(Command):
    """Join a container to a network, under further names if given."""

    network: str
    container: str
    aliases: tuple[str, ...] = ()

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker network connect`."""
        aliases = (word for alias in self.aliases for word in ("--alias", alias))
        return ("docker", "network", "connect", *aliases, self.network, self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"connect {self.container} to {self.network}"


@dataclass(frozen=True, slots=True)
class DisconnectNetwork(Command):
    """Take a container off a network."""

    network: str
    container: str
    force: bool = False

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker network disconnect`."""
        force = ("-f",) if self.force else ()
        return ("docker", "network", "disconnect", *force, self.network, self.container)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"disconnect {self.container} from {self.network}"


@dataclass(frozen=True, slots=True)
class CreateVolume(Command):
    """Create a named volume."""

    name: str
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker volume create`."""
        return ("docker", "volume", "create", *label_options(self.labels), self.name)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"create volume {self.name}"


@dataclass(frozen=True, slots=True)
class RemoveVolume(Command):
    """Remove a volume that no container uses."""

    volume: str
    force: bool = False

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker volume rm`."""
        force = ("-f",) if self.force else ()
        return ("docker", "volume", "rm", *force, self.volume)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"remove volume {self.volume}"

    @property
    def destroys(self) -> tuple[str, ...]:
        """The volume's data."""
        return (f"all data in volume {self.volume}",)
