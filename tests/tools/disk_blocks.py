"""What a layer takes on an ext4 disk: the containerd store counts that, and not the bytes of files."""

from collections import defaultdict

from workbench.domain.archive.layer_files import FileKind, FileTable

_BLOCK_BYTES = 4096
_LONGEST_INLINE_LINK_BYTES = 59
"""A symbolic link up to this stands in its inode, and takes no block."""


def disk_bytes(files: FileTable) -> tuple[int, int]:
    """The least and the most that the files take, unpacked; the same unless a folder outgrows one block."""
    least = most = 0
    names: defaultdict[bytes, set[bytes]] = defaultdict(set)
    names[b""] = set()
    for number, path in enumerate(files.paths):
        kind, size = FileKind(files.kinds[number]), files.sizes[number]
        if kind is FileKind.FILE or (kind is FileKind.SYMBOLIC_LINK and size > _LONGEST_INLINE_LINK_BYTES):
            least += _blocks(size)
        if kind is FileKind.FOLDER:
            names[path] |= set()
        while path:
            path, _, name = path.rpartition(b"/")
            names[path].add(name)
    most = least
    for inside in names.values():
        # An entry is eight bytes and its name, up to a multiple of four; split blocks are half full.
        entries = sum(8 + -(-len(name) // 4) * 4 for name in inside) + 36
        least += _BLOCK_BYTES
        most += _BLOCK_BYTES if entries <= _BLOCK_BYTES else 2 * _blocks(entries) + _BLOCK_BYTES
    return least, most


def _blocks(size_bytes: int) -> int:
    return -(-size_bytes // _BLOCK_BYTES) * _BLOCK_BYTES
