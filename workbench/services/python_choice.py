"""Which Python an app is packed with: what its folder asks for, and of that one that can follow its lock."""

import re
from collections.abc import Mapping
from pathlib import Path

from workbench.domain.recipes import KNOWN_PYTHONS, READS_TOML_SINCE, version_numbers
from workbench.services.folder_texts import beginning_of

_DEFAULT = "3.12"
_VERSION = re.compile(r"(3\.\d+)")
_FROM_PYTHON = re.compile(r"^FROM\s+(?:\S*/)?python:(3\.\d+)", re.M)
_CLAUSE = re.compile(r"(===?|!=|~=|>=|<=|>|<|\^|~|)\s*(\d+(?:\.\d+)*)(\.\*)?")
# Stands for the newest release of a version: a base image is always one of the last.
_NEWEST = 99


def chosen_python(folder: Path, project: Mapping[str, object]) -> tuple[str, str]:
    """The Python version, as 3.12, and what says so."""
    if pinned := _VERSION.search(beginning_of(folder / ".python-version")):
        return pinned[1], ".python-version"
    if wanted := _asked_for(project):
        allowed = [each for each in KNOWN_PYTHONS if allows(wanted, each)]
        newer = [each for each in allowed if version_numbers(each) >= version_numbers(READS_TOML_SINCE)]
        named = _VERSION.findall(wanted)
        if found := [*newer[:1], *allowed[-1:], *named[:1]]:
            return found[0], f"{wanted} in pyproject.toml"
    for path in sorted(folder.glob("Dockerfile*")):
        if base := _FROM_PYTHON.search(beginning_of(path)):
            return base[1], path.name
    return _DEFAULT, "nothing: this is the default"


def allows(wanted: str, version: str) -> bool:
    """Whether a Python version is what requirements as `>=3.9,<3.13` or `^3.9` ask for."""
    release = (*version_numbers(version), _NEWEST)
    return any(
        all(_meets(release, *clause.groups("")) for clause in _CLAUSE.finditer(alternative))
        for alternative in wanted.split("||")
    )


def _meets(release: tuple[int, ...], operator: str, text: str, wildcard: str) -> bool:
    bound = version_numbers(text)
    is_of_it = release[: min(len(bound), 2)] == bound[:2]
    match operator:
        case ">=":
            return release >= bound
        case ">":
            return release > bound
        case "<=":
            return release <= bound
        case "<":
            return release < bound
        case "^":
            return release >= bound and release[0] == bound[0]
        case "~=":
            return release >= bound and release[: len(bound) - 1] == bound[:-1]
        case "!=":
            # Of a version whose one release is not wanted, another can be had.
            return not (is_of_it and (wildcard or len(bound) < 3))
        case _:
            return is_of_it


def _asked_for(project: Mapping[str, object]) -> str:
    match project:
        case {"project": {"requires-python": str(wanted)}}:
            return wanted
        case {"tool": {"poetry": {"dependencies": {"python": str(wanted)}}}}:
            return wanted
        case _:
            return ""
