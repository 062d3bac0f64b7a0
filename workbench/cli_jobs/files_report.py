"""The files of an image's layers as the command line writes them."""

from collections.abc import Callable, Iterator, Sequence

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.errors import InvalidInput
from workbench.domain.file_nodes import FileNode, Mark
from workbench.domain.file_trees import FileTree, file_tree
from workbench.domain.instructions import readable_instruction
from workbench.domain.text import visible
from workbench.formatting import count, size
from workbench.plain_table import plain_table
from workbench.services.patient_expressions import patient_path_pattern

_WHAT = {Mark.ADDED: "added", Mark.CHANGED: "changed", Mark.REMOVED: "removed", Mark.UNCHANGED: "same"}


def layer_numbers(image: ImageFiles, wanted: int | None) -> range:
    """The layers to tell of, from 0 on: all, or the one that a person counted from 1."""
    if wanted is None:
        return range(len(image.layers))
    if not 1 <= wanted <= len(image.layers):
        raise InvalidInput(f"{image.name} has no layer {wanted}.", f"It has 1 to {len(image.layers)}.")
    return range(wanted - 1, wanted)


def path_filter(pattern: str | None) -> Callable[[str], bool]:
    """Whether a path matches a regular expression anywhere; raises InvalidInput for what is none."""
    return patient_path_pattern(pattern or "", is_regex=True).is_in


def files_lines(
    image: ImageFiles, layers: range, matches: Callable[[str], bool], *, whole: bool
) -> Iterator[str]:
    """Each layer's files as a table; with `whole` all up to and including it."""
    for index in layers:
        layer = image.layers[index]
        instruction = " ".join(readable_instruction(layer.created_by).split()) or layer.diff_id
        yield f"{index + 1}  {size(layer.size_bytes)}  {instruction}"
        if layer.problem:
            yield f"   ! {layer.problem}"
        tree = file_tree(image.layers, index, only_changes=not whole)
        nodes = list(_files(tree, matches, whole=whole))
        if nodes:
            titles = ("", "mode", "owner", "size", "path")
            rows = [_row(tree, node) for node in nodes]
            yield from (f"   {line}" for line in plain_table(titles, rows, right=frozenset({3})))
        yield f"   {_counted(nodes)}"
        yield ""


def files_document(
    image: ImageFiles, layers: range, matches: Callable[[str], bool], *, whole: bool
) -> list[dict[str, object]]:
    """Each layer's files for a program."""
    documents: list[dict[str, object]] = []
    for index in layers:
        layer = image.layers[index]
        tree = file_tree(image.layers, index, only_changes=not whole)
        documents.append(
            {
                "layer": index + 1,
                "diff_id": layer.diff_id,
                "size_bytes": layer.size_bytes,
                "problem": layer.problem or None,
                "files": [_document(tree, node) for node in _files(tree, matches, whole=whole)],
            }
        )
    return documents


def _files(tree: FileTree, matches: Callable[[str], bool], *, whole: bool) -> Iterator[FileNode]:
    """The nodes to be told; of what a layer did, without folders that are only on the way."""
    for node in tree.walk():
        is_on_the_way = not whole and node.mark is Mark.CHANGED and bool(node.children)
        if not is_on_the_way and matches(node.path):
            yield node


def _counted(nodes: Sequence[FileNode]) -> str:
    """How many files are there, and how many are there no more; folders are none."""
    marks = [node.mark for node in nodes if not node.is_folder]
    removed = marks.count(Mark.REMOVED)
    return count(len(marks) - removed, "file") + (f", {removed} removed" if removed else "")


def _row(tree: FileTree, node: FileNode) -> tuple[str, ...]:
    entry = tree.entry(node)
    path = visible(f"/{node.path}{'/' if node.is_folder else ''}")
    if entry is None:
        return node.mark.value, "", "", size(node.size_bytes), path
    target = f" {entry.leads_to}" if entry.leads_to else ""
    return node.mark.value, entry.permissions, entry.owner, size(node.size_bytes), path + visible(target)


def _document(tree: FileTree, node: FileNode) -> dict[str, object]:
    entry = tree.entry(node)
    return {
        "path": node.path,
        "what": _WHAT[node.mark],
        "kind": entry.kind.name.lower() if entry else "folder",
        "size_bytes": node.size_bytes,
        "mode": f"{entry.mode:04o}" if entry else None,
        "uid": entry.uid if entry else None,
        "gid": entry.gid if entry else None,
        "target": (entry.target or None) if entry else None,
    }
