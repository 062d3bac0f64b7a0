"""How two images differ, as the nodes of a tree: layers, files by folder, packages, configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.content import Content

from screens.widgets.spans import Label, PathSpan, Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.archive.layer_files import LayerFiles
from workbench.domain.file_nodes import Mark
from workbench.domain.image_diff import (
    FileDifference,
    FolderDifference,
    ImageDiff,
    PackageDifference,
    SettingDifference,
)
from workbench.domain.instructions import broken_lines, readable_instruction
from workbench.domain.text import clean, visible
from workbench.formatting import count, size
from workbench.services.compare_images import signed

_STYLES = {Mark.ADDED: "good", Mark.CHANGED: "warn", Mark.REMOVED: "bad", Mark.UNCHANGED: "muted"}


def compare_nodes(diff: ImageDiff) -> list[TreeNode]:
    """A node for each part in which they differ, and for the layers in any case."""
    nodes = [_layers(diff)]
    if diff.folders:
        counts = _counts(diff.file_count)
        delta = sum(each.delta_bytes for each in diff.folders)
        children = [_folder(each) for each in diff.folders]
        nodes.append(TreeNode("files", (Span("files  "), *counts), children, None, _delta(delta)))
    if diff.packages:
        nodes.append(_part("packages", "packages", [_package(each) for each in diff.packages]))
    if diff.settings or diff.before_system != diff.after_system:
        systems = SettingDifference("system", diff.before_system, diff.after_system)
        different = ([systems] if diff.before_system != diff.after_system else []) + list(diff.settings)
        nodes.append(_part("settings", "configuration", [_setting(each) for each in different]))
    return nodes


def compare_detail(data: object) -> Content:
    """What a node stands for, in full."""
    match data:
        case LayerFiles():
            lines = broken_lines(readable_instruction(data.created_by))
            return _lines(*lines, muted=f"{size(data.size_bytes)} · {data.diff_id[:19]}")
        case FileDifference():
            return _lines(
                visible(f"/{data.path}"),
                muted=f"before {size(data.before_bytes)}, after {size(data.after_bytes)}, "
                f"{signed(data.delta_bytes)}",
            )
        case FolderDifference():
            return _lines(f"/{data.folder}", muted=f"{count(len(data.files), 'file')} differ")
        case PackageDifference() | SettingDifference():
            return _lines(data.name, muted=f"before  {data.before or '–'}\nafter   {data.after or '–'}")
        case _:
            return _lines(muted="enter or space unfolds")


def _lines(*lines: str, muted: str) -> Content:
    facts = "\n".join(clean(line) for line in muted.splitlines())
    text = "\n".join(clean(line) for line in lines)
    return Content.assemble(Content(f"{text}\n" if text else ""), Content.styled(facts, "$text-muted"))


def _layers(diff: ImageDiff) -> TreeNode:
    shared, lost, gained = diff.shared_layers, diff.lost_layers, diff.gained_layers
    total = sum(each.size_bytes for each in shared)
    words = f"layers  {len(shared)} shared ({size(total)})  " if shared else "layers  none shared  "
    counts = {Mark.REMOVED: len(lost), Mark.ADDED: len(gained)}
    label = (Span(words), *(Span(f"{mark.value}{number} ", _STYLES[mark]) for mark, number in counts.items()))
    children = [
        *_layer_nodes("shared", Mark.UNCHANGED, shared),
        *_layer_nodes("lost", Mark.REMOVED, lost),
        *_layer_nodes("gained", Mark.ADDED, gained),
    ]
    return TreeNode("layers", label, children, None, _delta(diff.delta_bytes))


def _layer_nodes(key: str, mark: Mark, layers: Sequence[LayerFiles]) -> Iterator[TreeNode]:
    sign = "=" if mark is Mark.UNCHANGED else mark.value
    for index, each in enumerate(layers):
        text = " ".join(readable_instruction(each.created_by).split()) or each.diff_id[:19]
        label = (Span(f"{sign} ", _STYLES[mark]), Span(text, "muted" if mark is Mark.UNCHANGED else ""))
        yield TreeNode(f"layers/{key}/{index}", label, None, each, (Span(f"{size(each.size_bytes):>9}"),))


def _folder(folder: FolderDifference) -> TreeNode:
    key = f"files/{folder.folder}"
    label = (PathSpan(f"/{folder.folder}  "), *_counts(folder.count))
    return TreeNode(key, label, lambda: _files(key, folder), folder, _delta(folder.delta_bytes))


def _files(key: str, folder: FolderDifference) -> list[TreeNode]:
    return [
        TreeNode(
            f"{key}//{each.path}",
            (Span(f"{each.mark.value} {visible(each.path.rpartition('/')[2])}", _STYLES[each.mark]),),
            None,
            each,
            _delta(each.delta_bytes),
        )
        for each in folder.files
    ]


def _part(key: str, title: str, children: Sequence[TreeNode]) -> TreeNode:
    return TreeNode(key, (Span(f"{title}  "), Span(str(len(children)), "muted")), children)


def _package(package: PackageDifference) -> TreeNode:
    label = (*_change(package.before, package.after, package.name), Span(f"  {package.manager}", "muted"))
    return TreeNode(f"packages/{package.manager}/{package.name}", label, None, package)


def _setting(setting: SettingDifference) -> TreeNode:
    label = _change(setting.before, setting.after, setting.name)
    return TreeNode(f"settings/{setting.name}", label, None, setting)


def _change(before: str, after: str, name: str) -> tuple[Span, ...]:
    """What came, went or is another now."""
    mark = Mark.ADDED if not before else Mark.REMOVED if not after else Mark.CHANGED
    values = f"{before} → {after}" if before and after else before or after
    return (Span(f"{mark.value} {name}", _STYLES[mark]), Span(f"  {values}", ""))


def _counts(count_of: Callable[[Mark], int]) -> tuple[Span, ...]:
    """How many came, went and changed, each with its sign."""
    marks = (Mark.ADDED, Mark.REMOVED, Mark.CHANGED)
    found = [(mark, count_of(mark)) for mark in marks]
    return tuple(Span(f"{mark.value}{number} ", _STYLES[mark]) for mark, number in found if number)


def _delta(delta_bytes: int) -> Label:
    return (Span(f"{signed(delta_bytes):>9}"),)
