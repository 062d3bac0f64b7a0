"""Archives that are broken, or made to do harm: a clear sentence, what was read so far, bounded memory."""

import gzip
import tracemalloc
from collections.abc import Iterator

import pytest

from tests.tools.image_tars import Item, config_of, docker_save, layer, oci_layout, reading, tar_of
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.errors import ArchiveError, EngineGone

BASE = layer(*(Item(f"base/{number}", b"x" * 600) for number in range(20)))
APP = layer(*(Item(f"app/{number}", b"y" * 600) for number in range(20)))


def read(data: bytes) -> ImageFiles:
    [image] = images_of(scan_members(reading(data)))
    return image


def test_a_cut_archive_keeps_what_came_before_at_every_length() -> None:
    whole = docker_save(BASE, APP)
    most = 0
    for cut in range(0, len(whole) - 2048, 997):
        members = scan_members(reading(whole[:cut]))
        try:
            [image] = images_of(members)
        except ArchiveError:
            assert most == 0
            continue
        assert image.failure is not None or image.layers[0].diff_id
        assert image.file_count >= most
        most = max(most, image.file_count)
    assert most == 40


def test_a_cut_archive_says_so_and_that_the_order_is_unknown() -> None:
    image = read(docker_save(BASE, APP, cut=len(BASE) + len(APP)))
    assert "breaks off" in image.problems[0]
    assert "order" in image.problems[-1]


def test_a_connection_that_breaks_in_the_middle_leaves_what_was_read() -> None:
    blocks = reading(docker_save(BASE, APP, cut=len(BASE) + 4096))

    def read_then_break() -> bytes:
        if block := blocks():
            return block
        raise EngineGone("The engine went away.")

    [image] = images_of(scan_members(read_then_break))
    assert isinstance(image.failure, EngineGone)
    assert image.file_count >= 20


def test_a_damaged_layer_hides_nothing_behind_it() -> None:
    broken = bytearray(BASE)
    broken[1536 * 5 + 3] ^= 1  # in the middle, a header's checksum no longer fits
    image = read(docker_save(bytes(broken), APP))
    assert len(image.layers[0].files) < 20
    assert "damaged" in image.layers[0].problem
    assert len(image.layers[1].files) == 20


def test_a_layer_that_is_no_tar_is_told_and_the_others_are_read() -> None:
    image = read(docker_save(b"not a tar at all" * 100, APP))
    assert image.problems == ("Layer 1: It is no tar, or is not in the archive.",)
    assert len(image.layers[1].files) == 20


def test_a_damaged_gzip_layer_is_told_and_the_others_are_read() -> None:
    def pack(data: bytes) -> bytes:
        packed = bytearray(gzip.compress(data))
        if data == BASE:
            packed[len(packed) // 2] ^= 0xFF
        return bytes(packed)

    image = read(oci_layout(BASE, APP, pack=pack))
    assert image.layers[0].problem
    assert len(image.layers[1].files) == 20


def test_a_gzip_layer_that_ends_too_early_is_told() -> None:
    image = read(oci_layout(BASE, pack=lambda data: gzip.compress(data)[:-30]))
    assert "breaks off" in image.layers[0].problem


@pytest.mark.parametrize("size", [b"77777777777\0", b"\x80" + b"\x7f" * 11, b"\xff" * 12])
def test_an_impossible_size_is_refused(size: bytes) -> None:
    data = bytearray(layer(Item("f", b"x")))
    data[124:136] = size
    data[148:156] = b" " * 8
    data[148:155] = b"%06o\0" % sum(data[:512])
    assert read(docker_save(bytes(data), APP)).layers[0].problem


def test_a_bomb_of_entries_ends_at_the_bound_and_keeps_the_memory() -> None:
    """The archive is never held: it is made while it is read."""
    [entry] = [layer(Item("a/file"))[:512]]
    count = 100_000
    outer = bytearray(layer(Item("a/layer.tar", b""))[:512])
    outer[124:136] = b"%011o\0" % (512 * count)
    outer[148:156] = b" " * 8
    outer[148:155] = b"%06o\0" % sum(outer)

    def blocks() -> Iterator[bytes]:
        yield bytes(outer)
        for _ in range(count // 1000):
            yield entry * 1000

    source = blocks()
    tracemalloc.start()
    members = scan_members(lambda: next(source, b""), most_entries=3_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert members.failure is not None
    assert "more files" in members.failure.message
    assert peak < 10_000_000
    [image] = images_of(members)
    assert image.file_count == 3_000


def test_a_layer_that_swells_is_never_held() -> None:
    bomb = gzip.compress(layer(Item("zeros", bytes(30_000_000))))
    packed = oci_layout(b"unused", pack=lambda _data: bomb)
    tracemalloc.start()
    image = read(packed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert image.size_bytes == 30_000_000
    assert peak < 6_000_000


def test_names_of_a_megabyte_are_refused() -> None:
    image = read(docker_save(layer(Item("x" * 3_000_000, b"x")), APP))
    assert "attributes" in image.layers[0].problem
    assert len(image.layers[1].files) == 20


def test_links_in_a_ring_and_out_of_the_archive_end() -> None:
    """A member may stand for another by a link: never endlessly, never for a file of this machine."""
    data = tar_of(
        [("manifest.json", b'[{"Config":"a.json","Layers":["b/layer.tar"]}]')],
        [("a.json", "b.json"), ("b.json", "a.json"), ("c.json", "/../../etc/passwd")],
    )
    with pytest.raises(ArchiveError, match="does not hold it"):
        images_of(scan_members(reading(data)))


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_layer_with_another_checksum_is_told_when_checksums_are_made(is_packed: bool) -> None:
    good, other = layer(Item("a", b"1")), layer(Item("b", b"2"))
    config = config_of((good, good))
    data = oci_layout(good, other, config=config) if is_packed else docker_save(good, other, config=config)
    [image] = images_of(scan_members(reading(data), sums_layers=True))
    assert [bool(each.problem) for each in image.layers] == [False, True]
    assert "checksum" in image.layers[1].problem
    assert image.layers[1].files.paths == [b"b"]
    [trusted] = images_of(scan_members(reading(data)))
    assert trusted.problems == ()
