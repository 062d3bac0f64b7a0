"""Finds the files of a tree by text or by regular expression, a hundred thousand within a frame."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator

from workbench.domain.errors import InvalidInput
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileTree

_LINE_END = "\n"
_SHOWN_LINE_END = "\u2424"


def search_pattern(text: str, *, is_regex: bool = False) -> re.Pattern[str]:
    """What to look for in paths, in either case where it has no capital; InvalidInput for what is none."""
    flags = re.MULTILINE | (re.IGNORECASE if text == text.lower() else re.NOFLAG)
    try:
        return re.compile(text if is_regex else re.escape(text), flags)
    except (re.error, RecursionError, OverflowError) as error:
        raise InvalidInput(f"{text} is no regular expression: {error}.") from error


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

    def matches(self, pattern: re.Pattern[str]) -> Iterator[FileNode]:
        """The nodes whose path has the pattern somewhere, in the order of the tree."""
        text, starts, position = self._text, self._starts, 0
        while position <= len(text) and self._nodes and (found := pattern.search(text, position)):
            line = bisect_right(starts, found.start()) - 1
            end = starts[line + 1] - 1 if line + 1 < len(starts) else len(text)
            # A pattern may reach over the end of a line; what counts is whether it is in this one.
            if found.end() <= end or pattern.search(text, starts[line], end):
                yield self._nodes[line]
            position = end + 1

    def filtered(self, pattern: re.Pattern[str]) -> FileTree:
        """The matching files with the folders on the way to them, sizes and marks anew."""
        return self._tree.only(self.matches(pattern))
