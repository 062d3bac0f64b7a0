"""Variants are proved on the Variants screen: what came of it, how it is cancelled, and what is refused."""

from pathlib import Path

import pytest

from screens import variant_list
from tests.screens.person import person_at
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine
from workbench.services.prove_variants import VariantProver


async def test_what_is_not_built_is_not_proved(embedded: EmbeddedEngine, app_folder: Path) -> None:
    """A proof that failed for want of an image stood there, and was called one of an earlier image."""
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("○ not built")
        await person.press("down", "g")
        await person.sees("Not proved: slim", "Never proved.")
        assert "outdated" not in person.screen
        project = person.app.workspace.project
        assert project is not None
        prover = VariantProver(person.app.workspace.engine, project)
        assert [each.failure for each in prover.prove(["slim"])] == ["It is not built."]
        assert not prover.records.all()


@pytest.mark.long
async def test_a_proof_stands_in_the_matrix_and_its_findings_below(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("○ not built")
        await person.press("down", "b")
        await person.sees("✓ built", seconds=30)
        before = {each.id for each in engine.containers()}
        await person.press("g")
        await person.sees("slim: proved", "status 200", "0.0.0.0:5000", "by itself", seconds=60)
        assert {each.id for each in engine.containers()} == before
        lines = [entry.command.line for entry in person.app.workspace.ledger.entries]
        assert any("workbench-proof" in line for line in lines)


@pytest.mark.long
async def test_a_variant_that_does_not_answer_is_red_with_its_log_and_a_reason(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    slim = app_folder / "Dockerfile.slim"
    slim.write_text(slim.read_text().replace("RUN pip install --no-cache-dir -r requirements.txt\n", ""))
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("○ not built")
        await person.press("down", "b")
        await person.sees("✓ built", seconds=30)
        await person.press("g")
        await person.sees("Not proved: slim", "slim: failed", "no program gunicorn", seconds=60)


@pytest.mark.long
async def test_what_came_of_a_proof_stands_there_while_the_next_goes_on(
    embedded: EmbeddedEngine, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(variant_list, "_WATCH_SECONDS", 1000)  # A look at the sources would tell it, too.
    for name, program in (("full", "nothing"), ("slim", "sleep")):
        (app_folder / f"Dockerfile.{name}").write_text(
            f'FROM python:3.11-slim\nEXPOSE 5000\nCMD ["{program}", "1000"]\n'
        )
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("○ not built")
        await person.press("b", "down", "b")
        await person.sees_that(lambda screen: screen.count("✓ built") == 2, seconds=30)
        await person.press("G")
        await person.sees_line("slim", "▸ asking", seconds=30)
        await person.sees_line("full", "✗ ")
        assert "▸ asking" in person.screen


@pytest.mark.long
async def test_a_proof_is_cancelled_and_leaves_nothing(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    (app_folder / "compose.yaml").write_text(
        "name: giropops-senhas\nservices: {web: {image: 'giropops-senhas:slim', ports: ['5000'], "
        "build: {context: ., dockerfile: Dockerfile.slim}}}\nx-workbench: {app: web, probe: /nowhere}\n"
    )
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("○ not built")
        await person.press("down", "b")
        await person.sees("✓ built", seconds=30)
        before = {each.id for each in engine.containers()}
        await person.press("g")
        await person.sees("▸ asking", seconds=30)
        await person.press("K")
        await person.sees("Everything made for it is gone", seconds=30)
        assert {each.id for each in engine.containers()} == before


async def test_read_only_proves_nothing(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    before = {each.id for each in engine.containers()}
    async with person_at(embedded.url, app_folder, first="variants", read_only=True) as person:
        await person.sees("○ not built")
        await person.press("g")
        await person.sees("a proof starts containers", seconds=30)
    assert {each.id for each in engine.containers()} == before
