"""One noun, four places: screen module, class, style sheet, test."""

import ast

import pytest

from screens.numbered import NUMBERED
from tests.architecture.tree import ROOT, parse

_NOUNS = [screen.noun for screen in NUMBERED]
_SHARED_SHEETS = {"app", "dialogs", "widgets"}


@pytest.mark.parametrize("noun", _NOUNS)
def test_a_screen_is_called_the_same_in_all_its_places(noun: str) -> None:
    classes = {
        node.name for node in parse(ROOT / f"screens/{noun}.py").body if isinstance(node, ast.ClassDef)
    }
    assert f"{noun.capitalize()}Screen" in classes
    assert (ROOT / f"styles/{noun}.tcss").is_file()
    assert (ROOT / f"tests/screens/test_{noun}.py").is_file()


def test_each_sheet_belongs_to_a_screen_module_or_to_all() -> None:
    sheets = {path.stem for path in (ROOT / "styles").glob("*.tcss")}
    modules = {path.stem for path in (ROOT / "screens").glob("*.py")}
    assert sheets - _SHARED_SHEETS - modules == set()
