"""The one family of errors that a user meets, each with what happened and what to do next.

WorkbenchError
├── InvalidInput            a path, option, name or file that the person gave cannot be used
│   ├── ComposeError        the app's compose file cannot be read
│   └── DockerfileError     a Dockerfile cannot be read
├── EngineUnavailable       no engine answered, or the one asked for did not
│   ├── PermissionRefused   the engine's socket is there, but this user may not use it
│   └── ApiTooOld           the engine speaks no API version that we speak
├── EngineGone              the engine answered before and no longer does
├── EngineRefused           the engine answered that it will not do it
│   ├── NotFound            no such container, image, network or volume
│   │   └── ImageMissing    an image (a base image, often) is not there and cannot be pulled
│   ├── NameTaken           another object has that name
│   ├── PortInUse           another program listens on the port to publish
│   ├── StillInUse          it cannot be removed while something uses it
│   ├── NoSpace             the engine's disk is full
│   └── WrongState          the object is not in a state that allows it (already stopped, paused, …)
├── BuildFailed             a step of a build failed
├── ArchiveError            an image archive cannot be read
├── NotReady                something started, and did not become ready in time
├── ReadOnly                the workbench was started with --read-only
└── Cancelled               the person stopped it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.engines import Attempt


class WorkbenchError(Exception):
    """What happened in the user's words, and what to do next."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        end = "" if not self.hint or self.message.endswith((".", "?", "!", ":", "…")) else "."
        return f"{self.message}{end} {self.hint}".strip()


class InvalidInput(WorkbenchError):
    """A path, option, name or file that the person gave cannot be used."""

    exit_code = 2


class ComposeError(InvalidInput):
    """The app's compose file cannot be read."""

    exit_code = 1


class DockerfileError(InvalidInput):
    """A Dockerfile cannot be read; carries the line (counted from 1) where one is to blame, else 0."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "", *, line: int = 0) -> None:
        super().__init__(message, hint)
        self.line = line


class EngineUnavailable(WorkbenchError):
    """No engine answered, or the one asked for did not; carries what came of each candidate."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "", attempts: tuple[Attempt, ...] = ()) -> None:
        super().__init__(message, hint)
        self.attempts = attempts


class PermissionRefused(EngineUnavailable):
    """The engine's socket is there, but this user may not use it."""


class ApiTooOld(EngineUnavailable):
    """The engine speaks no API version that we speak."""


class EngineGone(WorkbenchError):
    """The engine answered before and no longer does."""

    exit_code = 3


class EngineRefused(WorkbenchError):
    """The engine answered that it will not do it."""


class NotFound(EngineRefused):
    """No such container, image, network or volume."""


class ImageMissing(NotFound):
    """An image is not there and cannot be pulled."""


class NameTaken(EngineRefused):
    """Another object has that name."""


class PortInUse(EngineRefused):
    """Another program listens on the port to publish."""


class StillInUse(EngineRefused):
    """It cannot be removed while something uses it."""


class NoSpace(EngineRefused):
    """The engine's disk is full."""


class WrongState(EngineRefused):
    """The object is not in a state that allows it."""


class BuildFailed(WorkbenchError):
    """A step of a build failed."""


class ArchiveError(WorkbenchError):
    """An image archive cannot be read."""


class NotReady(WorkbenchError):
    """Something started, and did not become ready in time."""


class ReadOnly(WorkbenchError):
    """The workbench was started with --read-only and changes nothing."""


class Cancelled(WorkbenchError):
    """The person stopped it."""
