"""What a proof reads out of files: paths that a user may write, sockets that listen, errors in a log."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address

from workbench.domain.archive.layer_files import FileKind
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileTree

_ENGINE_FOLDERS = frozenset({"proc", "sys", "dev"})
_LISTEN = "0A"
_DOCKER_RESOLVER = "127.0.0.11"
_ERROR = re.compile(
    r"^Traceback \(most recent call last\)|\b(?:ERROR|CRITICAL|FATAL|EMERG)\b|\[(?:error|crit|alert|emerg)\]"
    r"|^panic:|\blevel=(?:error|fatal)\b|\"level\":\s*\"(?:error|fatal)\"|^(?:\w+\.)*\w+(?:Error|Exception): "
)


def writable_paths(tree: FileTree, user_id: int, group_id: int) -> tuple[str, ...]:
    """The topmost paths that a user may write to; root may write to all of them."""
    if user_id == 0:
        return ("/",)
    return tuple(f"/{node.path}" for node in _writable(tree, tree.root, user_id, group_id))


def _writable(tree: FileTree, folder: FileNode, user_id: int, group_id: int) -> Iterator[FileNode]:
    for node in tree.children(folder):
        if folder is tree.root and node.path in _ENGINE_FOLDERS:
            continue
        entry = tree.entry(node)
        is_link = entry is not None and entry.kind is FileKind.SYMBOLIC_LINK
        if (
            entry is not None
            and not is_link
            and _may_write(entry.mode, entry.uid, entry.gid, user_id, group_id)
        ):
            yield node
        elif node.children:
            yield from _writable(tree, node, user_id, group_id)


def _may_write(mode: int, owner: int, group: int, user_id: int, group_id: int) -> bool:
    if owner == user_id:
        return bool(mode & 0o200)
    return bool(mode & (0o020 if group == group_id else 0o002))


def listening_sockets(table: Iterable[str]) -> tuple[str, ...]:
    """Addresses and ports that listen, by the lines of /proc/net/tcp and tcp6 (proc(5)).

    The engine's own name server, which stands in every container on a network, is left out.
    """
    found: dict[str, None] = {}
    for line in table:
        fields = line.split()
        if len(fields) > 3 and fields[3] == _LISTEN:
            address, _, port = fields[1].partition(":")
            shown = _address(address)
            if shown and shown != _DOCKER_RESOLVER:
                found[f"{shown}:{int(port, 16)}"] = None
    return tuple(found)


def _address(digits: str) -> str:
    """An address of the kernel's table: groups of four bytes, the last byte of each first."""
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        return ""
    turned = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    if len(turned) == 4:
        return str(IPv4Address(turned))
    return f"[{IPv6Address(turned)}]" if len(turned) == 16 else ""


def error_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines of a log that tell of an error."""
    return tuple(line for line in lines if _ERROR.search(line))
