"""Proofs are kept between runs, the last of each variant; a damaged file is a warning."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.domain.proofs import Proof
from workbench.services.proof_records import ProofRecords

PROOF = Proof(
    "slim",
    "shop:slim",
    "sha256:1",
    datetime(2026, 1, 1, tzinfo=UTC),
    port=5000,
    path="/",
    first_answer_seconds=0.5,
    shells=(),
    writable_paths=("/tmp",),
)


def test_a_proof_comes_back_as_it_was_and_a_later_one_takes_its_place(tmp_path: Path) -> None:
    records = ProofRecords(tmp_path / "shop", tmp_path)
    assert records.all() == {}
    records.put(PROOF)
    records.put(replace(PROOF, variant="full"))
    assert ProofRecords(tmp_path / "shop", tmp_path).all() == {
        "slim": PROOF,
        "full": replace(PROOF, variant="full"),
    }
    later = replace(PROOF, failure="It does not answer.", started_at=datetime(2026, 1, 2, tzinfo=UTC))
    records.put(later)
    assert records.all()["slim"] == later


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"variant": "a"}', '{"variant":"a","tag":"b","image_id":"c","started_at":"x"}']
)
def test_a_damaged_file_is_a_warning_and_nothing_more(tmp_path: Path, text: str) -> None:
    records = ProofRecords(tmp_path / "shop", tmp_path)
    records.path.parent.mkdir(parents=True)
    records.path.write_text(text)
    assert records.all() == {}
    assert str(records.path) in records.warning
