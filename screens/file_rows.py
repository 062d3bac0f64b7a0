"""The files of an image as the nodes of a tree, with their marks, rights, owners and sizes."""

from __future__ import annotations

from collections.abc import Sequence

from screens.widgets.spans import Label, Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.file_nodes import FileNode, Mark
from workbench.domain.file_trees import FileOrder, FileTree, name_of
from workbench.formatting import count, size

_STYLES = {Mark.ADDED: "good", Mark.CHANGED: "warn", Mark.REMOVED: "bad", Mark.UNCHANGED: ""}
_WORDS = {
    Mark.ADDED: "added by this layer",
    Mark.CHANGED: "changed by this layer",
    Mark.REMOVED: "removed by this layer",
    Mark.UNCHANGED: "left as it was by this layer",
}


def file_nodes(files: FileTree, folder: FileNode, order: FileOrder, above: str = "") -> Sequence[TreeNode]:
    """The nodes of a folder at a path that ends in a slash; those below are made when they are unfolded."""
    return [_node(files, each, order, above) for each in files.children(folder, order)]


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
    if entry.target:
        lines.append(f"{entry.kind.name.replace('_', ' ').lower()} → {entry.target}")
    return lines


def _node(files: FileTree, node: FileNode, order: FileOrder, above: str) -> TreeNode:
    key = above + name_of(node)
    children = (lambda: file_nodes(files, node, order, f"{key}/")) if node.children else None
    return TreeNode(key, lambda: _label(files, node), children, node, lambda: _trailing(files, node))


def _label(files: FileTree, node: FileNode) -> Label:
    entry = files.entry(node)
    style = _STYLES[node.mark]
    name = f"{name_of(node)}/" if node.is_folder else name_of(node)
    target = f" → {entry.target}" if entry is not None and entry.target else ""
    return (Span(f"{node.mark.value} ", style), Span(name, style), Span(target, "muted"))


def _trailing(files: FileTree, node: FileNode) -> Label:
    entry = files.entry(node)
    rights = f"{entry.permissions} {entry.owner:>9} " if entry is not None else ""
    return (Span(rights, "muted"), Span(f"{size(node.size_bytes):>7}"))
