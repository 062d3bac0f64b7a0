"""What every file of the project keeps to."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, parse, python_files, tracked_files

_MOST_LINES = 300
_HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")
_RULE_LINE = re.compile(r"^[^/]*:.*;", re.MULTILINE)
# Put together here, so that this file does not name them either.
_REGISTRY_HOSTS = ("py" + "pi.org", "files.python" + "hosted.org", "registry.npm" + "js.org")


def test_no_file_has_two_subjects() -> None:
    """A file that outgrows its length usually holds two."""
    long_files = {
        str(path.relative_to(ROOT)): lines
        for path in python_files("workbench", "screens", "styles", "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > _MOST_LINES
    }
    assert long_files == {}


def test_everything_public_says_what_it_is_for() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files("workbench", "screens", "styles")
        for name in _undocumented(path)
    ]
    assert silent == []


def _undocumented(path: Path) -> Iterator[str]:
    module = parse(path)
    if ast.get_docstring(module) is None:
        yield "the module"
    for node in module.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None:
                yield node.name


def test_style_sheets_take_their_colours_from_the_theme() -> None:
    coloured = [
        f"{path.relative_to(ROOT)}: {colour}"
        for path in sorted((ROOT / "styles").rglob("*.tcss"))
        for rule in _RULE_LINE.findall(path.read_text(encoding="utf-8"))
        for colour in _HEX_COLOUR.findall(rule)
    ]
    assert coloured == []


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is a setting of the machine, not of the project."""
    hosts = {host for host in (*_REGISTRY_HOSTS, *_hosts_of_this_machine()) if host}
    naming = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked_files()
        if path.suffix != ".svg"
        for host in sorted(hosts)
        if host.encode() in path.read_bytes()
    ]
    assert naming == []


def _hosts_of_this_machine() -> Iterator[str]:
    """Read the hosts off the machine's own sources of packages."""
    apt = Path("/etc/apt")
    for path in [apt / "sources.list", *apt.glob("sources.list.d/*")]:
        if path.is_file():
            yield from re.findall(r"https?://([^/\s]+)", path.read_text(encoding="utf-8", errors="replace"))
