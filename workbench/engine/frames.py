"""The two framings of a streamed answer: HTTP's chunks, and the engine's frames that keep streams apart."""

import re
import struct

_FRAME_HEADER = struct.Struct(">BxxxL")
_CHUNK_HEAD = re.compile(rb"\r\n([0-9a-fA-F]+)\r\n")
_SHORT_HEAD = re.compile(rb"[0-9a-fA-F]{1,3}\r\n")


class Dechunker:
    """Undoes HTTP's chunked transfer encoding block by block (RFC 9112, 7.1)."""

    def __init__(self) -> None:
        self.has_ended = False
        self._rest = b""
        self._owed_bytes = 0

    def feed(self, block: bytes) -> bytes:
        """The payload that this block completes; raises ValueError where the block is no chunk."""
        data = self._rest + block if self._rest else block
        self._rest = b""
        pieces: list[bytes] = []
        position = self._pay(data, pieces) if self._owed_bytes else 0
        if position < len(data) and not self.has_ended:
            position += _take_chunks(data[position:] if position else data, pieces)
        size = len(data)
        while position < size and not self.has_ended:
            head_end = data.find(b"\r\n", position)
            if head_end < 0:
                self._rest = data[position:]
                break
            length = int(data[position:head_end], 16)  # Engines send no chunk extensions.
            start = head_end + 2
            end = start + length
            pieces.append(data[start:end])
            position = end + 2
            self.has_ended = length == 0
        self._owed_bytes = max(0, position - size)
        return b"".join(pieces)

    def _pay(self, data: bytes, pieces: list[bytes]) -> int:
        """Take the rest of a chunk that began in an earlier block; its last two bytes are a line end."""
        position = self._owed_bytes
        pieces.append(data[: max(0, position - 2)])
        return position


def _take_chunks(data: bytes, pieces: list[bytes]) -> int:
    """Take all chunks but the last, and give their bytes; none where that cannot be done in one go.

    Cut where heads seem to stand, then proved by the lengths in them: of small chunks, twice as fast.
    Large ones are not searched through.
    """
    if not _SHORT_HEAD.match(data):
        return 0
    _, *others = _CHUNK_HEAD.split(b"\r\n" + data)
    heads, payloads = others[:-2:2], others[1:-2:2]
    lengths = {head: int(head, 16) for head in set(heads)}
    if 0 in lengths.values() or [lengths[head] for head in heads] != list(map(len, payloads)):
        return 0
    pieces += payloads
    return len(data) - sum(map(len, others[-2:])) - len(b"\r\n") if heads else 0


class FrameReader:
    """Splits the engine's multiplexed stream into frames: which stream, and what was written to it.

    The format is that of the Engine API's attach: one byte of stream, three of nothing, four of length.
    """

    def __init__(self) -> None:
        self.rest = b""
        """The beginning of a frame whose end has not come yet."""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """All frames that this data completes."""
        if self.rest:
            data = self.rest + data
        frames: list[tuple[int, bytes]] = []
        append = frames.append
        unpack = _FRAME_HEADER.unpack_from
        position, size = 0, len(data)
        while position + 8 <= size:
            stream, length = unpack(data, position)
            end = position + 8 + length
            if end > size:
                break
            append((stream, data[position + 8 : end]))
            position = end
        self.rest = data[position:]
        return frames
