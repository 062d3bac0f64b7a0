"""An image's configuration, as its own document in an archive tells it (OCI image-spec, config.md)."""

import json
from dataclasses import dataclass
from datetime import datetime

from workbench.domain.raw import Raw

_HEALTH_TIMES = (
    ("interval", "Interval"),
    ("timeout", "Timeout"),
    ("start-period", "StartPeriod"),
    ("start-interval", "StartInterval"),
)


@dataclass(frozen=True, slots=True)
class ConfigStep:
    """One entry of the history; an empty one changed no file."""

    created_by: str
    created_at: datetime | None
    is_empty: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """How containers of an image are run, and how it was made, oldest step first.

    The health check stands as a Dockerfile writes it, empty where there is none.
    """

    architecture: str = ""
    operating_system: str = ""
    created_at: datetime | None = None
    user: str = ""
    working_directory: str = ""
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    exposed_ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    stop_signal: str = ""
    health_check: str = ""
    diff_ids: tuple[str, ...] = ()
    history: tuple[ConfigStep, ...] = ()

    def layer_steps(self) -> tuple[ConfigStep | None, ...]:
        """The step that made each layer, lowest first; None for a layer that no step tells of."""
        steps = [step for step in self.history if not step.is_empty]
        count = len(self.diff_ids)
        return tuple(steps[index] if index < len(steps) else None for index in range(count))


def read_config(document: Raw) -> ImageConfig:
    """The configuration that a document tells."""
    config = document.child("config")
    return ImageConfig(
        architecture=document.text("architecture"),
        operating_system=document.text("os"),
        created_at=document.moment("created"),
        user=config.text("User"),
        working_directory=config.text("WorkingDir"),
        entrypoint=config.texts("Entrypoint"),
        command=config.texts("Cmd"),
        environment=tuple(_assignment(each) for each in config.texts("Env")),
        labels=config.pairs("Labels"),
        exposed_ports=config.keys("ExposedPorts"),
        volumes=config.keys("Volumes"),
        stop_signal=config.text("StopSignal"),
        health_check=_health_check(config.child("Healthcheck")),
        diff_ids=document.child("rootfs").texts("diff_ids"),
        history=tuple(
            ConfigStep(
                each.text("created_by"),
                each.moment("created"),
                each.flag("empty_layer"),
                each.text("comment"),
            )
            for each in document.children("history")
        ),
    )


def _health_check(check: Raw) -> str:
    match check.texts("Test"):
        case ("NONE", *_):
            return "NONE"
        case ("CMD-SHELL", command):
            test = command
        case ("CMD", *arguments):
            test = json.dumps(arguments, ensure_ascii=False)
        case _:
            return ""
    flags = [f"--{flag}={_time(value)}" for flag, key in _HEALTH_TIMES if (value := check.number(key))]
    flags += [f"--retries={retries}" for retries in (check.number("Retries"),) if retries]
    return " ".join((*flags, "CMD", test))


def _time(nanoseconds: int) -> str:
    milliseconds = nanoseconds // 1_000_000
    return f"{milliseconds}ms" if milliseconds % 1000 else f"{milliseconds // 1000}s"


def _assignment(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value
