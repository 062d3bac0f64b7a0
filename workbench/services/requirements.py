"""Tells from an app's requirements whether it needs Redis."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

_NAME_AND_EXTRAS = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?")
_WORD = re.compile(r"[a-z0-9]+")


def names_redis(folder: Path) -> tuple[str, tuple[str, ...]]:
    """The file whose requirements name Redis (empty for none), and what was odd about the files."""
    warnings: list[str] = []
    found: list[str] = []
    for name, read in (("requirements.txt", _lines), ("pyproject.toml", _project_requirements)):
        try:
            text = (folder / name).read_text(encoding="utf-8", errors="replace")
            if any(_is_redis(requirement) for requirement in read(text)):
                found.append(name)
        except FileNotFoundError:
            continue
        except (OSError, tomllib.TOMLDecodeError) as error:
            warnings.append(f"{name} cannot be read ({error}), so what it requires is not known.")
    return (found[0] if found else ""), tuple(warnings)


def _lines(text: str) -> Iterator[str]:
    yield from text.splitlines()


def _project_requirements(text: str) -> Iterator[str]:
    tables = tomllib.loads(text)
    match tables:
        case {"project": {"dependencies": [*listed]}}:
            yield from map(str, listed)
        case _:
            pass
    match tables:
        case {"tool": {"poetry": {"dependencies": {**named}}}}:
            yield from map(str, named)
        case _:
            pass


def _is_redis(requirement: str) -> bool:
    """Whether a requirement asks for Redis's client: redis, flask-redis, celery[redis], but not fakeredis."""
    found = _NAME_AND_EXTRAS.match(requirement)
    if found is None:
        return False
    named = _WORD.findall((found[1] + (found[2] or "")).lower())
    return "redis" in named or "aioredis" in named
