"""Puts the variants of an app side by side, and writes that as text, Markdown or JSON."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workbench.domain.text import clean
from workbench.domain.variants import App, VariantState, VariantStatus
from workbench.formatting import bar, duration, percent, size
from workbench.plain_table import plain_table

_BAR_WIDTH = 30


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One variant beside the others; what is not known yet is None or empty."""

    variant: str
    tag: str
    state: VariantState
    base: str = ""
    size_bytes: int | None = None
    saving: float | None = None
    layer_count: int | None = None
    seconds: float | None = None
    fully_cached: bool = False
    user: str = ""
    built_at: datetime | None = None
    image_id: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The variants of an app, the largest first and those without an image last."""

    app: str
    folder: Path
    rows: tuple[ComparisonRow, ...]

    @property
    def largest_bytes(self) -> int:
        """The size of the largest variant, 0 while none is built."""
        return max((row.size_bytes or 0 for row in self.rows), default=0)


def comparison(app: App, statuses: tuple[VariantStatus, ...]) -> Comparison:
    """The statuses side by side, each with its saving against the largest."""
    largest = max((each.result.size_bytes for each in statuses if each.result), default=0)
    rows = sorted((_row(each, largest) for each in statuses), key=lambda row: -(row.size_bytes or -1))
    return Comparison(app.name, app.folder, tuple(rows))


def as_table(compared: Comparison) -> str:
    """The lesson's chart (repository, tag, size, a bar for each), and below it what else sets them apart."""
    chart = plain_table(
        ("repository", "tag", "size", "saved", ""),
        [_chart_cells(row, compared.largest_bytes) for row in compared.rows],
        right=frozenset({2, 3}),
    )
    facts = plain_table(
        ("variant", "base", "layers", "build", "user", "state"),
        [_fact_cells(row) for row in compared.rows],
        right=frozenset({2, 3}),
    )
    return "\n".join([*chart, "", *facts]) + "\n"


def as_markdown(compared: Comparison) -> str:
    """A Markdown table, for a page or a pull request."""
    lines = [
        "| Variant | Base | Tag | Size | Saved | Layers | Build | User | State |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for row in compared.rows:
        cells = (
            row.variant,
            _code(row.base),
            _code(row.tag),
            size(row.size_bytes),
            percent(row.saving),
            _number(row.layer_count),
            _build(row),
            row.user or "–",
            row.state.value,
        )
        lines.append("| " + " | ".join(clean(cell).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def as_json(compared: Comparison) -> str:
    """A JSON object with stable keys: sizes in bytes, times in ISO 8601, null where nothing is known."""
    rows = [
        {
            "variant": row.variant,
            "base": row.base or None,
            "tag": row.tag,
            "size_bytes": row.size_bytes,
            "saving": None if row.saving is None else round(row.saving, 4),
            "layers": row.layer_count,
            "seconds": row.seconds,
            "cached": row.fully_cached,
            "user": row.user or None,
            "state": row.state.value,
            "built_at": row.built_at.isoformat() if row.built_at else None,
            "image_id": row.image_id or None,
            "failure": row.failure or None,
        }
        for row in compared.rows
    ]
    document = {"app": compared.app, "folder": str(compared.folder), "variants": rows}
    return json.dumps(document, indent=2) + "\n"


def _row(status: VariantStatus, largest_bytes: int) -> ComparisonRow:
    variant, result = status.variant, status.result
    if result is None:
        return ComparisonRow(variant.name, variant.tag, status.state, failure=status.failure)
    return ComparisonRow(
        variant=variant.name,
        tag=variant.tag,
        state=status.state,
        base=result.base,
        size_bytes=result.size_bytes,
        saving=status.saving_against(largest_bytes),
        layer_count=result.layer_count,
        seconds=result.seconds,
        fully_cached=result.fully_cached,
        user=result.user or "root",
        built_at=result.built_at,
        image_id=result.image_id,
        failure=status.failure,
    )


def _chart_cells(row: ComparisonRow, largest_bytes: int) -> tuple[str, ...]:
    repository, tag = split_tag(row.tag)
    share = (row.size_bytes or 0) / largest_bytes if largest_bytes else 0.0
    saved = percent(row.saving) if row.saving else "–"
    return (repository, tag, size(row.size_bytes), saved, bar(share, _BAR_WIDTH).rstrip())


def _fact_cells(row: ComparisonRow) -> tuple[str, ...]:
    layers = _number(row.layer_count)
    return (row.variant, row.base or "–", layers, _build(row), row.user or "–", row.state.value)


def split_tag(reference: str) -> tuple[str, str]:
    """A reference as its repository and its tag; a colon before a slash is a registry's port."""
    head, colon, tag = reference.rpartition(":")
    return (head, tag) if colon and "/" not in tag else (reference, "latest")


def _build(row: ComparisonRow) -> str:
    text = duration(row.seconds)
    return f"{text}, cached" if row.fully_cached else text


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`" if text else "–"
