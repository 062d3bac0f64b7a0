"""Expressions that a person types: which may take for ever, and that those are given up."""

import re

import pytest

from tests.tools.image_tars import Item, docker_save, layer, reading
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.errors import InvalidInput
from workbench.domain.expressions import may_be_slow
from workbench.domain.file_search import FileSearch
from workbench.domain.file_trees import final_files
from workbench.services.patient_expressions import (
    PatientExpression,
    QuickExpression,
    line_expression,
    patient_path_pattern,
)

ENDLESS = "(a|aa)+$"
HARMLESS = ["", "plain", r"a\+\+\*", "[*+{]x*", "a+", r"\)+", "(a)b", "(a)?", r"[]+*)+]"]
FEARED = [ENDLESS, "(a)*", "(?:a|a){3}", r"(a)\1", "(?P<x>a)(?P=x)", "a*a*", r"[)]+x+", "a?" * 24 + "a" * 24]


@pytest.mark.parametrize("text", HARMLESS)
def test_with_one_repeat_there_is_nothing_to_fear(text: str) -> None:
    assert not may_be_slow(text)


@pytest.mark.parametrize("text", FEARED)
def test_repeated_groups_and_many_repeats_may_be_slow(text: str) -> None:
    assert may_be_slow(text)


def test_how_many_repeats_are_many_is_for_the_caller_to_say() -> None:
    assert not may_be_slow("a*b*", 2)
    assert may_be_slow("a*b*c*", 2)


def test_only_what_may_be_slow_is_looked_for_patiently() -> None:
    assert isinstance(line_expression("(a)+", is_regex=True), PatientExpression)
    assert isinstance(line_expression("(a)+", is_regex=False), QuickExpression)
    assert isinstance(line_expression("a.c", is_regex=True), QuickExpression)


@pytest.mark.parametrize("text", ["wor+d", "(wo|x)+rd"])
def test_both_kinds_find_the_same(text: str) -> None:
    expression = line_expression(text, is_regex=True)
    assert list(expression.spans("one word-Word")) == [(4, 8), (9, 13)]
    assert expression.search("a WORD") is not None
    assert expression.search("nothing") is None


@pytest.mark.parametrize("text", ["Wor+d", "(Wo|x)+rd"])
def test_a_capital_makes_both_kinds_mind_them(text: str) -> None:
    assert list(line_expression(text, is_regex=True).spans("one word-Word")) == [(9, 13)]


def test_what_would_take_for_ever_is_given_up_and_said() -> None:
    expression = line_expression(ENDLESS, is_regex=True)
    with pytest.raises(InvalidInput, match="too long in a text of 4,000"):
        expression.search("a" * 3_999 + "!")
    with pytest.raises(InvalidInput, match="too long"):
        list(expression.spans("a" * 3_999 + "!"))


@pytest.mark.parametrize("text", ["(a)+{id", "a*b*{e}", "(x)*{i<=", r"(\d+)+ {}"])
def test_a_brace_that_is_no_repeat_stands_for_itself(text: str) -> None:
    # To the engine behind it, it said how much a match may differ: some ended the program, others found all.
    expression = line_expression(text, is_regex=True)
    for line in ("all is well", "aa{id 1", "aabb{e}", "xx{i<=", "12 {}"):
        assert (expression.search(line) is not None) == (re.search(text, line) is not None), line


def test_a_line_of_one_repeat_is_looked_through_in_a_moment() -> None:
    # Python's re takes 30 ms for this, and looked through 500 such lines before a key was answered.
    assert line_expression(".*foo", is_regex=True).search("bar " * 1000) is None
    assert isinstance(line_expression(".*foo", is_regex=True), PatientExpression)


def test_no_expression_is_an_error_for_lines_and_for_paths() -> None:
    with pytest.raises(InvalidInput, match="no regular expression"):
        line_expression("(", is_regex=True)
    with pytest.raises(InvalidInput, match="no regular expression"):
        patient_path_pattern("(", is_regex=True)


def test_paths_are_looked_through_patiently_too() -> None:
    [image] = images_of(scan_members(reading(docker_save(layer(Item("app/main.py"), Item("a" * 90 + "!"))))))
    search = FileSearch(final_files(image.layers))
    pattern = patient_path_pattern(r"(a|p)+/ma.*", is_regex=True)
    assert [node.path for node in search.matches(pattern)] == ["app/main.py"]
    with pytest.raises(InvalidInput, match="too long"):
        list(search.matches(patient_path_pattern(ENDLESS, is_regex=True)))
