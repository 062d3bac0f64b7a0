"""Makes an app's lock file into an installation by pip: what the app asks for, held to what the lock pins."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

READ_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_OTHER_LOCKS = ("Pipfile.lock", "pylock.toml")
_READ_AT_MOST_BYTES = 8 * 1024 * 1024
_THEN = " && \\\n    "
_PINS = (
    'python -c "import tomllib; '
    "print(*(each['name'] + '==' + each['version'] for each in tomllib.load(open('{lock}', 'rb'))['package'] "
    "if 'version' in each), sep=chr(10))\" > /tmp/constraints.txt"
)
_WANTED = (
    'python -c "import tomllib; '
    "print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], "
    'sep=chr(10))" > /tmp/requirements.txt'
)
_WANTED_BY_POETRY = (
    'python -c "import tomllib; '
    "told = tomllib.load(open('pyproject.toml', 'rb'))['tool']['poetry']['dependencies']; "
    "named = {name: each if isinstance(each, dict) else {} for name, each in told.items()}; "
    "print(*(name + '[' + ','.join(each.get('extras', [])) + ']' for name, each in named.items() "
    "if name != 'python' and not each.get('optional')), sep=chr(10))\" > /tmp/requirements.txt"
)
_INSTALL = "pip install --no-cache-dir -r /tmp/requirements.txt"
_INSTALL_PINNED = f"{_INSTALL} -c /tmp/constraints.txt"
_BY_UV = (
    "pip install --no-cache-dir uv && uv export --frozen --no-dev --no-emit-project "
    f"-o /tmp/requirements.txt && {_INSTALL}"
)


@dataclass(frozen=True, slots=True)
class ProjectInstall:
    """How what a project asks for is installed, the files read for it, what is left aside and why."""

    files: tuple[str, ...] = ()
    command: str = ""
    left_aside: tuple[str, ...] = ()


def project_install(folder: Path, project: Mapping[str, object]) -> ProjectInstall:
    """The installation of a project: exactly what its lock pins where there is one that can be followed."""
    wanted = _wanted(project)
    left_aside: list[str] = []
    for lock in READ_LOCKS if wanted else ():
        if not (folder / lock).is_file():
            continue
        problem = _problem(folder / lock)
        if not problem:
            command = _THEN.join((_PINS.replace("{lock}", lock), wanted, _INSTALL_PINNED))
            return ProjectInstall(("pyproject.toml", lock), command, tuple(left_aside))
        if lock == "uv.lock":
            return ProjectInstall(("pyproject.toml", lock), _BY_UV)
        left_aside.append(f"{lock} is not followed: {problem}")
    command = f"{_WANTED} && {_INSTALL}" if wanted == _WANTED else ""
    if wanted and not command:
        left_aside.append("what [tool.poetry] asks for is installed only by its lock")
    return ProjectInstall(("pyproject.toml",) if command else (), command, tuple(left_aside))


def unread_locks(folder: Path, files: tuple[str, ...]) -> tuple[str, ...]:
    """The lock files that lie there and are none of the files that an installation reads."""
    return tuple(
        name for name in (*READ_LOCKS, *_OTHER_LOCKS) if (folder / name).is_file() and name not in files
    )


def _wanted(project: Mapping[str, object]) -> str:
    """The command that lists what a project asks for; empty where it does not say."""
    match project:
        case {"project": {"dependencies": list()}}:
            return _WANTED
        case {"tool": {"poetry": {"dependencies": dict()}}}:
            return _WANTED_BY_POETRY
        case _:
            return ""


def _problem(lock: Path) -> str:
    """Why pip could not be held to a lock; empty where it can."""
    try:
        if lock.stat().st_size > _READ_AT_MOST_BYTES:
            return "it is too large"
        told = tomllib.loads(lock.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return f"it cannot be read ({error})"
    seen: set[str] = set()
    for package in _packages(told.get("package")):
        name = str(package.get("name", ""))
        if name in seen:
            return f"it pins {name} to several versions"
        seen.add(name)
        if _comes_from_elsewhere(package):
            return f"{name} does not come from the usual index"
    return ""


def _packages(listed: object) -> Iterator[Mapping[str, object]]:
    if _is_list(listed):
        yield from (each for each in listed if _is_table(each))


def _comes_from_elsewhere(package: Mapping[str, object]) -> bool:
    """Whether pip would look for it in the wrong place; the project itself is not looked for at all."""
    if {"git", "url", "path"}.intersection(package):
        return True
    match package.get("source"):
        case {"editable": "."} | {"virtual": "."} | {"registry": str()} | None:
            return False
        case _:
            return True


def _is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
