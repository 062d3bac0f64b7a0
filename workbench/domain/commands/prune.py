"""Commands that remove everything of one kind which nothing uses."""

from dataclasses import dataclass
from enum import Enum

from workbench.domain.commands.base import Command


class PruneKind(Enum):
    """What is pruned; the values are the words of the docker command line."""

    CONTAINERS = "container"
    IMAGES = "image"
    NETWORKS = "network"
    VOLUMES = "volume"
    BUILD_CACHE = "builder"


_LOST = {
    PruneKind.CONTAINERS: "all stopped containers, the files written in them and their logs",
    PruneKind.IMAGES: "all images without a tag that no container uses",
    PruneKind.NETWORKS: "all networks that no container uses",
    PruneKind.VOLUMES: "all data in anonymous volumes that no container uses",
    PruneKind.BUILD_CACHE: "the build cache: the next builds run every step again",
}


@dataclass(frozen=True, slots=True)
class Prune(Command):
    """Remove everything of a kind that nothing uses."""

    kind: PruneKind

    @property
    def argv(self) -> tuple[str, ...]:
        """`docker … prune -f`."""
        return ("docker", self.kind.value, "prune", "-f")

    @property
    def unsaid(self) -> str:
        """Engines differ in which volumes that line removes; the workbench keeps those with names on all."""
        is_said = self.kind is not PruneKind.VOLUMES
        return "" if is_said else "volumes with names are kept; by this line only since Docker 23"

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"prune {self.kind.name.lower().replace('_', ' ')}"

    @property
    def destroys(self) -> tuple[str, ...]:
        """Everything of the kind that nothing uses."""
        return (_LOST[self.kind],)
