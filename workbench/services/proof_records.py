"""What the proofs of an app's variants came to, kept between runs in the user's state folder.

The file holds one JSON object a line, the last proof of each variant.
"""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TypeGuard

from workbench.domain.proofs import Proof
from workbench.services.json_lines import JsonLines
from workbench.services.state_folder import app_file

_READ_AT_MOST_BYTES = 2_000_000
_LONGEST_SECONDS = 10**9
_NEEDED = frozenset({"variant", "tag", "image_id", "started_at"})


class ProofRecords:
    """The proofs of one app folder; they help and never hinder: what goes wrong becomes a warning."""

    def __init__(self, app_folder: Path, state: Path | None = None) -> None:
        self.path = app_file("proofs", app_folder, state)
        self._file = JsonLines(self.path, "records of earlier proofs", _READ_AT_MOST_BYTES)

    @property
    def warning(self) -> str:
        """What went wrong with the file, empty where nothing did."""
        return self._file.warning

    def all(self) -> dict[str, Proof]:
        """The last proof of each variant, by its name; what cannot be used is left out, with a warning."""
        return {each.variant: each for each in self._file.read(read_proof)}

    def put(self, proof: Proof) -> None:
        """Keep a proof in place of the last one of its variant."""
        with self._file.changing:
            self._file.write(map(proof_document, {**self.all(), proof.variant: proof}.values()))


def proof_document(proof: Proof) -> dict[str, object]:
    """A proof as JSON holds it, with stable keys."""
    return {**asdict(proof), "started_at": proof.started_at.isoformat()}


def read_proof(value: object) -> Proof:
    """A proof out of JSON; raises ValueError for what is none."""
    entry = _Entry(value)
    started_at = datetime.fromisoformat(entry.text("started_at"))
    if started_at.tzinfo is None:
        raise ValueError("a time has no time zone")
    return Proof(
        variant=entry.text("variant"),
        tag=entry.text("tag"),
        image_id=entry.text("image_id"),
        started_at=started_at,
        seconds=entry.number("seconds") or 0.0,
        path=entry.text("path"),
        port=entry.whole("port"),
        failure=entry.text("failure"),
        reason=entry.text("reason"),
        last_lines=entry.texts("last_lines") or (),
        status=entry.whole("status"),
        first_answer_seconds=entry.number("first_answer_seconds"),
        memory_bytes=entry.whole("memory_bytes"),
        user_id=entry.whole("user_id"),
        writable_paths=entry.texts("writable_paths"),
        written_paths=entry.texts("written_paths"),
        shells=entry.texts("shells"),
        listens_on=entry.texts("listens_on"),
        stop_seconds=entry.number("stop_seconds"),
        exit_code=entry.whole("exit_code"),
        log_errors=entry.texts("log_errors"),
    )


class _Entry:
    """One JSON object, read by what each field must be; raises ValueError for what is not."""

    def __init__(self, value: object) -> None:
        if not _is_object(value) or not value.keys() >= _NEEDED:
            raise ValueError("an entry is not a record of a proof")
        self._fields = value

    def text(self, name: str) -> str:
        """A text, empty where it is missing."""
        match self._fields.get(name, ""):
            case str(text):
                return text
            case _:
                raise ValueError(f"{name} is no text")

    def number(self, name: str) -> float | None:
        """Seconds."""
        match self._fields.get(name):
            case None:
                return None
            case int() | float() as number if 0 <= number < _LONGEST_SECONDS:
                return float(number)
            case _:
                raise ValueError(f"{name} is no number of seconds")

    def whole(self, name: str) -> int | None:
        """A whole number."""
        match self._fields.get(name):
            case None:
                return None
            case int(number):
                return number
            case _:
                raise ValueError(f"{name} is no whole number")

    def texts(self, name: str) -> tuple[str, ...] | None:
        """A list of texts."""
        match self._fields.get(name):
            case None:
                return None
            case value if _is_list(value):
                return tuple(str(each) for each in value)
            case _:
                raise ValueError(f"{name} is no list")


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
