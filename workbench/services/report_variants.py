"""Writes the variants of an app as a report, in any of its forms."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from workbench import __version__
from workbench.domain.errors import InvalidInput
from workbench.domain.matrix import Matrix
from workbench.domain.variants import App
from workbench.engine.engine import Engine
from workbench.services.compare_variants import About, Comparison, as_json, as_markdown, as_table, comparison
from workbench.services.report_html import as_html
from workbench.services.report_svg import as_svg

Writer = Callable[[Comparison, About], str]

FORMATS: Mapping[str, Writer] = {
    "table": as_table,
    "markdown": as_markdown,
    "json": as_json,
    "html": as_html,
    "svg": as_svg,
}
ENDINGS: Mapping[str, str] = {
    ".txt": "table",
    ".md": "markdown",
    ".json": "json",
    ".html": "html",
    ".svg": "svg",
}
"""Which form a file's name asks for."""


def about_now(engine: Engine) -> About:
    """With what a report of this moment is made."""
    facts = engine.facts()
    builder = engine.builder().kind.value
    return About(datetime.now(UTC), __version__, f"{facts.product} {facts.version} ({builder})")


def write_report(path: Path, app: App, matrix: Matrix, engine: Engine) -> Path:
    """Write a report in the form that the file's name asks for; raises InvalidInput where it cannot be."""
    writer = FORMATS[ENDINGS.get(path.suffix, "table")]
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(writer(comparison(app, matrix), about_now(engine)))
    except FileExistsError as error:
        raise InvalidInput(f"{path} is there already.", "Choose another name.") from error
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror}.", "Choose another folder."
        ) from error
    return path.resolve()
