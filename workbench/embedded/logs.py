"""A container's output: kept record by record, followed, and framed for the wire."""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from workbench.embedded.clock import Clock, iso

_LONGEST_RECORD_BYTES = 16 * 1024
_KEPT_RECORDS = 200_000
_BATCH_RECORDS = 2_000


class Source(IntEnum):
    """The stream that a record came from, by Docker's number."""

    STDIN = 0
    STDOUT = 1
    STDERR = 2


@dataclass(frozen=True, slots=True)
class Record:
    """A line with its newline, or a piece of a line too long for one record."""

    at_ns: int
    source: Source
    data: bytes


def frame(source: Source, data: bytes) -> bytes:
    """Put the eight-byte header before data, as on a connection without a terminal."""
    return struct.pack(">BxxxL", source, len(data)) + data


class LogBuffer:
    """Keeps output; the oldest records go when there are too many."""

    def __init__(self, clock: Clock, *, has_tty: bool) -> None:
        self._clock = clock
        self._has_tty = has_tty
        self._records: deque[Record] = deque()
        self._first = 0
        self._pending: dict[Source, bytes] = {}
        self._piece_at_ns: dict[Source, int] = {}
        self._arrived = asyncio.Event()
        self._moved = asyncio.Event()
        self._readers: dict[int, int] = {}
        self.is_closed = False

    @property
    def end(self) -> int:
        """Give the number that the next record will have."""
        return self._first + len(self._records)

    def write(self, source: Source, data: bytes) -> None:
        """Take output as a process writes it; records end with lines."""
        if self._has_tty:
            data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        data = self._pending.pop(source, b"") + data
        lines = _split_lines(data)
        for line in lines:
            while len(line) > _LONGEST_RECORD_BYTES:
                self._append(source, line[:_LONGEST_RECORD_BYTES])
                line = line[_LONGEST_RECORD_BYTES:]
            if line.endswith(b"\n"):
                self._append(source, line)
            elif line:
                self._pending[source] = line

    def _append(self, source: Source, data: bytes) -> None:
        # The pieces of one long line share the moment of the first, which tells readers to join them.
        at_ns = self._piece_at_ns.pop(source, 0) or self._clock.now_ns()
        if not data.endswith(b"\n") and len(data) == _LONGEST_RECORD_BYTES:
            self._piece_at_ns[source] = at_ns
        self._records.append(Record(at_ns, source, data))
        if len(self._records) > _KEPT_RECORDS:
            self._records.popleft()
            self._first += 1
        self._arrived.set()

    def flush(self) -> None:
        """Keep what was written without a newline; a process has ended or asks for input."""
        for source, data in list(self._pending.items()):
            del self._pending[source]
            self._append(source, data)

    def open(self) -> None:
        """Say that more may come: the container runs."""
        self.is_closed = False

    def close(self) -> None:
        """Say that no more will come; those who follow are let go."""
        self.flush()
        self.is_closed = True
        self._arrived.set()

    def from_number(self, number: int) -> tuple[list[Record], int]:
        """Give a batch of records from a number on, and the number after them."""
        start = max(number - self._first, 0)
        batch = list(islice(self._records, start, start + _BATCH_RECORDS))
        return batch, self._first + start + len(batch)

    async def wait_beyond(self, number: int) -> bool:
        """Wait for records beyond a number; False when there will be none."""
        while self.end <= number:
            if self.is_closed:
                return False
            self._arrived.clear()
            await self._arrived.wait()
        return True

    async def room(self) -> None:
        """Wait while readers are so far behind that they would lose records."""
        while self._readers and self.end - min(self._readers.values()) > _KEPT_RECORDS // 2:
            self._moved.clear()
            await self._moved.wait()

    def follow(self, number: int) -> Reading:
        """Begin to read from a number on; who reads is waited for in a flood."""
        return Reading(self, number)

    def note_reader(self, reader: int, number: int | None) -> None:
        """Remember how far a reader is; None says that it has left."""
        if number is None:
            self._readers.pop(reader, None)
        else:
            self._readers[reader] = number
        self._moved.set()

    def tail_number(self, count: int) -> int:
        """Give the number at which the last lines begin."""
        remaining, number = count, self.end
        is_last = True
        for record in reversed(self._records):
            if record.data.endswith(b"\n") or is_last:
                remaining -= 1
            is_last = False
            if remaining < 0:
                break
            number -= 1
        return number


class Reading:
    """One reader's place in a buffer."""

    def __init__(self, buffer: LogBuffer, number: int) -> None:
        self._buffer = buffer
        self.number = number
        buffer.note_reader(id(self), number)

    def batch(self) -> list[Record]:
        """Give the next records; empty when there are none yet."""
        records, self.number = self._buffer.from_number(self.number)
        self._buffer.note_reader(id(self), self.number)
        return records

    async def more(self) -> bool:
        """Wait for records; False when there will be none."""
        return await self._buffer.wait_beyond(self.number)

    def leave(self) -> None:
        """Stop to read."""
        self._buffer.note_reader(id(self), None)


def _split_lines(data: bytes) -> list[bytes]:
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def rendered(record: Record, *, has_tty: bool, with_time: bool, with_details: bool = False) -> bytes:
    """Give a record as the client receives it; its details, of which there are none, end in a blank."""
    data = b" " + record.data if with_details else record.data
    data = f"{iso(record.at_ns)} ".encode() + data if with_time else data
    return data if has_tty else frame(record.source, data)
