"""Streams of JSON objects, one a line."""

import json

from workbench.domain.raw import Raw, raw_object


class JsonLines:
    """Puts lines together from blocks; a line that is no JSON object is passed over."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, block: bytes) -> list[Raw]:
        """The objects that this block completes."""
        found = map(_parse, self._lines(block))
        return [raw for raw in found if raw.fields]

    def feed_newest(self, block: bytes) -> list[Raw]:
        """The last of the objects that this block completes, if any; the others are not even read."""
        found = map(_parse, self._lines(block)[-1:])
        return [raw for raw in found if raw.fields]

    def _lines(self, block: bytes) -> list[bytes]:
        *lines, self._rest = (self._rest + block).split(b"\n")
        return [line for line in lines if line.strip()]


def _parse(line: bytes) -> Raw:
    try:
        return raw_object(json.loads(line))
    except ValueError:  # Also for bytes that are no UTF-8.
        return raw_object(None)
