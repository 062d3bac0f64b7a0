"""Finds the files of a tree by text or by regular expression, a hundred thousand within a frame."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, repeat
from operator import contains, is_not

from workbench.domain.errors import InvalidInput
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileTree
from workbench.domain.found_files import Preorder, found_root

_SLICE = 4096
"""Paths looked through at once: a slow expression lets other threads have their turn in between."""


@dataclass(frozen=True, slots=True)
class PathPattern:
    """What to look for in paths; one without a capital is looked for in paths made small."""

    words: str
    expression: re.Pattern[str] | None
    """None where the words are meant as they are."""
    ignores_case: bool

    def is_in(self, path: str) -> bool:
        """Whether a path has it somewhere."""
        return any(self.among([path.lower() if self.ignores_case else path]))

    def among(self, paths: list[str]) -> Iterator[bool]:
        """For each path whether it has it somewhere; paths are as small as they need to be."""
        if self.expression is None:
            return map(contains, paths, repeat(self.words))
        return map(is_not, map(self.expression.search, paths), repeat(None))


def path_pattern(text: str, *, is_regex: bool = False) -> PathPattern:
    """What a person asks for, in either case where it has no capital; InvalidInput for no expression."""
    try:
        expression = re.compile(text) if is_regex else None
    except (re.error, RecursionError, OverflowError) as error:
        raise InvalidInput(f"{text} is no regular expression: {error}.") from error
    return PathPattern(text, expression, text == text.lower())


class FileSearch:
    """The nodes of a tree in one list with their paths beside them, so that looking through them is quick."""

    def __init__(self, tree: FileTree) -> None:
        nodes, parents, paths = [tree.root], array("l", [-1]), [""]
        places = {id(tree.root): 0}
        for place, node in enumerate(tree.walk(), 1):
            parent = places[id(node.parent)]
            name = node.name.decode("utf-8", "surrogateescape")
            nodes.append(node)
            parents.append(parent)
            paths.append(f"{paths[parent]}/{name}" if parent else name)
            if node.children:
                places[id(node)] = place
        self._tree = tree
        self._order = Preorder(nodes, parents)
        self._paths = paths
        # Made small once: to ignore case while searching takes ten times as long.
        self._small_paths = [_small(path) for path in paths]

    def matches(self, pattern: PathPattern) -> Iterator[FileNode]:
        """The nodes whose path has the pattern somewhere, in the order of the tree."""
        return compress(self._order.nodes, self._found(pattern))

    def filtered(self, pattern: PathPattern) -> FileTree:
        """The matching files with the folders on the way to them, and sums of what matches."""
        return FileTree(found_root(self._order, self._found(pattern)), self._tree.layers)

    def _found(self, pattern: PathPattern) -> bytes:
        """For each node a 1 or a 0; the root has no path to be found by."""
        paths = self._small_paths if pattern.ignores_case else self._paths
        found = bytearray(1)
        for start in range(1, len(paths), _SLICE):
            found.extend(pattern.among(paths[start : start + _SLICE]))
        return bytes(found)


def _small(path: str) -> str:
    """A path in small letters; most are, and need not be kept twice."""
    small = path.lower()
    return path if small == path else small
