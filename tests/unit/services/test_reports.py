"""Reports of variants as pages and charts, and the budgets that they are held to."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from workbench.domain.errors import InvalidInput
from workbench.domain.matrix import Matrix, MatrixRow
from workbench.domain.variants import App, Variant, VariantResult, VariantState, VariantStatus
from workbench.services.budgets import broken_budgets, budgets_of
from workbench.services.compare_variants import About, Comparison, as_markdown, comparison
from workbench.services.report_html import as_html
from workbench.services.report_svg import as_svg

ABOUT = About(datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "1.2.3", "Docker 20.10")


def row(name: str, size_bytes: int | None) -> MatrixRow:
    variant = Variant(name, f"Dockerfile.{name}", f"shop:{name}")
    if size_bytes is None:
        return MatrixRow(VariantStatus(variant, VariantState.NOT_BUILT))
    result = VariantResult(f"sha256:{name}", size_bytes, 3, "python:3.11", "", ABOUT.made_at)
    status = VariantStatus(variant, VariantState.BUILT, result)
    return MatrixRow(status, "python:3.11", user="root", saving=status.saving_against(1000))


def compared(*rows: MatrixRow) -> Comparison:
    return comparison(App("<shop> & co", Path("/app"), ()), Matrix(rows))


class Page(HTMLParser):
    """Reads what a page says, and fails on what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_the_page_says_what_was_measured_how_and_when_as_text_alone() -> None:
    page = Page(as_html(compared(row("slim", 100), row("full", 1000), row("<b>new", None)), ABOUT))
    said = " ".join(page.said)
    for expected in ("<shop> & co", "<b>new", "1.00 kB", "90 %", "2026-01-02 03:04", "1.2.3", "Docker 20.10"):
        assert expected in said
    assert "the engine's inspect" in said


def test_the_chart_is_a_well_formed_picture_whose_bars_are_as_long_as_the_sizes() -> None:
    svg = ElementTree.fromstring(as_svg(compared(row("slim", 100), row("full", 1000)), ABOUT))
    space = "{http://www.w3.org/2000/svg}"
    widths = [float(each.get("width", "0")) for each in svg.iter(f"{space}rect") if each.get("x")]
    assert widths[0] == pytest.approx(widths[1] * 10)
    said = [each.text or "" for each in svg.iter(f"{space}text")]
    assert {"<shop> & co", "slim", "python:3.11", "root", "transfer"} <= set(said)
    assert any("2026-01-02 03:04" in each and "1.2.3" in each for each in said)
    assert any("the engine's inspect" in each for each in said)


def test_markdown_tells_how_it_was_measured() -> None:
    text = as_markdown(compared(row("slim", 100)), ABOUT)
    assert "Measured on 2026-01-02 03:04" in text
    assert "- size to transfer: `docker save`" in text


def test_budgets_come_from_the_compose_file_and_over_it_from_the_command_line(tmp_path: Path) -> None:
    names = ["slim", "full"]
    (tmp_path / "compose.yaml").write_text("services: {a: {image: b}}\nx-workbench: {budgets: {slim: 50B}}\n")
    assert budgets_of(tmp_path, [], names, {}) == {"slim": 50}
    assert budgets_of(tmp_path, ["slim=2kB", "full=1MB"], names, {}) == {"slim": 2000, "full": 1_000_000}
    assert budgets_of(tmp_path, ["1kB"], names, {}) == {"slim": 1000, "full": 1000}
    for wrong in ("slim=much", "huge=1MB"):
        with pytest.raises(InvalidInput):
            budgets_of(tmp_path, [wrong], names, {})


def test_a_variant_over_its_budget_or_not_built_breaks_it() -> None:
    matrix = Matrix((row("slim", 100), row("full", 1000), row("new", None)))
    broken = broken_budgets(matrix, {"slim": 100, "full": 999, "new": 1})
    assert [each.variant for each in broken] == ["full", "new"]
    assert "1 B over its budget of 999 B" in broken[0].words
    assert "not built" in broken[1].words
