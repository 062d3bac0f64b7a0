"""The files of an image as the nodes of a tree, with their marks, rights, owners and sizes."""

from __future__ import annotations

from collections.abc import Sequence

from screens.widgets.spans import Span
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


def file_nodes(files: FileTree, folder: FileNode, order: FileOrder) -> Sequence[TreeNode]:
    """The nodes of a folder; those of the folders in it are made when they are unfolded."""
    return [_node(files, each, order) for each in files.children(folder, order)]


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


def _node(files: FileTree, node: FileNode, order: FileOrder) -> TreeNode:
    entry = files.entry(node)
    style = _STYLES[node.mark]
    name = f"{name_of(node)}/" if node.is_folder else name_of(node)
    target = f" → {entry.target}" if entry is not None and entry.target else ""
    label = (Span(f"{node.mark.value} ", style), Span(name, style), Span(target, "muted"))
    rights = f"{entry.permissions} {entry.owner:>9} " if entry is not None else ""
    trailing = (Span(rights, "muted"), Span(f"{size(node.size_bytes):>7}"))
    children = (lambda: file_nodes(files, node, order)) if node.is_folder and node.children else None
    return TreeNode(node.path, label, children, node, trailing)
