"""What the screen tests stand on: an embedded engine that answers at once, and the sample app."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from textual.css.model import RuleSet
from textual.css.parse import parse
from textual.css.tokenize import tokenize_values
from textual.css.tokenizer import Token
from textual.css.types import CSSLocation

from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.write_sample import write_sample

_TURNS = 20


@pytest.fixture(autouse=True)
def keys_without_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pilot go on when the app has had its turn, not when the whole process rests.

    Textual waits after each key until the process uses no CPU, a second at most. An engine lives in this one.
    """

    async def turns(min_sleep: float = 0, max_sleep: float = 0) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    for place in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{place}.wait_for_idle", turns)


@pytest.fixture(autouse=True)
def sheets_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all apps share what Textual reads out of a style sheet: it takes a fifth of a start."""
    monkeypatch.setattr("textual.css.stylesheet.tokenize_values", _kept_values)
    monkeypatch.setattr("textual.css.stylesheet.parse", _kept_rules)


@cache
def _values(variables: frozenset[tuple[str, str]]) -> dict[str, list[Token]]:
    return tokenize_values(dict(variables))


def _kept_values(variables: dict[str, str]) -> dict[str, list[Token]]:
    return _values(frozenset(variables.items()))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All that the rules of a style sheet depend on; the same variables are the same object."""

    scope: str
    css: str
    read_from: CSSLocation
    variables_id: int
    is_default: bool
    tie_breaker: int


_RULES: dict[_Sheet, tuple[RuleSet, ...]] = {}


def _kept_rules(
    scope: str,
    css: str,
    read_from: CSSLocation,
    *,
    variable_tokens: dict[str, list[Token]],
    is_default_rules: bool,
    tie_breaker: int,
) -> tuple[RuleSet, ...]:
    sheet = _Sheet(scope, css, read_from, id(variable_tokens), is_default_rules, tie_breaker)
    if sheet not in _RULES:
        rules = parse(
            scope,
            css,
            read_from,
            variable_tokens=variable_tokens,
            is_default_rules=is_default_rules,
            tie_breaker=tie_breaker,
        )
        _RULES[sheet] = tuple(rules)
    return _RULES[sheet]


@pytest.fixture
def embedded() -> Iterator[EmbeddedEngine]:
    """An engine of the test's own, with the lesson's base images."""
    with EmbeddedEngine(speed=0) as engine:
        yield engine


@pytest.fixture
def engine(embedded: EmbeddedEngine) -> Iterator[Engine]:
    """The door to it, for what a test sets up beforehand."""
    door = connect(host=embedded.url)
    yield door
    door.close()


@pytest.fixture
def app_folder(tmp_path: Path) -> Path:
    """A copy of the sample app."""
    folder = tmp_path / "giropops-senhas"
    write_sample(folder)
    return folder
