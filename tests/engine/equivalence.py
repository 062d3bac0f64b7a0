"""Comparing what a command of ours left on an engine with what its docker line left."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tests.tools.docker_cli import DockerCli
from workbench.domain.commands import Command

_ID = re.compile(r"\b(?:sha256:)?[0-9a-f]{64}\b|\b[0-9a-f]{12}\b")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_NEVER = "0001-01-01T00:00:00Z"
# Given out anew by the engine to each object, whoever asks for it; networks come from pools of several sizes.
_GIVEN_OUT = frozenset(
    "Gateway GlobalIPv6Address IPAddress IPPrefixLen LowerDir MacAddress MergedDir Pid SandboxKey Subnet "
    "UpperDir".split()
)
# The command line or the engine gives them in any order.
_IN_ANY_ORDER = frozenset({"Binds", "Env", "Mounts"})
Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Case:
    """A command, what stands before it, and what is looked at after it; `{name}` is the object's."""

    command: Callable[[str], Command]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    look: tuple[str, ...] = ("container inspect {name}",)


def prepare(docker: DockerCli, case: Case, name: str) -> None:
    """Bring about what stands before the command."""
    _lines(docker, case.before, name)


def left_behind(docker: DockerCli, case: Case, name: str) -> list[str]:
    """What stands after the command, line by line, without what differs between any two objects."""
    _lines(docker, case.after, name)
    told: list[str] = []
    for line in case.look:
        told += json.dumps(_look(docker, line, name), indent=1, sort_keys=True).split("\n")
    return told


def _lines(docker: DockerCli, lines: tuple[str, ...], name: str) -> None:
    for line in lines:
        docker(*line.format(name=name).split(" "), check=True)


def _look(docker: DockerCli, line: str, name: str) -> Json:
    done = docker(*line.format(name=name).split(" "))
    told: Json = json.loads(done.stdout) if done.returncode == 0 else "not there"
    return _plain(told, name)


def _plain(value: Json, name: str) -> Json:
    match value:
        case dict():
            return {_plain_text(key, name): _plain_entry(key, each, name) for key, each in value.items()}
        case list():
            return [_plain(each, name) for each in value]
        case str():
            return _plain_text(value, name)
        case _:
            return value


def _plain_entry(key: str, value: Json, name: str) -> Json:
    if key in _GIVEN_OUT:
        return bool(value)
    if key in _IN_ANY_ORDER and isinstance(value, list):
        value = sorted(value, key=str)
    # What is not there, and what is there and empty, are the same to an engine.
    return _plain(value, name) or None


def _plain_text(text: str, name: str) -> str:
    text = _TIME.sub(lambda match: match[0] if match[0] == _NEVER else "TIME", text)
    return _ID.sub("ID", text).replace(name, "NAME")
