"""How a build fails once it is under way."""

from __future__ import annotations

from workbench.embedded.payload import JsonObject, JsonValue


class BuildFailure(Exception):
    """A step could not be done; the message is Docker's own, the code that of a failed command."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def as_json(self) -> JsonObject:
        """Give the failure as the last line of a build's output."""
        detail: dict[str, JsonValue] = {"code": self.code} if self.code else {}
        detail["message"] = self.message
        return {"errorDetail": detail, "error": self.message}
