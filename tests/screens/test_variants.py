"""The Variants screen: several ways to pack one app, built live and compared."""

from pathlib import Path

from tests.screens.person import person_at
from tests.tools.waiting import wait_until_async
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


def tags(engine: Engine) -> set[str]:
    return {tag for image in engine.images() for tag in image.tags}


async def test_a_folder_without_a_dockerfile_says_what_to_do(
    embedded: EmbeddedEngine, tmp_path: Path
) -> None:
    async with person_at(embedded.url, tmp_path, first="variants") as person:
        await person.sees("No Dockerfile in", "workbench sample")


async def test_the_lesson_is_built_and_compared(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(160, 45)) as person:
        await person.sees("distroless", "○ not built")
        await person.press("B")
        await person.sees("1.03 GB", "149 MB", "72.8 MB", "93 %", seconds=60)
        await wait_until_async(lambda: person.screen.count("✓ built") == 5, 60)
        assert {f"giropops-senhas:{number}.0" for number in range(1, 6)} <= tags(engine)


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


async def test_enter_on_a_built_variant_reads_its_layers(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 40)) as person:
        await person.sees("○ not built")
        await person.press("enter")
        await person.sees("full is not built yet")
        await person.press("b")
        await person.sees("✓ built", seconds=30)
        await person.press("enter")
        await person.sees("One image", "giropops-senhas:1.0", "base python:3.11")


async def test_read_only_builds_nothing(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="variants", read_only=True) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("⊘ refused")
        assert "giropops-senhas:1.0" not in tags(engine)
