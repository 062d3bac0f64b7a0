"""The files of one layer: a table in columns, for a layer may hold a hundred thousand."""

from array import array
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from workbench.domain.archive.paths import inner_path, shown

_LARGEST = (1 << 63) - 1


class FileKind(Enum):
    """What an entry is; the values are those of tar, but for the two that stand for a removal."""

    FILE = ord("0")
    HARD_LINK = ord("1")
    SYMBOLIC_LINK = ord("2")
    CHARACTER_DEVICE = ord("3")
    BLOCK_DEVICE = ord("4")
    FOLDER = ord("5")
    FIFO = ord("6")
    REMOVED = ord("w")
    EMPTIED = ord("o")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One entry of a layer; a link's target is as written, a device's is its two numbers."""

    path: str
    kind: FileKind
    size_bytes: int
    mode: int
    uid: int
    gid: int
    modified_at: int
    target: str = ""

    @property
    def owner(self) -> str:
        """User and group in numbers, as the layer tells them."""
        return f"{self.uid}:{self.gid}"

    @property
    def leads_to(self) -> str:
        """Where a link leads, or which device it is: `→ main.py`; a hard link's path is from the root."""
        if self.kind is FileKind.HARD_LINK:
            return f"hard link to /{self.target.removeprefix('./').lstrip('/')}"
        return f"→ {self.target}" if self.target else ""

    @property
    def permissions(self) -> str:
        """Kind and mode as `ls -l` writes them."""
        letter = _LETTERS.get(self.kind, "-")
        signs = "".join("rwxrwxrwx"[bit] if self.mode >> (8 - bit) & 1 else "-" for bit in range(9))
        for bit, place, letters in ((0o4000, 2, "sS"), (0o2000, 5, "sS"), (0o1000, 8, "tT")):
            if self.mode & bit:
                signs = signs[:place] + letters[signs[place] == "-"] + signs[place + 1 :]
        return letter + signs


_LETTERS = {
    FileKind.FOLDER: "d",
    FileKind.SYMBOLIC_LINK: "l",
    FileKind.CHARACTER_DEVICE: "c",
    FileKind.BLOCK_DEVICE: "b",
    FileKind.FIFO: "p",
}


class FileTable:
    """The entries of a layer in the order of its tar, each known by its number."""

    __slots__ = (
        "content_sums",
        "gids",
        "kept",
        "kinds",
        "left_out",
        "modes",
        "mtimes",
        "paths",
        "sizes",
        "targets",
        "uids",
    )

    def __init__(self) -> None:
        self.paths: list[bytes] = []
        self.kinds = bytearray()
        self.sizes = array("q")
        self.modes = array("H")
        self.uids = array("q")
        self.gids = array("q")
        self.mtimes = array("q")
        self.content_sums = array("Q")
        self.targets: dict[int, bytes] = {}
        self.left_out = 0
        """How many entries lead out of the image, or have a name that no system takes."""
        self.kept: dict[int, bytes] = {}
        """The contents of the few files that tell what is installed."""

    def __len__(self) -> int:
        return len(self.paths)

    def add(
        self, path: bytes, kind: int, size_bytes: int, mode: int, uid: int, gid: int, modified_at: int
    ) -> int:
        """Put an entry at the end and give its number; what no column can hold is cut to what it can."""
        number = len(self.paths)
        self.paths.append(path)
        self.kinds.append(kind)
        self.sizes.append(size_bytes)
        self.modes.append(mode)
        self.uids.append(uid if 0 <= uid <= _LARGEST else -1)
        self.gids.append(gid if 0 <= gid <= _LARGEST else -1)
        self.mtimes.append(modified_at if abs(modified_at) <= _LARGEST else 0)
        self.content_sums.append(0)
        return number

    def entry(self, number: int) -> FileEntry:
        """One entry as a value."""
        return FileEntry(
            shown(self.paths[number]),
            FileKind(self.kinds[number]),
            self.sizes[number],
            self.modes[number],
            self.uids[number],
            self.gids[number],
            self.mtimes[number],
            shown(self.targets.get(number, b"")),
        )

    def first_name(self, number: int) -> bytes:
        """The path that a hard link leads to; empty where that is none inside the image."""
        return inner_path(self.targets.get(number, b"")) or b""

    @property
    def hard_links(self) -> list[int]:
        """The numbers of all hard links."""
        return [number for number in self.targets if self.kinds[number] == FileKind.HARD_LINK.value]

    @property
    def size_bytes(self) -> int:
        """The sum of all files."""
        return sum(self.sizes)


@dataclass(frozen=True, slots=True)
class LayerFiles:
    """One layer of an image with its files; `member` is its name in the archive.

    It is verified where all of it was summed up, and has the checksum that the image knows it by.
    """

    diff_id: str
    member: str
    files: FileTable
    created_by: str = ""
    created_at: datetime | None = None
    problem: str = ""
    is_verified: bool = False

    @property
    def size_bytes(self) -> int:
        """The sum of its files."""
        return self.files.size_bytes
