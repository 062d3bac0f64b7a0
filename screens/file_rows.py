"""The files of an image as the nodes of a tree, with their marks, rights, owners and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screens.widgets.spans import Label, Span
from screens.widgets.tree_nodes import Children
from workbench.domain.archive.layer_files import FileKind
from workbench.domain.file_nodes import FileNode, Mark
from workbench.domain.file_trees import FileOrder, FileTree, name_of
from workbench.domain.text import visible
from workbench.formatting import count, size

_STYLES = {Mark.ADDED: "good", Mark.CHANGED: "warn", Mark.REMOVED: "bad", Mark.UNCHANGED: ""}
_WORDS = {
    Mark.ADDED: "added by this layer",
    Mark.CHANGED: "changed by this layer",
    Mark.REMOVED: "removed by this layer",
    Mark.UNCHANGED: "left as it was by this layer",
}


@dataclass(frozen=True, slots=True)
class _Listing:
    """How the files of a tree are listed."""

    files: FileTree
    order: FileOrder


class FileRow:
    """One file or folder of a tree; of a hundred thousand, few are ever drawn, so all but the key waits."""

    __slots__ = ("_listing", "data", "key")

    def __init__(self, listing: _Listing, key: str, node: FileNode) -> None:
        self._listing = listing
        self.key = key
        self.data = node

    @property
    def children(self) -> Children:
        """The rows of a folder, made when it is unfolded."""
        return self._rows if self.data.children else None

    @property
    def label(self) -> Label:
        """The mark, the name, and where a link leads."""
        node = self.data
        entry = self._listing.files.entry(node)
        style = _STYLES[node.mark]
        name = visible(name_of(node)) + ("/" if node.is_folder else "")
        target = f" {entry.leads_to}" if entry is not None and entry.leads_to else ""
        return (Span(f"{node.mark.value} ", style), Span(name, style), Span(visible(target), "muted"))

    @property
    def trailing(self) -> Label:
        """Rights, owner and size."""
        entry = self._listing.files.entry(self.data)
        rights = f"{entry.permissions} {entry.owner:>9} " if entry is not None else ""
        return (Span(rights, "muted"), Span(f"{size(self.data.size_bytes):>7}"))

    def _rows(self) -> list[FileRow]:
        return _rows(self._listing, self.data, f"{self.key}/")


def file_nodes(files: FileTree, order: FileOrder) -> Sequence[FileRow]:
    """The topmost files of a tree; those below are made when they are unfolded."""
    return _rows(_Listing(files, order), files.root, "")


def folders_to_unfold(files: FileTree, most: int) -> tuple[list[str], bool]:
    """The keys of folders, whole levels from the top, that show about so many; whether that is all."""
    keys: list[str] = []
    level = [("", node) for node in files.children(files.root)]
    seen = len(level)
    while level:
        inner = [(above + name_of(node), node) for above, node in level if node.children]
        seen += sum(len(node.children or ()) for _, node in inner)
        if seen > most and keys:
            return keys, False
        keys += [key for key, _ in inner]
        level = [(f"{key}/", child) for key, node in inner for child in (node.children or {}).values()]
    return keys, True


def file_facts(files: FileTree, node: FileNode) -> list[str]:
    """What is known of a file, in sentences, for the pane below the tree."""
    entry = files.entry(node)
    what = f"{count(node.file_count, 'file')}, " if node.is_folder else ""
    lines = [f"{what}{size(node.size_bytes)}, {_WORDS[node.mark]}"]
    if entry is None:
        lines.append("No layer tells of this folder; it is there because of what it holds.")
        return lines
    lines.append(f"{entry.permissions} ({entry.mode:04o}), owner {entry.owner}, from layer {node.layer + 1}")
    if entry.kind is FileKind.HARD_LINK:
        lines.append(entry.leads_to)
    elif entry.target:
        lines.append(f"{entry.kind.name.replace('_', ' ').lower()} {entry.leads_to}")
    return lines


def _rows(listing: _Listing, folder: FileNode, above: str) -> list[FileRow]:
    """The rows of a folder at a path that ends in a slash."""
    return [
        FileRow(listing, above + name_of(node), node)
        for node in listing.files.children(folder, listing.order)
    ]
