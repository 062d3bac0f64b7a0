"""Every change that the workbench can make to an engine, as values."""

from workbench.domain.commands.base import Command
from workbench.domain.commands.containers import (
    KillContainer,
    OpenShell,
    PauseContainer,
    RemoveContainer,
    RestartContainer,
    StartContainer,
    StopContainer,
    UnpauseContainer,
)
from workbench.domain.commands.images import BuildImage, PullImage, RemoveImage, TagImage
from workbench.domain.commands.networks import (
    ConnectNetwork,
    CreateNetwork,
    CreateVolume,
    DisconnectNetwork,
    RemoveNetwork,
    RemoveVolume,
)
from workbench.domain.commands.outcome import Outcome
from workbench.domain.commands.prune import Prune, PruneKind
from workbench.domain.commands.run import RunContainer, VolumeMount, port_argument

__all__ = [
    "BuildImage",
    "Command",
    "ConnectNetwork",
    "CreateNetwork",
    "CreateVolume",
    "DisconnectNetwork",
    "KillContainer",
    "OpenShell",
    "Outcome",
    "PauseContainer",
    "Prune",
    "PruneKind",
    "PullImage",
    "RemoveContainer",
    "RemoveImage",
    "RemoveNetwork",
    "RemoveVolume",
    "RestartContainer",
    "RunContainer",
    "StartContainer",
    "StopContainer",
    "TagImage",
    "UnpauseContainer",
    "VolumeMount",
    "port_argument",
]
