"""Variants side by side: order, savings, and the three ways to write them."""

import json
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.matrix import Matrix, MatrixRow
from workbench.domain.variants import App, Variant, VariantResult, VariantState, VariantStatus
from workbench.services.compare_variants import (
    Comparison,
    as_json,
    as_markdown,
    as_table,
    comparison,
    split_tag,
)


def status(name: str, tag: str, size_bytes: int | None, *, cached: int = 0, user: str = "") -> VariantStatus:
    variant = Variant(name, f"Dockerfile.{name}", tag)
    if size_bytes is None:
        return VariantStatus(variant, VariantState.FAILED, failure="no such file")
    built_at = datetime(2024, 5, 1, tzinfo=UTC)
    result = VariantResult(
        f"sha256:{name}", size_bytes, 7, f"python:{name}", user, built_at, 12.25, cached, 4
    )
    return VariantStatus(variant, VariantState.BUILT, result)


def compared(*statuses: VariantStatus) -> Comparison:
    app = App("giropops-senhas", Path("/app"), tuple(each.variant for each in statuses))
    largest = max((each.result.size_bytes for each in statuses if each.result), default=0)
    return comparison(app, Matrix(tuple(row(each, largest) for each in statuses)))


def row(status: VariantStatus, largest_bytes: int) -> MatrixRow:
    result = status.result
    base, user = (result.base, result.user or "root") if result else ("", "")
    return MatrixRow(status, base, user=user, saving=status.saving_against(largest_bytes))


LESSON = (
    status("broken", "app:6.0", None),
    status("slim", "app:2.0", 149_000_000, cached=4),
    status("full", "app:1.0", 1_030_000_000),
    status("distroless", "app:3.0", 72_800_000, user="65532"),
)


def test_the_largest_stands_first_and_what_has_no_image_last() -> None:
    rows = compared(*LESSON).rows
    assert [row.name for row in rows] == ["full", "slim", "distroless", "broken"]
    assert [row.saving and round(row.saving, 3) for row in rows] == [0.0, 0.855, 0.929, None]


def test_the_table_draws_the_lessons_chart_in_eighty_columns() -> None:
    lines = as_table(compared(*LESSON)).splitlines()
    assert lines[:5] == [
        "REPOSITORY  TAG     SIZE  SAVED",
        "app         1.0  1.03 GB      –  ██████████████████████████████",
        "app         2.0   149 MB   86 %  ████▍",
        "app         3.0  72.8 MB   93 %  ██▏",
        "app         6.0        –      –",
    ]
    assert lines[7].split() == ["full", "python:full", "7", "12", "s", "root", "–", "–", "–", "built"]
    assert lines[8].split()[3:7] == ["12", "s,", "cached", "root"]
    assert lines[10].split() == ["broken", *"––––––––"[:7], "failed"]


def test_markdown_cells_cannot_break_out_of_their_table() -> None:
    rows = as_markdown(compared(status("a|b\n|x", "app:`1`", 5_000))).splitlines()
    assert len(rows) == 3
    assert rows[2].startswith("| a\\|b␊\\|x | `python:a\\|b␊\\|x` |")
    assert "`app:1`" in rows[2]


def test_json_has_the_documented_keys_and_plain_units() -> None:
    document = json.loads(as_json(compared(*LESSON)))
    assert document["app"] == "giropops-senhas"
    first, last = document["variants"][1], document["variants"][-1]
    assert first == {
        "variant": "slim",
        "base": "python:slim",
        "base_is_exact": False,
        "tag": "app:2.0",
        "size_bytes": 149_000_000,
        "transfer_bytes": None,
        "saving": 0.8553,
        "layers": 7,
        "own_layers": None,
        "packages": None,
        "seconds": 12.25,
        "cached": True,
        "cold_seconds": None,
        "cached_seconds": None,
        "user": "root",
        "shell": None,
        "advice": None,
        "state": "built",
        "built_at": "2024-05-01T00:00:00+00:00",
        "image_id": "sha256:slim",
        "failure": None,
        "proof": None,
    }
    assert last["size_bytes"] is None
    assert last["failure"] == "no such file"


def test_json_holds_no_character_that_a_terminal_obeys() -> None:
    text = as_json(compared(status("\x1b[31m\x9b\u202e", "app:1", 1)))
    assert text.isascii()
    assert "\x1b" not in text


def test_no_variant_is_an_empty_table_not_an_error() -> None:
    assert as_table(compared()).splitlines()[0].startswith("REPOSITORY")
    assert json.loads(as_json(compared()))["variants"] == []


def test_a_registrys_port_is_no_tag() -> None:
    assert split_tag("localhost:5000/app") == ("localhost:5000/app", "latest")
    assert split_tag("localhost:5000/app:1") == ("localhost:5000/app", "1")
