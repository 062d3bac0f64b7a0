"""Where the workbench keeps what it remembers between runs, and how it writes there."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")


class PassingState:
    """A folder for what this run remembers, which goes with it: for an engine that goes with it, too."""

    _folders: ClassVar[list[Path]] = []

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="workbench-state-")
        self._folders.append(Path(self._folder.name))

    @classmethod
    def current(cls) -> Path | None:
        """The folder of the one that was made last and not closed; None where there is none."""
        return cls._folders[-1] if cls._folders else None

    def close(self) -> None:
        """Forget all of it."""
        self._folders.remove(Path(self._folder.name))
        self._folder.cleanup()


def state_folder(environment: Mapping[str, str] | None = None, home: Path | None = None) -> Path:
    """The workbench's folder under XDG_STATE_HOME; that variable counts only when it is absolute."""
    if (passing := PassingState.current()) and environment is None and home is None:
        return passing
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
