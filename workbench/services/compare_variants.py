"""Puts the variants of an app side by side, and writes that as text, Markdown or JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from workbench.domain.matrix import Matrix, MatrixRow
from workbench.domain.text import clean
from workbench.domain.variants import App, VariantStatus
from workbench.formatting import bar, duration, percent, size
from workbench.plain_table import plain_table
from workbench.services.matrix_words import figures
from workbench.services.proof_words import shell_words

_BAR_WIDTH = 30
FACTS = ("variant", "base", "layers", "build", "user", "shell", "transfer", "proof", "state")


@dataclass(frozen=True, slots=True)
class About:
    """With what and when a report was made."""

    made_at: datetime
    workbench: str
    engine: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The variants of an app, the largest first and those without an image last."""

    app: str
    folder: Path
    rows: tuple[MatrixRow, ...]

    @property
    def largest_bytes(self) -> int:
        """The size of the largest variant, 0 while none is built."""
        return max((row.size_bytes or 0 for row in self.rows), default=0)


def comparison(app: App, matrix: Matrix) -> Comparison:
    """The variants side by side."""
    return Comparison(
        app.name, app.folder, tuple(sorted(matrix.rows, key=lambda row: -(row.size_bytes or -1)))
    )


def with_statuses(matrix: Matrix, statuses: Sequence[VariantStatus]) -> Matrix:
    """The matrix with the states and failures that a run of builds came to."""
    found = {each.variant.name: each for each in statuses}
    return Matrix(
        tuple(
            replace(
                row, status=replace(row.status, state=found[row.name].state, failure=found[row.name].failure)
            )
            if row.name in found
            else row
            for row in matrix.rows
        )
    )


def as_table(compared: Comparison, about: About | None = None) -> str:
    """The lesson's chart (repository, tag, size, a bar for each), and below it what else sets them apart."""
    chart = plain_table(
        ("repository", "tag", "size", "saved", ""),
        [_chart_cells(row, compared.largest_bytes) for row in compared.rows],
        right=frozenset({2, 3}),
    )
    facts = plain_table(FACTS, [fact_cells(row) for row in compared.rows], right=frozenset({2, 3, 6}))
    lines = [*chart, "", *facts]
    if about is not None:
        lines += ["", *about_lines(about), "How each figure came about: --format markdown, html or json."]
    return "\n".join(lines) + "\n"


def as_markdown(compared: Comparison, about: About | None = None) -> str:
    """A Markdown table, for a page or a pull request; below it when and how it was measured."""
    lines = [
        "| Variant | Base | Tag | Size | Saved | Transfer | Layers | Build | User | Shell | Proof | State |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- | --- | --- | --- |",
    ]
    for row in compared.rows:
        name, base, layers, build, user, shell, transfer, proof, state = fact_cells(row)
        tag, saved = _code(row.status.variant.tag), percent(row.saving)
        cells = (
            name,
            _code(base),
            tag,
            size(row.size_bytes),
            saved,
            transfer,
            layers,
            build,
            user,
            shell,
            proof,
            state,
        )
        lines.append("| " + " | ".join(clean(cell).replace("|", "\\|") for cell in cells) + " |")
    if about is not None:
        lines += ["", *(f"{each}  " for each in about_lines(about)), ""]
        lines += [f"- {title}: {how}" for title, how in how_measured(compared)]
    return "\n".join(lines) + "\n"


def as_json(compared: Comparison, about: About | None = None) -> str:
    """A JSON object with stable keys: sizes in bytes, times in ISO 8601, null where nothing is known."""
    document: dict[str, object] = {"app": compared.app, "folder": str(compared.folder)}
    if about is not None:
        document |= {
            "made_at": about.made_at.isoformat(),
            "workbench": about.workbench,
            "engine": about.engine,
            "how": dict(how_measured(compared)),
        }
    document["variants"] = [_document(row) for row in compared.rows]
    return json.dumps(document, indent=2) + "\n"


def about_lines(about: About) -> tuple[str, ...]:
    """When and with what a report was made, as sentences."""
    moment = about.made_at.strftime("%Y-%m-%d %H:%M %Z").strip()
    return (clean(f"Measured on {moment} by Container Workbench {about.workbench} on {about.engine}."),)


def how_measured(compared: Comparison) -> tuple[tuple[str, str], ...]:
    """How each figure came about; the same for every variant, but for the name of its Dockerfile."""
    if not compared.rows:
        return ()
    first = compared.rows[0]
    dockerfile = first.status.variant.dockerfile
    return tuple((each.title, each.how.replace(dockerfile, "its Dockerfile")) for each in figures(first))


def fact_cells(row: MatrixRow) -> tuple[str, ...]:
    """The cells of one variant under FACTS."""
    return (
        row.name,
        row.base or "–",
        "–" if row.layer_count is None else str(row.layer_count),
        _build(row),
        row.user or "–",
        "–" if row.has_shell is None else shell_words(("sh",) if row.has_shell else ()),
        size(row.transfer_bytes),
        _proof(row),
        row.status.state.value,
    )


def _document(row: MatrixRow) -> dict[str, object]:
    variant, result, proof = row.status.variant, row.status.result, row.proof
    return {
        "variant": variant.name,
        "base": row.base or None,
        "base_is_exact": row.base_is_exact,
        "tag": variant.tag,
        "size_bytes": row.size_bytes,
        "transfer_bytes": row.transfer_bytes,
        "saving": None if row.saving is None else round(row.saving, 4),
        "layers": row.layer_count,
        "own_layers": row.own_layer_count,
        "packages": row.package_count,
        "seconds": result.seconds if result else None,
        "cached": result.fully_cached if result else False,
        "cold_seconds": row.cold_seconds,
        "cached_seconds": row.cached_seconds,
        "user": row.user or None,
        "shell": row.has_shell,
        "advice": row.advice_count,
        "state": row.status.state.value,
        "built_at": result.built_at.isoformat() if result else None,
        "image_id": result.image_id if result else None,
        "failure": row.status.failure or None,
        "proof": None
        if proof is None
        else {
            "state": proof.state.value,
            "at": proof.started_at.isoformat(),
            "is_current": row.proof_is_current,
            "first_answer_seconds": proof.first_answer_seconds,
            "memory_bytes": proof.memory_bytes,
            "remarks": list(proof.remarks),
        },
    }


def _chart_cells(row: MatrixRow, largest_bytes: int) -> tuple[str, ...]:
    repository, tag = split_tag(row.status.variant.tag)
    share = (row.size_bytes or 0) / largest_bytes if largest_bytes else 0.0
    saved = percent(row.saving) if row.saving else "–"
    return (repository, tag, size(row.size_bytes), saved, bar(share, _BAR_WIDTH).rstrip())


def split_tag(reference: str) -> tuple[str, str]:
    """A reference as its repository and its tag; a colon before a slash is a registry's port."""
    head, colon, tag = reference.rpartition(":")
    return (head, tag) if colon and "/" not in tag else (reference, "latest")


def _build(row: MatrixRow) -> str:
    result = row.status.result
    text = duration(result.seconds if result else None)
    return f"{text}, cached" if result and result.fully_cached else text


def _proof(row: MatrixRow) -> str:
    if row.proof is None:
        return "–"
    return row.proof.state.value if row.proof_is_current else "outdated"


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`" if text not in ("", "–") else "–"
