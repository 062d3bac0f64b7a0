"""Finds the files of a tree by text or by regular expression, a hundred thousand within a frame or two.

Whoever waits meanwhile has a turn between blocks of a few paths.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress, repeat
from operator import contains, is_not

from workbench.domain.archive.paths import shown
from workbench.domain.errors import InvalidInput
from workbench.domain.expressions import Expression, LineMarker
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileTree
from workbench.domain.found_files import Preorder, found_root
from workbench.domain.marked_texts import FOUND, between, marks
from workbench.domain.name_search import NameSearch
from workbench.domain.path_expressions import NameExpression, read_expression

_BLOCK = 64
"""Paths looked through at once; other threads have their turn between blocks."""
_LONGEST_TEXT = 256 * _BLOCK
"""In longer ones paths are looked through one by one: others would wait too long for their turn."""
_END = "\n"


@dataclass(frozen=True, slots=True)
class PathPattern:
    """What to look for in paths; one without a capital is looked for in paths made small."""

    needed: str
    """A text without which there is no match: to look for it is far quicker."""
    expression: Expression | None
    """None where that text is all that is looked for."""
    ignores_case: bool
    in_names: NameExpression | None = None
    """How it is looked for in names alone; None where a match may go beyond one."""
    in_lines: LineMarker | None = None
    """How it is looked for in many paths at once; None where it must be in each alone."""

    def is_in(self, path: str) -> bool:
        """Whether a path has it somewhere."""
        return any(self.among([path.lower() if self.ignores_case else path]))

    def among(self, paths: list[str]) -> Iterator[bool]:
        """For each path whether it has it somewhere; paths are as small as they need to be."""
        if self.expression is None:
            return map(contains, paths, repeat(self.needed))
        needed, search = self.needed, self.expression.search
        if needed:
            return (needed in path and search(path) is not None for path in paths)
        return map(is_not, map(search, paths), repeat(None))


def path_pattern(text: str, *, is_regex: bool = False) -> PathPattern:
    """What a person asks for, in either case where it has no capital; InvalidInput for no expression."""
    ignores_case = text == text.lower()
    if not is_regex:
        return PathPattern(text, None, ignores_case)
    try:
        re.compile(text)
        quick = read_expression(text)
        return PathPattern(
            quick.needed,
            re.compile(quick.text) if quick.text else None,
            ignores_case,
            quick.in_names,
            re.compile(quick.in_lines) if quick.in_lines and not quick.is_held_in_lines else None,
        )
    except (re.error, RecursionError, OverflowError) as error:
        raise InvalidInput(f"{text} is no regular expression: {error}.") from error


def _go_on() -> None:
    """Nobody can end this search."""


class _Block:
    """Some paths, and all of them as one text: what is not in that is in none of them."""

    __slots__ = ("are_lines", "paths", "text")

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        self.text = between(paths, _END)
        self.are_lines = len(self.text) <= _LONGEST_TEXT and self.text.count(_END) == len(paths) + 1

    def found(self, pattern: PathPattern) -> Iterable[int]:
        """For each path a 1 or a 0."""
        if pattern.needed not in self.text:
            return bytes(len(self.paths))
        if pattern.in_lines is None or not self.are_lines:
            return pattern.among(self.paths)
        # Where few have what is needed it is quicker to look at each of those alone; two tell of all.
        if pattern.needed not in self.paths[0] or pattern.needed not in self.paths[-1]:
            return pattern.among(self.paths)
        try:
            marked, count = pattern.in_lines.subn(FOUND, self.text)
        except InvalidInput:  # What takes long in all of them may well be looked for in each.
            return pattern.among(self.paths)
        return marks(marked, _END) if count else bytes(len(self.paths))


class FileSearch:
    """The nodes of a tree in one list with their paths beside them, so that looking through them is quick."""

    def __init__(self, tree: FileTree) -> None:
        nodes, parents, paths = [tree.root], array("l", [-1]), [""]
        places = {id(tree.root): 0}
        for place, node in enumerate(tree.walk(), 1):
            parent = places[id(node.parent)]
            name = shown(node.name)
            nodes.append(node)
            parents.append(parent)
            paths.append(f"{paths[parent]}/{name}" if parent else name)
            if node.children:
                places[id(node)] = place
        self._tree = tree
        self._order = Preorder(nodes, parents)
        del paths[0]  # The root has no path to be found by.
        self._blocks = _blocks(paths)
        # Made small once: to ignore case while searching takes ten times as long.
        self._small_blocks = _blocks([_small(path) for path in paths])
        self._small_names: NameSearch | None = None
        self._written_names: NameSearch | None = None

    def matches(self, pattern: PathPattern) -> Iterator[FileNode]:
        """The nodes whose path has the pattern somewhere, in the order of the tree."""
        return compress(self._order.nodes, self._found(pattern, _go_on))

    def filtered(self, pattern: PathPattern, check: Callable[[], None] = _go_on) -> FileTree:
        """The matching files with the folders on the way to them, and sums of what matches.

        Meanwhile `check` is called now and then; what it raises ends the search.
        """
        return FileTree(found_root(self._order, self._found(pattern, check)), self._tree.layers)

    def _found(self, pattern: PathPattern, check: Callable[[], None]) -> bytes:
        """For each node a 1 or a 0."""
        if pattern.in_names is not None and pattern.expression is not None:
            names = self._names(is_small=pattern.ignores_case)
            if names.can_find(pattern.in_names):
                return names.found(pattern.in_names, pattern.expression, check)
        found = bytearray(1)
        for block in self._small_blocks if pattern.ignores_case else self._blocks:
            check()
            found.extend(block.found(pattern))
        return bytes(found)

    def _names(self, *, is_small: bool) -> NameSearch:
        """The names of all nodes, made ready when they are first looked through."""
        names = self._small_names if is_small else self._written_names
        if names is None:
            texts = (shown(node.name) for node in self._order.nodes)
            names = NameSearch(self._order, map(str.lower, texts) if is_small else texts)
            if is_small:
                self._small_names = names
            else:
                self._written_names = names
        return names


def _blocks(paths: list[str]) -> list[_Block]:
    return [_Block(paths[start : start + _BLOCK]) for start in range(0, len(paths), _BLOCK)]


def _small(path: str) -> str:
    """A path in small letters; most are, and need not be kept twice."""
    small = path.lower()
    return path if small == path else small
