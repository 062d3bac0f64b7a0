"""The extended headers of PAX: `LENGTH KEY=VALUE` after one another (POSIX.1-2001, pax)."""

from typing import TypeAlias

from workbench.domain.errors import ArchiveError

Pax: TypeAlias = dict[bytes, bytes]

_OURS = frozenset(
    {
        b"path",
        b"linkpath",
        b"size",
        b"uid",
        b"gid",
        b"mtime",
        b"GNU.sparse.name",
        b"GNU.sparse.realsize",
        b"GNU.sparse.size",
    }
)


def read_pax(data: bytes) -> Pax:
    """The settings of one extended header; raises ArchiveError where a length does not fit."""
    found: Pax = {}
    start = 0
    while start < len(data):
        blank = data.find(b" ", start, start + 20)
        digits = data[start:blank] if blank > 0 else b""
        end = start + (int(digits) if digits.isdigit() else 0)
        if not start < end <= len(data) or data[end - 1 : end] != b"\n":
            if not data[start:].strip(b"\0"):
                break
            raise ArchiveError("An extended header of the tar is damaged.")
        key, _, value = data[blank + 1 : end - 1].partition(b"=")
        found[key] = value
        start = end
    return found


def own_settings(settings: Pax) -> Pax:
    """Those that change what an entry is to us."""
    return {key: value for key, value in settings.items() if key in _OURS}
