"""How an engine is asked to check a container's health."""

import shlex
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A check as the Engine API has it: the test starts with CMD, CMD-SHELL or NONE; None means the default.

    The docker command line only writes the CMD-SHELL form; a command with a CMD check says so in `unsaid`.
    """

    test: tuple[str, ...]
    interval_seconds: float | None = None
    timeout_seconds: float | None = None
    start_period_seconds: float | None = None
    retries: int | None = None

    @property
    def is_disabled(self) -> bool:
        """Whether it switches off the image's own check."""
        return self.test[:1] == ("NONE",)

    @property
    def command_line(self) -> str:
        """The test as one line for a shell."""
        match self.test:
            case ("CMD-SHELL", line):
                return line
            case ("CMD", *words):
                return shlex.join(words)
            case _:
                return ""

    @property
    def run_options(self) -> list[str]:
        """The options of `docker run` that ask for it."""
        if self.is_disabled:
            return ["--no-healthcheck"]
        options = ["--health-cmd", self.command_line] if self.command_line else []
        for name, seconds in (
            ("--health-interval", self.interval_seconds),
            ("--health-timeout", self.timeout_seconds),
            ("--health-start-period", self.start_period_seconds),
        ):
            if seconds is not None:
                options += [name, f"{round(seconds * 1000)}ms"]
        if self.retries is not None:
            options += ["--health-retries", str(self.retries)]
        return options
