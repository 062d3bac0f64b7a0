"""What an engine holds that matters to a stack."""

from dataclasses import dataclass

from workbench.domain.containers import Container, ContainerDetail
from workbench.domain.images import Image
from workbench.domain.inventory import Inventory
from workbench.domain.networks import Network
from workbench.domain.stacks import Service, Stack
from workbench.services.stacks.labels import NUMBER, SERVICE, belongs

_DEFAULT_REGISTRY = ("docker.io/library/", "docker.io/", "localhost/")


@dataclass(frozen=True, slots=True)
class Observed:
    """One reading of the engine; details are there for the stack's own containers.

    The host is that of an engine on another machine, empty for one on this.
    """

    inventory: Inventory
    details: tuple[ContainerDetail, ...] = ()
    engine_host: str = ""

    def detail(self, container: Container) -> ContainerDetail | None:
        """A container in full, None where that was not read."""
        return next((each for each in self.details if each.container.id == container.id), None)

    def network(self, name: str) -> Network | None:
        """The network of that name, None where there is none."""
        return next((each for each in self.inventory.networks if each.name == name), None)

    def has_volume(self, name: str) -> bool:
        """Whether there is a volume of that name."""
        return any(each.name == name for each in self.inventory.volumes)

    def image_id(self, reference: str) -> str:
        """The id of the image that a reference names, empty where it is not there."""
        wanted = full_name(reference)
        for image in self.inventory.images:
            if wanted in _names(image) or reference in (image.id, image.short_id):
                return image.id
        return ""


def containers_of(stack: Stack, observed: Observed) -> tuple[Container, ...]:
    """All containers of a stack, made by the workbench or by Compose."""
    return tuple(each for each in observed.inventory.containers if belongs(each.labels, stack))


def container_of(stack: Stack, service: Service, observed: Observed) -> Container | None:
    """The first container of a service, None where it has none."""
    found = [each for each in containers_of(stack, observed) if each.label(SERVICE) == service.name]
    return min(found, key=lambda each: (each.label(NUMBER) or "", each.name), default=None)


def orphans_of(stack: Stack, observed: Observed) -> tuple[Container, ...]:
    """Containers of a stack that none of its services asks for."""
    asked_for = {container_of(stack, service, observed) for service in stack.services}
    return tuple(each for each in containers_of(stack, observed) if each not in asked_for)


def _names(image: Image) -> set[str]:
    return {full_name(name) for name in (*image.tags, *image.digests)}


def full_name(reference: str) -> str:
    """An image's name with its tag and without what engines add for the registry."""
    for prefix in _DEFAULT_REGISTRY:
        reference = reference.removeprefix(prefix)
    has_tag = "@" in reference or ":" in reference.rpartition("/")[2]
    return reference if has_tag else f"{reference}:latest"
