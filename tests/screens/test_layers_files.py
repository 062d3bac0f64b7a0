"""The files of an image on the Layers screen: read, marked, found, viewed and saved."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.screens.person import Person, person_at
from tests.tools.archive_gate import ArchiveGate
from tests.tools.waiting import wait_until_async
from workbench.domain.commands import BuildImage
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine

IMAGE = "aaa-senhas:4.0"
Opened = Callable[[], AbstractAsyncContextManager[Person]]


@asynccontextmanager
async def person_at_files(url: str, engine: Engine, folder: Path) -> AsyncGenerator[Person]:
    """Somebody who looks at the files of the sample's last layer."""
    engine.execute(BuildImage(str(folder), "Dockerfile.alpine", IMAGE))
    async with person_at(url, folder, first="layers") as person:
        await person.sees(IMAGE)
        await person.press("o", "enter")
        await person.sees("its own layers")
        await person.press("f")
        await person.sees("what it did", "app/", "efficiency")
        yield person


@pytest.fixture
def at_files(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> Opened:
    """Opens the files of the sample's last layer."""
    return lambda: person_at_files(embedded.url, engine, app_folder)


@asynccontextmanager
async def person_at_wasteful(
    embedded: EmbeddedEngine,
    engine: Engine,
    folder: Path,
    dockerfile: str,
    size: tuple[int, int] = (120, 36),
) -> AsyncGenerator[Person]:
    """Somebody who looks at the history of an image that was built from this Dockerfile."""
    (folder / "Dockerfile.wasteful").write_text(dockerfile)
    engine.execute(BuildImage(str(folder), "Dockerfile.wasteful", "aaa:1"))
    async with person_at(embedded.url, folder, first="layers", size=size) as person:
        await person.sees("aaa:1")
        await person.press("o", "enter")
        await person.sees("aaa:1 its own layers")
        yield person


@pytest.mark.long
async def test_the_files_of_a_layer_are_read_and_marked(at_files: Opened) -> None:
    async with at_files() as person:
        await person.press("a")
        await person.sees("all files up to it", "usr/")


@pytest.mark.long
async def test_files_are_found_by_text_and_by_expression_and_a_bad_one_is_told(at_files: Opened) -> None:
    async with at_files() as person:
        await person.press("slash")
        await person.write("STORE.py")
        await person.sees(
            "No file matches the text.", "^r in the filter line takes it as a regular expression."
        )
        await person.press("ctrl+u")
        await person.write("store.py")
        await person.sees("+ store.py", "1 file", "match the text")
        await person.press("ctrl+u")
        await person.write("s.+[.]py$")
        await person.sees("No file matches")
        await person.press("ctrl+r")
        await person.sees("+ passwords.py", "+ store.py", "match the expression")
        assert "templates/" not in person.screen
        await person.sees("/app/passwords.py")  # The cursor left the folder for the first of them.
        await person.write("(")
        await person.sees("is no regular expression", "+ store.py")
        await person.press("escape")
        await person.sees("7 files", "~ app/")


@pytest.mark.long
async def test_a_person_goes_from_change_to_change(at_files: Opened) -> None:
    async with at_files() as person:
        await person.press("a")
        await person.sees("usr/")
        await person.press("n")
        await person.sees("/app/app.py", "added by this layer")
        await person.press("n", "N", "N")
        await person.sees("no further change")


@pytest.mark.long
async def test_a_file_is_viewed_as_text_and_byte_by_byte(at_files: Opened, app_folder: Path) -> None:
    async with at_files() as person:
        await person.press("n")
        await person.sees("/app/app.py")
        await person.press("v")
        first = (app_folder / "app.py").read_text().splitlines()[0]
        await person.sees("  1  " + first, "-rw-r--r--")
        await person.press("x")
        await person.sees("00000000  ", (app_folder / "app.py").read_bytes()[:8].hex(" "))
        await person.press("escape")
        await person.sees("what it did")


@pytest.mark.long
async def test_the_file_beside_one_that_was_viewed_is_there_at_once(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    """The engine saved the whole image anew for each file."""
    with ArchiveGate(embedded.url) as gate:
        gate.let_pass()
        async with person_at_files(gate.url, engine, app_folder) as person:
            await person.press("n")
            await person.sees("/app/app.py")
            await person.press("v")
            await person.sees("  1  ", "-rw-r--r--")
            gate.hold()
            await person.press("escape", "n")
            await person.sees("/app/gunicorn.conf.py")
            await person.press("v")
            await person.sees("  1  " + (app_folder / "gunicorn.conf.py").read_text().splitlines()[0])


@pytest.mark.long
async def test_a_folder_has_nothing_to_view(at_files: Opened) -> None:
    async with at_files() as person:
        await person.press("v")
        await person.sees("A folder has no content of its own")


@pytest.mark.long
async def test_a_file_is_saved_and_replaced_only_when_that_is_agreed_to(
    at_files: Opened, app_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "chosen"
    target.mkdir()
    monkeypatch.chdir(target)
    saved = target / "app.py"
    async with at_files() as person:
        await person.press("n")
        await person.sees("/app/app.py")
        await person.press("x")
        await person.sees("Save /app/app.py", "Into the folder")
        await person.press("enter")
        await person.sees("Saved", "1 file")
        assert saved.read_bytes() == (app_folder / "app.py").read_bytes()
        saved.write_text("mine")
        await person.press("x", "enter")
        await person.sees("Replace the file?", "This will be lost")
        await person.press("n")
        await person.sees_no_more("Replace the file?")
        assert saved.read_text() == "mine"
        await person.press("x", "enter")
        await person.sees("Replace the file?")
        await person.press("y")
        await wait_until_async(
            lambda: [*target.iterdir()] == [saved] and saved.read_bytes() != b"mine",
            15,
            "the file, and nothing else, is there",
        )
        assert saved.read_bytes() == (app_folder / "app.py").read_bytes()


@pytest.mark.long
async def test_a_folder_to_save_into_must_exist(at_files: Opened) -> None:
    async with at_files() as person:
        await person.press("x", "ctrl+u")
        await person.write("/nowhere")
        await person.press("enter")
        await person.sees("Name a folder that exists.")


@pytest.mark.long
async def test_leaving_while_a_file_is_read_stops_reading_it(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    """Leaving wrote into the line of facts, which was gone by then."""
    with ArchiveGate(embedded.url) as gate:
        gate.let_pass()
        async with person_at_files(gate.url, engine, app_folder) as person:
            await person.press("n")
            await person.sees("/app/app.py")
            gate.hold()
            await person.press("v")
            await person.sees("the engine prepares the archive")


async def test_without_an_image_the_files_ask_for_one(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="layers") as person:
        await person.sees("redis:latest")
        await person.press("right_square_bracket", "right_square_bracket")
        await person.sees("No image is chosen", "o chooses one")
        await person.press("left_square_bracket", "left_square_bracket", "left_square_bracket")
        await person.sees("No images are compared")


@pytest.mark.long
async def test_what_is_wasted_is_told_with_its_layers_and_the_formula(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    dockerfile = (
        "FROM debian:bookworm-slim\n"
        "COPY requirements.txt /notes/a\n"
        "COPY app.py /notes/a\n"
        "COPY app.py /notes/b\n"
        "RUN rm /notes/b\n"
        "COPY app.py /notes/__pycache__/app.pyc\n"
    )
    async with person_at_wasteful(embedded, engine, app_folder, dockerfile) as person:
        await person.press("w")
        await person.sees("its own layers  3 files", "the base's layers", "efficiency", "÷ stored")
        await person.sees("overwritten", "removed")
        await person.press("E", "home", *["down"] * 7)
        await person.sees("/notes/b", "written by layer", "ended by layer")


@pytest.mark.long
async def test_advice_points_to_the_line_and_marks_the_step(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    dockerfile = (
        "FROM python:3.11\n"
        "COPY app.py /srv/again.py\n"
        "COPY app.py /srv/node_modules/app.js\n"
        "RUN rm /srv/again.py\n"
    )
    async with person_at_wasteful(embedded, engine, app_folder, dockerfile) as person:
        await person.sees("aaa:1 its own layers from Dockerfile.wasteful")
        await person.press("w")
        await person.sees("Dockerfile.wasteful:2 (layer ", "a later layer removes files")
        await person.sees("Dockerfile.wasteful:3 (layer ", "the whole context was copied")
        await person.sees("Dockerfile.wasteful:1 (the base)", "the base python:3.11 brings more")
        await person.press("home", "down")
        await person.sees("Start from python:3.11-slim")
        await person.press("left_square_bracket", "left_square_bracket", "end", "up")
        await person.sees("▲ −3.28 kB", "▲ saves 3.28 kB")


@pytest.mark.long
async def test_on_a_small_screen_the_instruction_stands_before_the_advice(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    """Advice on a step pushed what the step says out of the pane."""
    dockerfile = "FROM debian:bookworm-slim\nCOPY app.py /srv/node_modules/app.js\n"
    async with person_at_wasteful(embedded, engine, app_folder, dockerfile, size=(80, 24)) as person:
        await person.press("w")
        await person.sees("the whole context was copied")
        await person.press("left_square_bracket", "left_square_bracket", "end")
        await person.sees("▲ saves 3.28 kB")
        below = person.screen.rpartition("up to here")[2]
        assert 0 < below.index("COPY app.py /srv/node_modules/app.js") < below.index("▲ saves")


@pytest.mark.long
async def test_the_layer_shown_is_that_of_the_step_under_the_cursor(at_files: Opened) -> None:
    """The tab of files, come to by its neighbour, kept the layer of an image that was seen before."""
    async with at_files() as person:
        await person.sees("layer 8 of 8")
        await person.press("left_square_bracket", "home", "down", "down", "down", "right_square_bracket")
        await person.sees("layer 6 of 8")
        await person.press("o")
        await person.sees("Show the history of")
        await person.press("home", "down", "enter")
        await person.sees("cgr.dev/chainguard/python:latest all layers")
        await person.press("right_square_bracket")
        await person.sees("layer 2 of 2")
