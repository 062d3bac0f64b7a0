"""The Variants screen: several ways to pack one app, built live and compared."""

from pathlib import Path

import pytest

from tests.engine.relay import Relay
from tests.screens.person import person_at
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


def tags(engine: Engine) -> set[str]:
    return {tag for image in engine.images() for tag in image.tags}


async def test_a_folder_without_a_dockerfile_says_what_to_do(
    embedded: EmbeddedEngine, tmp_path: Path
) -> None:
    async with person_at(embedded.url, tmp_path, first="variants") as person:
        await person.sees("No Dockerfile in", "workbench sample")


@pytest.mark.long
async def test_the_lesson_is_built_and_compared(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("distroless", "○ not built")
        await person.press("B")
        await person.sees("1.03 GB", "149 MB", "72.8 MB", "93 %", seconds=60)
        await person.sees_that(lambda screen: screen.count("✓ built") == 5, 60)
        assert {f"giropops-senhas:{number}.0" for number in range(1, 6)} <= tags(engine)


@pytest.mark.long
async def test_a_second_build_is_cached_and_its_steps_say_so(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("✓ built", seconds=30)
        await person.press("b")
        await person.sees("CACHED", "cached", seconds=30)


async def test_a_failing_step_is_shown_where_it_failed(embedded: EmbeddedEngine, app_folder: Path) -> None:
    broken = app_folder / "Dockerfile.full"
    broken.write_text("FROM python:3.11\nWORKDIR /app\nCOPY nowhere.txt .\n", encoding="utf-8")
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 40)) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("✗ failed", "nowhere.txt", seconds=30)


async def test_an_edited_dockerfile_makes_its_variant_stale_and_is_drawn_anew(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 40)) as person:
        await person.sees("FROM python:3.11")
        (app_folder / "Dockerfile.full").write_text("FROM python:3.11\nLABEL edited=yes\n", encoding="utf-8")
        await person.sees("LABEL edited=yes")


@pytest.mark.long
async def test_enter_on_a_built_variant_reads_its_layers(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 40)) as person:
        await person.sees("○ not built")
        await person.press("enter")
        await person.sees("full is not built yet")
        await person.press("b")
        await person.sees("✓ built", seconds=30)
        await person.press("enter")
        await person.sees("One image", "giropops-senhas:1.0", "base python:3.11")


@pytest.mark.long
async def test_read_only_builds_nothing(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="variants", read_only=True) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("⊘ refused")
        assert "giropops-senhas:1.0" not in tags(engine)
        # It stood there as a build that had failed, also among the past ones.
        await person.press("h")
        await person.sees("It was never built here.")
        await person.press("escape")
        await person.sees_no_more("It was never built here.")
        assert "✗ failed" not in person.screen


@pytest.mark.long
async def test_a_comparison_opens_over_no_other_screen_and_waits(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 40)) as person:
        await person.sees("○ not built")
        await person.press("b", "down", "b")
        await person.sees_that(lambda screen: screen.count("✓ built") == 2, seconds=30)
        await person.press("home", "space", "space")
        embedded.faults.latency_seconds = 0.2
        await person.press("c", "1")
        await person.sees("No containers yet")
        await person.app.workers.wait_for_complete()
        await person.pilot.pause()
        embedded.faults.clear()
        assert "full against slim" not in person.screen
        await person.press("4")
        await person.sees("full against slim")


@pytest.mark.long
async def test_an_engine_that_is_gone_is_told_in_the_empty_table(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("No containers yet")
        embedded.faults.go_away()
        await person.sees("The engine is gone")
        await person.press("4")
        await person.sees("The engine no longer answers", "as soon as it answers")
        await person.sees_no_more("Reading the app's folder")
        embedded.faults.come_back()
        await person.sees("○ not built", seconds=30)


@pytest.mark.long
async def test_figures_tell_how_they_were_measured_and_what_is_hidden_at_80_columns(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(80, 60)) as person:
        await person.sees("○ not built", "layers")
        assert "base image" not in person.screen
        await person.press("i")
        await person.sees("base", "python:3.11 (not exact", "size to transfer", "not measured yet")
        await person.press("down")
        await person.sees("base", "python:3.11-slim (not exact", "not measured yet")
        await person.press("b")
        await person.sees("✓ built", seconds=30)
        await person.press("m")
        await person.sees("Measured", seconds=30)
        await person.press("i")
        await person.sees_no_more("not measured yet")


@pytest.mark.long
async def test_variants_are_sorted_filtered_and_drawn_as_a_chart(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("○ not built")
        await person.press("B")
        await person.sees_that(lambda screen: screen.count("✓ built") == 5, 60)
        await person.press("o", "o")
        names = [line.split()[0] for line in person.screen.splitlines()[2:7]]
        assert names == ["full", "slim", "hardened", "distroless", "alpine"]
        await person.press("slash")
        await person.write("slim")
        await person.sees_that(
            lambda screen: not any(line.split()[:1] == ["distroless"] for line in screen.splitlines())
        )
        await person.press("escape", "right_square_bracket", "right_square_bracket", "right_square_bracket")
        await person.sees("REPOSITORY", "████████", "93 %")


@pytest.mark.long
async def test_two_marked_variants_are_compared(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("○ not built")
        await person.press("c")
        await person.sees("Mark two variants")
        await person.press("down", "space", "space", "b")
        await person.sees_that(lambda screen: screen.count("✓ built") == 2, 60)
        await person.press("c")
        await person.sees("slim against distroless", seconds=30)


@pytest.mark.long
async def test_the_matrix_is_written_as_a_report(
    embedded: EmbeddedEngine, app_folder: Path, tmp_path: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(120, 40)) as person:
        await person.sees("○ not built")
        await person.press("x")
        await person.sees("Write the matrix as a report")
        await person.press("ctrl+u")
        await person.write(str(tmp_path / "report.svg"))
        await person.press("enter")
        await person.sees("Report written")
    assert "distroless" in (tmp_path / "report.svg").read_text()


@pytest.mark.long
async def test_a_recipe_is_looked_at_changed_and_written_only_then(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    before = (app_folder / "Dockerfile.slim").read_text()
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 60)) as person:
        await person.sees("○ not built")
        await person.press("n")
        await person.sees("multi-stage-slim", "compiled in a stage")
        await person.press("down", "enter")
        await person.sees("Dockerfile.slim is there; this changes", "-COPY requirements.txt .")
        await person.press("escape")
        await person.sees_no_more("this changes")
        assert (app_folder / "Dockerfile.slim").read_text() == before
        await person.press("n", "down", "enter")
        await person.sees("this changes")
        await person.press("e")
        await person.sees("Change the recipe", "gunicorn app:app")
        await person.press("ctrl+u")
        await person.write("own")
        await person.press("tab", "ctrl+u")
        await person.write("3.12")
        await person.press("ctrl+s")
        await person.sees("Dockerfile.own (new)", "FROM python:3.12-slim")
        await person.press("y")
        await person.sees("Written: Dockerfile.own", "own ")
    assert "FROM python:3.12-slim" in (app_folder / "Dockerfile.own").read_text()


@pytest.mark.long
async def test_a_folder_without_a_dockerfile_gets_its_first_variant(
    embedded: EmbeddedEngine, tmp_path: Path
) -> None:
    (tmp_path / "count.py").write_text("print(1)\n")
    async with person_at(embedded.url, tmp_path, first="variants", size=(120, 40)) as person:
        await person.sees("n writes one from a recipe")
        await person.press("n", "enter")
        await person.sees("Dockerfile.full (new)", 'CMD ["python", "count.py"]')
        await person.press("y")
        await person.sees("Written: Dockerfile.full, .dockerignore", "○ not built")


@pytest.mark.long
async def test_ports_on_another_machine_are_opened_only_when_agreed_to(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    with Relay(Path(embedded.url.removeprefix("unix://")), address="127.0.0.2") as relay:
        async with person_at(relay.url, app_folder, first="variants", size=(120, 36)) as person:
            await person.sees("○ not built")
            await person.press("g")
            await person.sees("Open ports on another machine?", "The engine is on 127.0.0.2.")
            await person.press("n")
            await person.sees_no_more("Open ports on another machine?")
            assert "✗" not in person.screen
            await person.press("g")
            await person.sees("Open ports on another machine?")
            await person.press("y")
            await person.sees("Not proved: full", "Never proved.")
