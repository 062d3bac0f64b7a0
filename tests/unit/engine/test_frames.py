"""Chunks and frames come apart the same wherever the blocks happen to be cut."""

import struct

import pytest

from workbench.engine.frames import Dechunker, FrameReader

PAYLOADS = (b"one\n", b"", b"two\r\n", b"\x00" * 300, "três\n".encode())


def chunked(payloads: tuple[bytes, ...]) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in payloads if each)
    return body + b"0\r\n\r\n"


def framed(payloads: tuple[bytes, ...]) -> bytes:
    return b"".join(struct.pack(">BxxxL", 1 + n % 2, len(each)) + each for n, each in enumerate(payloads))


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 64, 10_000])
def test_chunks_are_undone_wherever_blocks_are_cut(size: int) -> None:
    chunks = Dechunker()
    assert b"".join(chunks.feed(block) for block in cut(chunked(PAYLOADS), size)) == b"".join(PAYLOADS)
    assert chunks.has_ended


@pytest.mark.parametrize("size", [1, 50, 1_000, 100_000])
def test_a_payload_that_looks_like_a_head_is_no_head(size: int) -> None:
    payloads = (*(b"%d\r\n%x\r\n" % (number, number) for number in range(200)), b"x" * 5000, b"end")
    chunks = Dechunker()
    assert b"".join(chunks.feed(block) for block in cut(chunked(payloads), size)) == b"".join(payloads)
    assert chunks.has_ended


@pytest.mark.parametrize("size", [1, 50, 1_000, 100_000])
def test_many_small_chunks_are_undone_like_few_large_ones(size: int) -> None:
    payloads = tuple(b"%d\n" % number for number in range(1_000))
    chunks = Dechunker()
    assert b"".join(chunks.feed(block) for block in cut(chunked(payloads), size)) == b"".join(payloads)
    assert chunks.has_ended
    assert chunks.feed(b"5\r\nlater\r\n" * 2) == b""


def test_a_body_broken_off_has_not_ended() -> None:
    chunks = Dechunker()
    assert chunks.feed(chunked(PAYLOADS)[:-5]) == b"".join(PAYLOADS)
    assert not chunks.has_ended


def test_what_is_no_chunk_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Dechunker().feed(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 64, 10_000])
def test_frames_keep_streams_apart_wherever_blocks_are_cut(size: int) -> None:
    reader = FrameReader()
    frames = [frame for block in cut(framed(PAYLOADS), size) for frame in reader.feed(block)]
    assert frames == [(1 + n % 2, each) for n, each in enumerate(PAYLOADS)]
