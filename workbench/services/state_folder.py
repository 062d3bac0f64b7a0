"""Where the workbench keeps what it remembers between runs, and how it writes there."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")


def state_folder(environment: Mapping[str, str] | None = None, home: Path | None = None) -> Path:
    """The workbench's folder under XDG_STATE_HOME; that variable counts only when it is absolute."""
    named = Path((os.environ if environment is None else environment).get("XDG_STATE_HOME", ""))
    base = named if named.is_absolute() else (home or Path.home()) / ".local" / "state"
    return base / "container-workbench"


def app_file(kind: str, app_folder: Path, state: Path | None = None) -> Path:
    """The file of one kind of records that belongs to an app's folder, wherever that folder lies."""
    folder = app_folder.resolve()
    digest = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    name = _NOT_PLAIN.sub("-", folder.name)[:40] or "app"
    return (state or state_folder()) / kind / f"{name}-{digest}.jsonl"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one, never half; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
