"""Makes an app's lock file into an installation by pip: what the app asks for, held to what the lock pins."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
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
    "print(*(name + '[' + ','.join(each.get('extras', [])) + ']' "
    "+ (' ; ' + each['markers'] if 'markers' in each else '') for name, each in named.items() "
    "if name != 'python' and not each.get('optional')), sep=chr(10))\" > /tmp/requirements.txt"
)
_INSTALL = "pip install --no-cache-dir -r /tmp/requirements.txt"
_INSTALL_PINNED = f"{_INSTALL} -c /tmp/constraints.txt"
# uv itself is put aside and thrown away: in a virtual environment it would be carried over with the packages.
_BY_UV = _THEN.join(
    (
        "pip install --no-cache-dir --target /tmp/uv 'uv<1'",
        "/tmp/uv/bin/uv export --frozen --no-dev --no-emit-project{indexes} -o /tmp/requirements.txt",
        "rm -rf /tmp/uv",
        _INSTALL,
    )
)

# By its name alone pip would look for it at the usual index, where a stranger's may be.
_BY_HAND = "is not to be had by its name: install it, and what else is needed, by a RUN of your own"


@dataclass(frozen=True, slots=True)
class ProjectInstall:
    """How what a project asks for is installed, the files read for it, what is left aside and why."""

    files: tuple[str, ...] = ()
    command: str = ""
    left_aside: tuple[str, ...] = ()


def project_install(folder: Path, project: Mapping[str, object]) -> ProjectInstall:
    """The installation of a project: exactly what its lock pins where there is one that can be followed."""
    wanted, own_index = _wanted(project), next(_own_indexes(project), "")
    left_aside: list[str] = []
    for lock in READ_LOCKS if wanted else ():
        if not (folder / lock).is_file():
            continue
        packages, problem = _read_lock(folder / lock)
        problem = problem or _problem(packages) or (own_index and f"its packages may come from {own_index}")
        if problem and lock == "uv.lock":
            return _left_to_uv(packages, names_index=bool(own_index))
        if not problem:
            command = _THEN.join((_PINS.replace("{lock}", lock), wanted, _INSTALL_PINNED))
            return ProjectInstall(("pyproject.toml", lock), command, tuple(left_aside))
        left_aside.append(f"{lock} is not followed: {problem}")
    return _unlocked(project, wanted, left_aside)


def _left_to_uv(packages: Sequence[Mapping[str, object]], *, names_index: bool) -> ProjectInstall:
    """The installation by what uv itself reads from its lock, for what pip cannot be held to."""
    if local := next((name for name, source in _sources(packages) if _is_local(source)), ""):
        return ProjectInstall(left_aside=(f"uv.lock is not followed: {local} {_BY_HAND}",))
    indexes = {str(source["registry"]) for _, source in _sources(packages) if "registry" in source}
    emits = " --emit-index-url" if names_index or len(indexes) > 1 else ""
    command = _BY_UV.replace("{indexes}", emits)
    named = ", ".join(name for name, source in _sources(packages) if "git" in source)
    told = (f"{named}: fetched by git, which only full base images have",) if named else ()
    return ProjectInstall(("pyproject.toml", "uv.lock"), command, told)


def _unlocked(project: Mapping[str, object], wanted: str, left_aside: Sequence[str]) -> ProjectInstall:
    """The installation of what a project asks for, in the versions of the day."""
    if other := next(_names_from_elsewhere(project), ""):
        return ProjectInstall(left_aside=(*left_aside, f"{other} {_BY_HAND}"))
    if wanted == _WANTED:
        return ProjectInstall(("pyproject.toml",), f"{_WANTED} && {_INSTALL}", tuple(left_aside))
    told = ("what [tool.poetry] asks for is installed only by its lock",) if wanted else ()
    return ProjectInstall(left_aside=(*left_aside, *told))


def _names_from_elsewhere(project: Mapping[str, object]) -> Iterator[str]:
    """The packages that a project says to be had from a folder, a repository or another index."""
    yield from _table(project, "tool", "uv", "sources")
    for name, asked in _table(project, "tool", "poetry", "dependencies").items():
        if _is_table(asked) and not {"path", "git", "url", "source"}.isdisjoint(asked):
            yield name
    yield from (f"what comes from {index}" for index in _own_indexes(project))


def _own_indexes(project: Mapping[str, object]) -> Iterator[str]:
    """The indexes beside or instead of the usual one that a project names."""
    for tool, key in (("uv", "index"), ("poetry", "source"), ("pdm", "source")):
        listed = _table(project, "tool", tool).get(key)
        for index in filter(_is_table, listed if _is_list(listed) else ()):
            name = str(index.get("name") or index.get("url"))
            if name.lower() != "pypi":
                yield name


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


def _read_lock(lock: Path) -> tuple[tuple[Mapping[str, object], ...], str]:
    """The packages that a lock pins, or why it cannot be read."""
    try:
        if lock.stat().st_size > _READ_AT_MOST_BYTES:
            return (), "it is too large"
        told = tomllib.loads(lock.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return (), f"it cannot be read ({error})"
    listed = told.get("package")
    return tuple(each for each in listed if _is_table(each)) if _is_list(listed) else (), ""


def _problem(packages: Sequence[Mapping[str, object]]) -> str:
    """Why pip could not be held to a lock; empty where it can."""
    seen: dict[str, object] = {}
    for package in packages:
        name, version = str(package.get("name", "")), package.get("version")
        # PDM names a package again for its extras.
        if seen.setdefault(name, version) != version:
            return f"it pins {name} to several versions"
        if {"git", "url", "path"}.intersection(package):
            return f"{name} does not come from the usual index"
    indexes: set[str] = set()
    for name, source in _sources(packages):
        match source:
            case {"editable": "."} | {"virtual": "."}:
                continue
            case {"registry": str(index)}:
                indexes.add(index)
            case _:
                return f"{name} does not come from the usual index"
    return "its packages come from several indexes" if len(indexes) > 1 else ""


def _sources(packages: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The names of packages with where the lock says that each comes from."""
    for package in packages:
        source = package.get("source")
        if _is_table(source):
            yield str(package.get("name", "")), source


def _is_local(source: Mapping[str, object]) -> bool:
    """Whether a package lies in a folder, as one of the same workspace does; not the project itself."""
    return any(source.get(kind, ".") != "." for kind in ("path", "directory", "editable", "virtual"))


def _table(value: object, *keys: str) -> Mapping[str, object]:
    """The table at the end of these keys, empty where there is none."""
    for key in keys:
        value = value.get(key) if _is_table(value) else None
    return value if _is_table(value) else {}


def _is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
