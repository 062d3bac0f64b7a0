"""What a script is made of: a tree of commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where a descriptor leads; the operator is `>`, `>>`, `<`, `>&` or `&>`."""

    descriptor: int
    operator: str
    target: str


@dataclass(frozen=True, slots=True)
class Simple:
    """A command with its words, as they stand in the script."""

    words: tuple[str, ...]
    assignments: tuple[tuple[str, str], ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands, each reading what the one before writes."""

    parts: tuple[Node, ...]
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """Pipelines joined by `&&` and `||`."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Chains one after another; True marks one that runs in the background."""

    items: tuple[tuple[Node, bool], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A block in parentheses or braces."""

    body: Node
    is_subshell: bool
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True)
class If:
    """Branches with their conditions, and what to do otherwise."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node | None


@dataclass(frozen=True, slots=True)
class Loop:
    """`while`, or `until` when it runs as long as the condition fails."""

    condition: Node
    body: Node
    is_until: bool


@dataclass(frozen=True, slots=True)
class For:
    """A body run for each of some words."""

    name: str
    words: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Case:
    """A word, and what to do for the first patterns that it fits."""

    word: str
    branches: tuple[tuple[tuple[str, ...], Node], ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A name for commands to be run later."""

    name: str
    body: Node


Node: TypeAlias = "Simple | Pipeline | Chain | Block | Group | If | Loop | For | Case | Function"
