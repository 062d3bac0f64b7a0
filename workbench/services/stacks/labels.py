"""The labels by which a stack's containers, networks and volumes are known again."""

from workbench import __version__
from workbench.domain.stacks import Stack

# Compose's own, so that its command line sees the project as one of its own.
PROJECT = "com.docker.compose.project"
SERVICE = "com.docker.compose.service"
WORKING_FOLDER = "com.docker.compose.project.working_dir"
ONE_OFF = "com.docker.compose.oneoff"
NUMBER = "com.docker.compose.container-number"
_CONFIG_FILES = "com.docker.compose.project.config_files"
_CONFIG_HASH = "com.docker.compose.config-hash"
_VERSION = "com.docker.compose.version"
_NETWORK = "com.docker.compose.network"
_VOLUME = "com.docker.compose.volume"

# Ours, by which what the workbench made is told from what Compose made.
STACK = "workbench.stack"
FOLDER = "workbench.folder"
HASH = "workbench.config-hash"
KEPT_VOLUMES = "workbench.kept-volumes"

Labels = tuple[tuple[str, str], ...]


def container_labels(stack: Stack, service_name: str, config_hash: str) -> Labels:
    """The labels of a service's container."""
    return (
        *_ours(stack),
        (HASH, config_hash),
        (PROJECT, stack.name),
        (SERVICE, service_name),
        (NUMBER, "1"),
        (ONE_OFF, "False"),
        (WORKING_FOLDER, str(stack.folder)),
        *(((_CONFIG_FILES, stack.source),) if stack.source.startswith("/") else ()),
        (_CONFIG_HASH, config_hash),
        (_VERSION, __version__),
    )


def network_labels(stack: Stack, key: str) -> Labels:
    """The labels of a network that the stack makes."""
    return (*_ours(stack), (PROJECT, stack.name), (_NETWORK, key), (_VERSION, __version__))


def volume_labels(stack: Stack, key: str) -> Labels:
    """The labels of a volume that the stack makes."""
    return (*_ours(stack), (PROJECT, stack.name), (_VOLUME, key), (_VERSION, __version__))


def is_ours(labels: Labels, stack: Stack) -> bool:
    """Whether the workbench made it for this stack: a stack of that name in another folder is another one."""
    # Searched, not made a mapping of: this is asked of every container that the engine holds.
    return (STACK, stack.name) in labels and (FOLDER, str(stack.folder)) in labels


def belongs(labels: Labels, stack: Stack) -> bool:
    """Whether a container is of this stack, made by the workbench or by Compose."""
    is_of_project = (PROJECT, stack.name) in labels and (WORKING_FOLDER, str(stack.folder)) in labels
    return is_of_project and dict(labels).get(ONE_OFF, "False").lower() != "true"


def _ours(stack: Stack) -> Labels:
    return ((STACK, stack.name), (FOLDER, str(stack.folder)))
