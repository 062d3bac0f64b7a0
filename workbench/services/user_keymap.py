"""A person's own keys: a TOML file that gives bindings, by their ids, other keys."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from workbench.domain.errors import InvalidInput

# Whatever else TOML knows is no key, and is only named.
_Toml: TypeAlias = "str | int | float | bool | list[_Toml] | dict[str, _Toml]"


def keymap_file(environment: Mapping[str, str] | None = None, home: Path | None = None) -> Path:
    """Where it lies; XDG_CONFIG_HOME counts only when it is absolute."""
    named = Path((os.environ if environment is None else environment).get("XDG_CONFIG_HOME", ""))
    base = named if named.is_absolute() else (home or Path.home()) / ".config"
    return base / "container-workbench" / "keys.toml"


def read_keymap(path: Path) -> dict[str, str]:
    """Keys by the id of a binding, several separated by commas; nothing where there is no file.

    Raises InvalidInput for what is no TOML, or holds something else than texts.
    """
    if not path.exists():
        return {}
    import tomllib  # most have no such file, and all wait for the first frame

    try:
        read: dict[str, _Toml] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # what is no UTF-8 and what is no TOML are both a ValueError
        hint = "Mend or remove it; the usual keys work."
        raise InvalidInput(f"{path} cannot be used: {error}", hint) from error
    flat = dict(_flat(read))
    wrong = sorted(name for name, keys in flat.items() if not isinstance(keys, str) or not keys.strip())
    if wrong:
        raise InvalidInput(
            f"{path}: the keys of {', '.join(wrong)} are no text.",
            'Write for example "images.pull" = "ctrl+y".',
        )
    return {name: str(keys) for name, keys in flat.items()}


def write_keymap_template(path: Path, bindings: Mapping[str, tuple[str, str]]) -> None:
    """Write a file that changes nothing yet: each id as a comment, with its keys and what it does.

    Raises InvalidInput where there is one already, or where it cannot be written.
    """
    lines = ["# Take the sign off a line and write another key; a comma separates several.", ""]
    lines += [f'# "{name}" = "{keys}"  # {purpose}' for name, (keys, purpose) in bindings.items()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError as error:
        raise InvalidInput(f"{path} is there already.", "Change it as you like.") from error
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from error


def _flat(table: Mapping[str, _Toml], before: str = "") -> list[tuple[str, _Toml]]:
    """`images.pull = "…"` without quotes is a table within a table: both ways of writing mean the same."""
    found: list[tuple[str, _Toml]] = []
    for name, value in table.items():
        place = f"{before}{name}"
        found += _flat(value, f"{place}.") if isinstance(value, dict) else [(place, value)]
    return found
