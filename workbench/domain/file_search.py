"""Finds the files of a tree by text or by regular expression, a hundred thousand within a frame."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.errors import InvalidInput
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileTree

_LINE_END = "\n"
_SHOWN_LINE_END = "\u2424"


@dataclass(frozen=True, slots=True)
class PathPattern:
    """What to look for in paths; one without a capital is looked for in paths made small."""

    expression: re.Pattern[str]
    ignores_case: bool

    def is_in(self, path: str) -> bool:
        """Whether a path has it somewhere."""
        return self.expression.search(_small(path) if self.ignores_case else path) is not None


def path_pattern(text: str, *, is_regex: bool = False) -> PathPattern:
    """What a person asks for, in either case where it has no capital; InvalidInput for no expression."""
    try:
        expression = re.compile(text if is_regex else re.escape(text), re.MULTILINE)
    except (re.error, RecursionError, OverflowError) as error:
        raise InvalidInput(f"{text} is no regular expression: {error}.") from error
    return PathPattern(expression, text == text.lower())


class FileSearch:
    """The paths of a tree in one text, each on a line of its own, so that looking through them is quick."""

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree
        self._nodes = list(tree.walk())
        self._starts = array("q")
        paths: list[str] = []
        folders: dict[int, str] = {id(tree.root): ""}
        start = 0
        for node in self._nodes:
            path = folders[id(node.parent)] + node.name.decode("utf-8", "surrogateescape")
            if node.children is not None:
                folders[id(node)] = f"{path}/"
            if _LINE_END in path:
                path = path.replace(_LINE_END, _SHOWN_LINE_END)
            paths.append(path)
            self._starts.append(start)
            start += len(path) + 1
        self._text = _LINE_END.join(paths)
        # Made small once: to ignore case while searching takes ten times as long.
        self._small_text = _LINE_END.join(map(_small, paths))

    def matches(self, pattern: PathPattern) -> Iterator[FileNode]:
        """The nodes whose path has the pattern somewhere, in the order of the tree."""
        text = self._small_text if pattern.ignores_case else self._text
        search, starts, position = pattern.expression.search, self._starts, 0
        while position <= len(text) and self._nodes and (found := search(text, position)):
            line = bisect_right(starts, found.start()) - 1
            end = starts[line + 1] - 1 if line + 1 < len(starts) else len(text)
            # A pattern may reach over the end of a line; what counts is whether it is in this one.
            if found.end() <= end or search(text, starts[line], end):
                yield self._nodes[line]
            position = end + 1

    def filtered(self, pattern: PathPattern) -> FileTree:
        """The matching files with the folders on the way to them, sizes and marks anew."""
        return self._tree.only(self.matches(pattern))


def _small(path: str) -> str:
    """A path in small letters where that keeps its length, as it does but for a few letters of the world."""
    small = path.lower()
    return small if len(small) == len(path) else path
