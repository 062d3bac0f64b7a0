"""Records of builds: kept between runs, bounded, and never in the way."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.services.variant_records import KEPT_AT_MOST, BuildRecord, VariantRecords

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def record(number: int = 0, image_id: str = "sha256:a") -> BuildRecord:
    return BuildRecord("slim", "app:2", image_id, NOON + timedelta(minutes=number), 1.5 + number, 2, 7)


def test_what_was_added_is_there_in_the_next_run(tmp_path: Path) -> None:
    VariantRecords(tmp_path / "app", tmp_path / "state").add(record())
    assert VariantRecords(tmp_path / "app", tmp_path / "state").all() == (record(),)


def test_each_app_folder_has_its_own_records(tmp_path: Path) -> None:
    VariantRecords(tmp_path / "a" / "app", tmp_path).add(record())
    assert VariantRecords(tmp_path / "b" / "app", tmp_path).all() == ()


def test_the_latest_build_of_an_image_is_found(tmp_path: Path) -> None:
    records = VariantRecords(tmp_path / "app", tmp_path)
    for each in (record(1), record(3), record(2), record(9, "sha256:b")):
        records.add(each)
    assert records.latest("slim", "sha256:a") == record(3)
    assert records.latest("full", "sha256:a") is None


@pytest.mark.long
def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    records = VariantRecords(tmp_path / "app", tmp_path)
    for number in range(KEPT_AT_MOST + 3):
        records.add(record(number))
    assert [each.seconds for each in records.all()] == [1.5 + n for n in range(3, KEPT_AT_MOST + 3)]


GOOD = {
    "variant": "a",
    "tag": "b",
    "image_id": "c",
    "started_at": "2024-01-01T00:00:00+00:00",
    "seconds": 1,
    "cached_steps": 0,
    "total_steps": 1,
}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        json.dumps(GOOD) + "\n\n",
        json.dumps(GOOD) + "\n7",
        "[" * 100_000,
        json.dumps({**GOOD, "started_at": "yesterday"}),
        json.dumps({**GOOD, "started_at": "2024-01-01T00:00:00"}),
        json.dumps({**GOOD, "seconds": 10**400}),
        json.dumps(GOOD) + " " * 1_000_001,
    ],
)
def test_a_malformed_file_is_left_out_with_a_warning_and_mended_by_the_next_build(
    tmp_path: Path, text: str
) -> None:
    records = VariantRecords(tmp_path / "app", tmp_path)
    records.path.parent.mkdir()
    records.path.write_text(text)
    assert records.all() == ()
    assert str(records.path) in records.warning
    records.add(record())
    assert records.all() == (record(),)


def test_bytes_that_are_no_text_are_left_out_too(tmp_path: Path) -> None:
    records = VariantRecords(tmp_path / "app", tmp_path)
    records.path.parent.mkdir()
    records.path.write_bytes(b"\xff\xfe")
    assert records.all() == ()
    assert records.warning


def test_a_folder_that_cannot_be_written_is_a_warning_only(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, where a folder is needed")
    records = VariantRecords(tmp_path / "app", tmp_path / "state")
    records.add(record())
    assert "not remembered" in records.warning
