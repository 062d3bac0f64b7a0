"""A layer's tar in every dialect that is met, and what becomes of its whiteouts."""

import random
import struct
import tarfile
import zlib

import pytest

from tests.tools.image_tars import Item, folder, hard_link, layer, link, reading
from workbench.domain.archive.byte_source import ByteSource
from workbench.domain.archive.layer_files import FileEntry, FileKind, FileTable
from workbench.domain.archive.layer_scanner import Allowance, scan_layer
from workbench.domain.errors import ArchiveError

LONG = "/".join(f"{'long' * 10}{index}" for index in range(8)) + "/name.txt"


def scan(data: bytes, block_bytes: int = 1000) -> FileTable:
    table = FileTable()
    scan_layer(ByteSource(reading(data, block_bytes)), None, Allowance(), table)
    return table


def entries(data: bytes) -> list[FileEntry]:
    table = scan(data)
    return [table.entry(number) for number in range(len(table))]


def forged(name: bytes, size: bytes, kind: bytes = b"0", rest: bytes = b"") -> bytes:
    """A header put together by hand, for what no library writes; `rest` stands from byte 257 on."""
    block = bytearray(tarfile.TarInfo("x").tobuf(tarfile.GNU_FORMAT))
    block[:100] = name.ljust(100, b"\0")
    block[124:136] = size
    block[156:157] = kind
    block[257 : 257 + len(rest)] = rest
    block[148:156] = b" " * 8
    block[148:155] = b"%06o\0" % sum(block)
    return bytes(block)


@pytest.mark.parametrize("dialect", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_and_links_are_whole(dialect: int) -> None:
    first, second = entries(layer(Item(LONG, b"1234"), link("short", LONG), dialect=dialect))
    assert (first.path, first.size_bytes) == (LONG, 4)
    assert (second.kind, second.target) == (FileKind.SYMBOLIC_LINK, LONG)


def test_a_ustar_name_is_put_together_from_its_two_parts() -> None:
    name = f"{'folder/' * 17}{'n' * 90}"
    [found] = entries(layer(Item(name, b"x"), dialect=tarfile.USTAR_FORMAT))
    assert found.path == name


def test_names_that_are_no_utf8_and_extended_names_stay_distinct() -> None:
    found = entries(
        layer(
            Item("caf\udce9", b"x"),
            Item("caf\u00e9", b"y"),
            Item("\u65e5\u672c", b"z"),
            dialect=tarfile.GNU_FORMAT,
        )
    )
    assert [each.path for each in found] == ["caf\udce9", "caf\u00e9", "\u65e5\u672c"]


def test_every_kind_is_told() -> None:
    kinds = [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
    items = [folder("d"), Item("d/f", b"12", mode=0o4755), link("l", "d/f"), hard_link("h", "d/f")]
    found = entries(layer(*items, *(Item(f"dev{each!r}", type=each) for each in kinds)))
    assert [each.kind.name for each in found] == [
        "FOLDER",
        "FILE",
        "SYMBOLIC_LINK",
        "HARD_LINK",
        "CHARACTER_DEVICE",
        "BLOCK_DEVICE",
        "FIFO",
    ]
    assert [each.permissions for each in found[:3]] == ["drwxr-xr-x", "-rwsr-xr-x", "lrw-r--r--"]
    assert found[3].target == "d/f"
    assert found[4].target == "1,3"


def test_numbers_too_large_for_octal_are_read() -> None:
    """A file beyond 8 GiB and ids beyond two million are written in base 256, or in an extended header."""
    header = forged(b"huge", b"\x80" + (9 << 30).to_bytes(11, "big"))
    with pytest.raises(ArchiveError, match="breaks off"):
        scan(header)
    for dialect in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        [found] = entries(layer(Item("f", b"x", uid=3_000_000, gid=4_000_000_000), dialect=dialect))
        assert found.owner == "3000000:4000000000"


def test_a_gnu_sparse_file_has_its_real_size_and_its_parts_are_passed() -> None:
    def number(value: int) -> bytes:
        return b"%011o\0" % value

    parts = b"".join(number(at) + number(1) for at in (0, 1000, 2000, 3000))
    head = b"ustar  \0".ljust(386 - 257, b"\0") + parts + b"\1" + number(1_000_000)
    more = (b"".join(number(at) + number(1) for at in (4000, 5000))).ljust(512, b"\0")
    data = forged(b"sparse", number(6), b"S", head) + more + b"abcdef".ljust(512, b"\0")
    first, second = entries(data + layer(Item("after", b"x")))
    assert (first.path, first.kind, first.size_bytes) == ("sparse", FileKind.FILE, 1_000_000)
    assert second.path == "after"


def test_a_pax_sparse_file_has_its_real_name_and_size() -> None:
    pax = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "big",
        "GNU.sparse.realsize": "5000",
    }
    [found] = entries(layer(Item("GNUSparseFile.0/big", b"1\n0\n1\n".ljust(512, b"\0") + b"x", pax=pax)))
    assert (found.path, found.size_bytes) == ("big", 5000)


def test_file_type_bits_in_a_mode_are_left_out() -> None:
    """Docker 20.10 writes them there."""
    [found] = entries(layer(Item("f", b"", mode=0o100644)))
    assert found.mode == 0o644


def test_old_checksums_of_signed_bytes_are_right_too() -> None:
    block = bytearray(forged("caf\u00e9".encode(), b"%011o\0" % 0))
    block[148:156] = b" " * 8
    block[148:155] = b"%06o\0" % sum(struct.unpack("512b", block))
    assert entries(bytes(block))[0].path == "caf\u00e9"


def test_checksums_of_any_bytes_agree_with_tarfile() -> None:
    chance = random.Random(4)
    for _ in range(300):
        name = "".join(chr(chance.randrange(33, 0x17F)) for _ in range(chance.randrange(1, 60))).replace(
            "/", "_"
        )
        [found] = entries(layer(Item(f"a{name}", b"x"), dialect=tarfile.GNU_FORMAT))
        assert found.path == f"a{name}"


def test_contents_are_summed_across_blocks() -> None:
    content = bytes(range(256)) * 20
    for block_bytes in (1, 511, 512, 100_000):
        table = scan(layer(Item("f", content), Item("g", b"")), block_bytes)
        assert list(table.content_sums) == [zlib.crc32(content), 0]


def test_whiteouts_become_removals() -> None:
    found = entries(
        layer(
            Item("etc/.wh.motd"),
            Item("app/.wh..wh..opq"),
            Item(".wh..wh..opq"),
            Item(".wh..wh.plnk/1.2"),
            Item("a/.wh..wh.aufs"),
            Item("a/.wh.."),
            Item("a/.wh..."),
            Item("a/.wh."),
            Item("a/b.wh.c"),
        )
    )
    assert [(each.path, each.kind.name) for each in found] == [
        ("etc/motd", "REMOVED"),
        ("app", "EMPTIED"),
        ("", "EMPTIED"),
        (".wh..wh.plnk/1.2", "FILE"),
        ("a/b.wh.c", "FILE"),
    ]


def test_paths_are_cleaned_as_the_engine_cleans_them() -> None:
    names = ["./a", "/b", "c//d", "e/./f", "g/../h", "i/", "./"]
    assert [each.path for each in entries(layer(*(Item(name) for name in names)))] == [
        "a",
        "b",
        "c/d",
        "e/f",
        "h",
        "i",
    ]


def test_what_leads_out_of_the_image_is_left_out() -> None:
    names = ["../evil", "a/../../evil", "/../evil", "a\0b", "x" * 5000]
    good = Item("good", b"x")
    assert [each.path for each in entries(layer(*(Item(name) for name in names), good))][-1] == "good"
    assert len(entries(layer(*(Item(name) for name in names[:3]), good))) == 1


def test_global_settings_hold_for_all_that_follows() -> None:
    record = b"12 mtime=77\n"
    data = forged(b"g", b"%011o\0" % len(record), b"g") + record.ljust(512, b"\0")
    found = entries(data + layer(Item("a"), Item("b"), dialect=tarfile.GNU_FORMAT))
    assert [each.modified_at for each in found] == [77, 77]
