"""A small file of JSON lines between runs: what goes wrong with it is a warning and never in the way."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from workbench.services.state_folder import write_whole

_Entry = TypeVar("_Entry")


class JsonLines:
    """One such file; `kept` says in the plural what its entries are, for the warnings."""

    changing = threading.RLock()
    """Held by who reads a file in order to write it anew: builds of several threads take turns."""

    def __init__(self, path: Path, kept: str, most_bytes: int) -> None:
        self.path = path
        self.warning = ""
        self._kept = kept
        self._most_bytes = most_bytes

    def read(self, make: Callable[[object], _Entry]) -> list[_Entry]:
        """Each line made into an entry, none where there is no file; `make` raises ValueError for no entry.

        A file with one line that is no entry counts as none, with a warning.
        """
        try:
            if self.path.stat().st_size > self._most_bytes:
                raise ValueError("it is far larger than this file ever grows")
            lines = self.path.read_text(encoding="utf-8").splitlines()
            return [make(json.loads(line)) for line in lines]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, RecursionError) as error:
            self.warning = f"The {self._kept} in {self.path} are left out: {error}."
            return []

    def write(self, entries: Iterable[Mapping[str, object]]) -> None:
        """Write the file anew, whole or not at all."""
        try:
            write_whole(self.path, "".join(f"{json.dumps(entry)}\n" for entry in entries))
        except OSError as error:
            cause = f"{self.path} cannot be written: {error.strerror}"
            self.warning = f"The {self._kept} are not remembered, {cause}."
