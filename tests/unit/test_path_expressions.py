"""An expression is made quicker to look for, and finds just what Python's `re` finds in each path alone."""

import random
import re
from dataclasses import replace

import pytest

from tests.tools.image_tars import Item, docker_save, folder, layer, reading
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled, InvalidInput
from workbench.domain.file_search import FileSearch, PathPattern, path_pattern
from workbench.domain.file_trees import final_files
from workbench.domain.path_expressions import read_expression
from workbench.services.patient_expressions import patient_path_pattern

NAMES = ("a", "b.py", "aab", "lib", "so.1", "a\nb", "ab\n", "x-7", "A", "é", "$a", "[b]", "a^b", "7", "İΣ")
TREE = [
    *(folder(name) for name in NAMES[:6]),
    *(Item(f"{above}/{name}") for above in NAMES[:6] for name in NAMES),
    *(Item(f"{above}/lib/{name}/a7/{above}") for above in NAMES[:4] for name in NAMES),
    Item("\udcff/b\udcfe"),
    Item("x"),
]
[IMAGE] = images_of(scan_members(reading(docker_save(layer(*TREE)))))
FILES = final_files(IMAGE.layers)
SEARCH = FileSearch(FILES)
[OF_LINES] = images_of(
    scan_members(reading(docker_save(layer(*(each for each in TREE if "\n" not in each.name)))))
)
LINES = final_files(OF_LINES.layers)
"""No name holds a newline: these are looked through many at once, each a line."""
SEARCHES = [
    (SEARCH, [node.path for node in FILES.walk()]),
    (FileSearch(LINES), [node.path for node in LINES.walk()]),
]
ATOMS = "a b 7 l \\. . [ab] [^/] [^a] [^/b]+ \\w \\d \\s \\W / \\/ é A \\n - []a] [$^] \\$ so lib py".split()
REPEATS = ["", "", "", "", "*", "+", "?", "{2}", "{1,}", "{,2}", "*?", "++"]
KNOWN = r"""
^ $ ^$ a* a+ .* . \b \ba a\b ^a ^a$ a$ ^lib$ ^lib/ lib$ a|b ^a|b$ (^a|7)$ a$|^b (a|b)+7 (?:a|b)* (a)\1
(?P<x>a)b (?i)A (?=a)b (?<!a)b \Aa b\Z a$\n a$b a^b ^^a a$$ a{2 a{,} x{} [[a] [a-] [--7] [^\W]7 \x61 \Da
.a a. .+a a.+ a.*b ()a (|a)b (a|)b a++b a?+b [^/]+ [^/]*7 7[^/]*$ so\.\d+ so\..$ ^.*py$ \.py.* .*\.py$
[ab]+b$ (ab)+ (a{1,2}){2} a|/ ^a/.*b$ lib/.*7 lib/.*lib /.*a$ /.*?b\.py a/lib/.*(7|b)$ ^lib/.*\.
[^a]/.*b ^[ab]+/.*7 a\/.*b (a/.*b) a/b*.*7 a/.+b a/.*b*$ a/.*^b lib/.*+7 a|a/.*b a/.*$
""".split()


def _made_up(chance: random.Random, depth: int = 0) -> str:
    parts: list[str] = []
    for _ in range(chance.randint(1, 4)):
        kind = chance.random()
        if kind < 0.12:
            parts.append(chance.choice("^$"))
        elif kind < 0.25 and depth < 2:
            opening = chance.choice(("(", "(?:"))
            parts.append(f"{opening}{_made_up(chance, depth + 1)})" + chance.choice(REPEATS))
        else:
            parts.append(chance.choice(ATOMS) + chance.choice(REPEATS))
        if chance.random() < 0.1:
            parts.append("|")
    return "".join(parts)


def _compiles(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:
        return False
    return True


CHANCE = random.Random(4)
MADE_UP = sorted({each for each in (_made_up(CHANCE) for _ in range(300)) if _compiles(each)})


@pytest.mark.long
@pytest.mark.filterwarnings(
    "ignore:Possible set difference:FutureWarning", "ignore:Possible nested set:FutureWarning"
)
@pytest.mark.parametrize("expressions", [KNOWN, MADE_UP], ids=["known", "made up"])
def test_every_expression_finds_what_it_finds_in_each_path_alone(expressions: list[str]) -> None:
    assert len(expressions) > 50
    for expression in expressions:
        is_small = expression == expression.lower()
        pattern = path_pattern(expression, is_regex=True)
        for search, paths in SEARCHES:
            expected = [path for path in paths if re.search(expression, path.lower() if is_small else path)]
            assert [node.path for node in search.matches(pattern)] == expected, expression
            assert [path for path in paths if pattern.is_in(path)] == expected, expression


@pytest.mark.long
@pytest.mark.filterwarnings(
    "ignore:Possible set difference:FutureWarning", "ignore:Possible nested set:FutureWarning"
)
@pytest.mark.parametrize("expressions", [KNOWN, MADE_UP], ids=["known", "made up"])
def test_lines_and_names_hold_what_is_found_in_each_path_alone(expressions: list[str]) -> None:
    in_lines = 0
    for expression in expressions:
        text = read_expression(expression).in_lines
        alone = replace(path_pattern(expression, is_regex=True), in_names=None, in_lines=None)
        by_re = replace(alone, in_lines=re.compile(text) if text else None)
        patient = patient_path_pattern(expression, is_regex=True)
        patiently_alone = replace(patient, in_names=None, in_lines=None)
        in_lines += bool(text)
        for search, _ in SEARCHES:
            assert list(search.matches(by_re)) == list(search.matches(alone)), expression
            assert list(search.matches(patient)) == list(search.matches(patiently_alone)), expression
    assert in_lines > len(expressions) / 3


class _NeverAlone:
    """An expression that must not be looked for in a path alone."""

    pattern = "b"

    def search(self, string: str, /) -> object | None:
        raise AssertionError(string)


class _TooLong:
    """Lines that take too long all at once."""

    def subn(self, repl: str, string: str, /) -> tuple[str, int]:
        raise InvalidInput(f"{repl} takes too long in {string}.")


def test_paths_are_looked_through_many_at_once() -> None:
    search, paths = SEARCHES[1]
    pattern = PathPattern("", _NeverAlone(), False, in_lines=re.compile("b.*"))
    assert [node.path for node in search.matches(pattern)] == [path for path in paths if "b" in path]


def test_what_takes_too_long_in_many_paths_at_once_is_looked_for_in_each() -> None:
    search, paths = SEARCHES[1]
    pattern = PathPattern("", re.compile("b"), False, in_lines=_TooLong())
    assert [node.path for node in search.matches(pattern)] == [path for path in paths if "b" in path]


@pytest.mark.parametrize(
    ("expression", "text", "needed"),
    [
        (r"[0-9]+7", "[0-9]7", "7"),
        (r".*\.so.*", r"\.so", ".so"),
        (r"^usr/.*\.pyc?$", r"^usr/.*\.pyc?$", "usr/"),
        (r"a*", "", ""),
        (r"a++b", "a++b", "b"),
        (r"(?i)a+", "(?i)a+", ""),
        (r"ab|c+", "ab|c+", ""),
    ],
)
def test_what_need_not_be_looked_for_is_left_out(expression: str, text: str, needed: str) -> None:
    found = read_expression(expression)
    assert (found.text, found.needed) == (text, needed)


def test_a_match_that_may_go_beyond_a_name_is_not_looked_for_in_names() -> None:
    beyond = ["a/b", "a.b", "[^a]b", r"\Wb", "a|/", "a*", r"\bb", "(?i)a", "(a)\\1"]
    within = [r"\.pyc$", "[^/]+7", "^etc", r"(a|b)\d", r"\w+\.so", r"\$"]
    assert [each for each in beyond if read_expression(each).in_names] == []
    assert [each for each in within if read_expression(each).in_names is None] == []


def test_what_stands_below_a_folder_is_looked_for_in_names() -> None:
    below = {"^usr/.*py$": r"^usr/\Z", "/.*7": r"/\Z", "[^a]/.*?(b|c)": r"[^a]/\Z"}
    others = ["a.*b", "(a/.*b)", "a/.+b", "a/.*+b", "a/.*^b", "a/.*b.c", "a|a/.*b", "a/.*(b*)$"]
    found = {each: read_expression(each).in_names for each in below}
    assert {each: names and names.below and names.below.pattern for each, names in found.items()} == below
    assert [each for each in others if read_expression(each).in_names] == []


@pytest.mark.parametrize(
    ("expression", "ending"),
    [(r"\.py$", ".py"), ("usr/.*py$", "py"), (r"\.p.$", ""), ("py", ""), ("py|b$", ""), ("(py)$", "")],
)
def test_a_plain_ending_is_known(expression: str, ending: str) -> None:
    in_names = read_expression(expression).in_names
    assert (in_names.ending if in_names else "") == ending


@pytest.mark.parametrize("expression", [r"7$", r"a.b"])
def test_a_search_that_nobody_waits_for_any_more_ends(expression: str) -> None:
    """Every further letter begins another search: those before it would only take its time."""
    cancel = Cancellation()
    cancel.cancel()
    with pytest.raises(Cancelled):
        SEARCH.filtered(path_pattern(expression, is_regex=True), cancel.check)
