"""What the API answers when it refuses, with Docker's own status codes.

ApiError
├── NotModified 304   ├── BadParameter 400   ├── Forbidden 403   ├── NotFound 404
├── Conflict 409      ├── ServerError 500    ├── NotSimulated 501   └── SimulatedFailure
"""

from __future__ import annotations

NO_BUILDKIT = "the embedded engine builds with the classic builder, not BuildKit: set DOCKER_BUILDKIT=0"


class ApiError(Exception):
    """A refusal: its status code and the sentence that the client shows."""

    status = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotModified(ApiError):
    """The thing is already as asked for."""

    status = 304


class BadParameter(ApiError):
    """The request itself is wrong."""

    status = 400


class Forbidden(ApiError):
    """The request is understood and never allowed."""

    status = 403


class NotFound(ApiError):
    """The thing asked for does not exist."""

    status = 404


class Conflict(ApiError):
    """The thing's state stands against the request."""

    status = 409


class ServerError(ApiError):
    """The engine could not do it."""

    status = 500


class SimulatedFailure(ApiError):
    """A refusal that somebody asked for, with a status of their choice."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class NotSimulated(ApiError):
    """A real engine can do it; this one does not pretend to."""

    status = 501


def no_such_container(reference: str) -> NotFound:
    """Say that a container does not exist."""
    return NotFound(f"No such container: {reference}")


def no_such_image(reference: str) -> NotFound:
    """Say that an image does not exist."""
    return NotFound(f"No such image: {reference}")
