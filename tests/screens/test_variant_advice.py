"""Advice on the Variants screen: under its line, in full with its fix, and written on agreement only."""

import json
import os
from pathlib import Path

import pytest

from tests.screens.person import Person, person_at
from tests.tools.waiting import wait_until_async
from workbench.embedded import EmbeddedEngine

SIZE = (140, 45)


def stand_in(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a shell script stand in for hadolint."""
    programs = folder / "programs"
    programs.mkdir()
    (programs / "hadolint").write_text(f"#!/bin/sh\n{script}\n")
    (programs / "hadolint").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


async def agreed(person: Person) -> None:
    """Look at everything that can be mended at once, and agree."""
    await person.press("F")
    await person.sees("that can be mended at once", "@@")
    await person.press("home", "y")


async def test_advice_stands_under_the_line_that_it_is_about(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("▲ python:3.11 brings compilers", "No USER is set", "6 remarks")


async def test_what_another_program_found_is_counted_apart_from_our_own_rules(
    embedded: EmbeddedEngine, app_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"line": 3, "code": "DL9999", "message": "Another matter", "level": "warning"}
    stand_in(f"echo '{json.dumps([found])}'", tmp_path, monkeypatch)
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("7 remarks: 6 of our own rules, 1 of hadolint", "Another matter")
        await person.press("i")
        await person.sees("our own rules; what hadolint and BuildKit add is counted on the Dockerfile page")


async def test_leaving_does_not_wait_for_a_program_that_still_reads(
    embedded: EmbeddedEngine, app_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    stand_in(f"echo $$ >{begun}; sleep 1 <&- >&- 2>&-; touch {ended}", tmp_path, monkeypatch)
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE):
        await wait_until_async(lambda: begun.exists() and begun.read_text(), what="the program reads")
    process = Path("/proc", begun.read_text().strip())
    await wait_until_async(lambda: not process.exists(), what="it has ended")
    assert not ended.exists()


@pytest.mark.long
async def test_a_remark_is_shown_in_full_with_what_following_it_changes(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("6 remarks", "can mend 6")
        await person.press("F")
        await person.sees("that can be mended at once", "@@")
        await person.press("end", "up")
        await person.sees("no cache of pip", "https://", "pip install --no-cache-dir")
        await person.press("escape")
        await person.sees_no_more("no cache of pip")
        assert "--no-cache-dir" not in (app_folder / "Dockerfile.full").read_text()


@pytest.mark.long
async def test_what_is_agreed_to_is_written_and_can_be_taken_back(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    dockerfile = app_folder / "Dockerfile.full"
    before = dockerfile.read_text()
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("6 remarks", "can mend 6")
        await agreed(person)
        await person.sees("No remark", "USER 10001")
        assert dockerfile.read_text() != before
        await person.press("F")
        await person.sees("Take the last change back", "-USER 10001")
        await person.press("y")
        await person.sees("6 remarks", "can mend 6")
        assert dockerfile.read_text() == before


@pytest.mark.long
async def test_an_edit_made_meanwhile_is_not_lost(embedded: EmbeddedEngine, app_folder: Path) -> None:
    dockerfile = app_folder / "Dockerfile.full"
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("6 remarks", "can mend 6")
        await person.press("F")
        await person.sees("that can be mended at once", "@@")
        dockerfile.write_text("FROM python:3.11\n# my own thought\n", encoding="utf-8")
        await person.press("y")
        await person.sees("was changed meanwhile", "my own thought")
        assert dockerfile.read_text() == "FROM python:3.11\n# my own thought\n"


@pytest.mark.long
async def test_a_file_that_is_no_dockerfile_is_drawn_as_text(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    (app_folder / "Dockerfile.full").write_bytes(
        b"FROM x\n# \x1b[31mred\x1b[0m \xff [bold]no markup[/bold]\n" + b"RUN true\n" * 3000
    )
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("# red", "[bold]no markup[/bold]")
        assert "\x1b" not in person.screen
        await person.press("tab", "end")
        await person.sees("2,002 more lines")


async def test_a_dockerfile_that_is_a_folder_is_told(embedded: EmbeddedEngine, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").mkdir()
    (tmp_path / "compose.yaml").write_text(
        "services: {}\nx-workbench: {variants: {odd: {dockerfile: Dockerfile}}}\n", encoding="utf-8"
    )
    async with person_at(embedded.url, tmp_path, first="variants", size=SIZE) as person:
        await person.sees("Dockerfile is a folder")
        await person.press("F")
        await person.sees("There is no Dockerfile to advise on.")


@pytest.mark.long
async def test_a_variant_changed_on_disk_is_advised_on_anew(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("6 remarks", "can mend 6")
        (app_folder / "Dockerfile.full").write_text(
            "FROM python:3.11.7-slim\nUSER 7\nENV API_TOKEN=x\n", encoding="utf-8"
        )
        await person.sees("✗ API_TOKEN: the value of ENV")
        await person.sees("1 remark ·")


@pytest.mark.long
async def test_what_remarks_cost_is_measured_in_the_built_image(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=SIZE) as person:
        await person.sees("6 remarks", "can mend 6")
        await person.press("F")
        await person.sees("that can be mended at once", "@@")
        await person.press("m")
        await person.sees("full is not built yet")
        await person.press("escape", "b")
        await person.sees("✓ built", seconds=30)
        await person.press("F")
        await person.sees("that can be mended at once", "@@")
        await person.press("m", "end", "up")
        await person.sees("no cache of pip", "Measured on: the files of the built image.")
