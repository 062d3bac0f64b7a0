"""The numbered screens: their order, names, and how each is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.base import WorkbenchScreen
    from workbench.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class NumberedScreen:
    """One screen that a number key shows."""

    number: int
    noun: str
    title: str
    purpose: str


NUMBERED = (
    NumberedScreen(1, "containers", "Containers", "see, start, stop and inspect containers"),
    NumberedScreen(2, "images", "Images", "see images and the history of each"),
    NumberedScreen(3, "layers", "Layers", "read an image as a tree of layers; all images as one forest"),
    NumberedScreen(4, "variants", "Variants", "build several variants of an app and compare them"),
    NumberedScreen(5, "stack", "Stack", "start the app and what it needs on one network"),
    NumberedScreen(6, "logs", "Logs", "follow the logs of one or several containers"),
    NumberedScreen(7, "system", "System", "disk use, networks, volumes, events, engine facts"),
)


def make_screen(noun: str, workspace: Workspace) -> WorkbenchScreen:
    """Make a numbered screen; each module is imported when its screen is first shown, for a quick start."""
    match noun:
        case "containers":
            from screens.containers import ContainersScreen

            return ContainersScreen(workspace)
        case "images":
            from screens.images import ImagesScreen

            return ImagesScreen(workspace)
        case "layers":
            from screens.layers import LayersScreen

            return LayersScreen(workspace)
        case "variants":
            from screens.variants import VariantsScreen

            return VariantsScreen(workspace)
        case "stack":
            from screens.stack import StackScreen

            return StackScreen(workspace)
        case "logs":
            from screens.logs import LogsScreen

            return LogsScreen(workspace)
        case "system":
            from screens.system import SystemScreen

            return SystemScreen(workspace)
        case _:
            raise ValueError(f"no screen is named {noun!r}")
