"""Names, labels, logs, Dockerfiles and build output hold anything; the screen and the terminal stay whole."""

from pathlib import Path

import pytest

from tests.screens.person import Person, person_at
from tests.tools.docker_cli import DockerCli
from tests.tools.workbench_cli import WorkbenchCli

_BASE = "debian:bookworm-slim"
_SIZE = (140, 45)
_SECONDS = 60.0
# Markup that acts or crashes, a window title, a clipboard, a cursor move, C1, text turned round, a bell.
_HOSTILE = (
    "[/] [bold]loud[/bold] [@click=app.quit]go[/] \x1b]0;evil\x07 \x1b]52;c;ZXZpbA==\x07 \x1b[2J \x9b31m "
    "\u202edorp\u202c \u2066x\u2069 \x07 end"
)
_FORBIDDEN = {
    *map(chr, range(32)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2069",
}


@pytest.fixture
def hostile(docker: DockerCli, unique_name: str, tmp_path: Path) -> str:
    """A container whose labels, environment, command and log are full of it; its name."""
    program = tmp_path / "log"
    program.write_bytes(
        f"first {_HOSTILE}\n".encode() + b"nul \x00 here\n" + b"x" * 1_000_000 + b"\nlast line\n"
    )
    docker(
        *("create", "--name", unique_name, "--label", f"note={_HOSTILE}", "-e", f"NOTE={_HOSTILE}"),
        *(_BASE, "sh", "-c", "cat /log; exec sleep 1000", _HOSTILE),
        check=True,
    )
    docker("cp", str(program), f"{unique_name}:/log", check=True)
    docker("start", unique_name, check=True)
    return unique_name


def harmless(person: Person) -> None:
    """Nothing stands on the screen that a terminal would obey."""
    found = _FORBIDDEN & set(person.screen.replace("\n", ""))
    assert not found, f"{found!r}\n{person.screen}"


async def test_a_hostile_container_is_shown_on_every_page(
    engine_url: str, hostile: str, tmp_path: Path
) -> None:
    async with person_at(engine_url, tmp_path, size=_SIZE) as person:
        await person.sees(hostile)
        await person.narrow(hostile)
        await person.sees("last line", "[/] [bold]loud[/bold]", "dorp", seconds=_SECONDS)
        harmless(person)
        for page in ("entrypoint", "sleep", "/log", "[/] [bold]loud[/bold]"):
            await person.press("right_square_bracket")
            if page == "entrypoint":
                await person.press("right_square_bracket")
            await person.sees(page)
            harmless(person)
        await person.press("d")
        await person.sees(f"Remove {hostile}?")
        await person.press("n")


async def test_a_hostile_log_can_be_read_wrapped_searched_and_saved(
    engine_url: str, hostile: str, docker: DockerCli, tmp_path: Path
) -> None:
    async with person_at(engine_url, tmp_path, size=_SIZE) as person:
        await person.sees(hostile)
        await person.narrow(hostile)
        await person.press("l")
        await person.sees("last line", "4 received", "0 dropped", seconds=_SECONDS)
        harmless(person)
        await person.press("z", "slash")
        await person.write("[/bold]")
        await person.sees("1 match")
        await person.press("enter", "escape")
        harmless(person)
        await person.press("S")
        await person.sees("Save 4 lines")
        target = tmp_path / "saved.log"
        await person.press("end", *(["backspace"] * 150))
        await person.write(str(target))
        await person.press("enter")
        await person.sees("Saved")
    assert target.read_bytes() == (tmp_path / "log").read_bytes()


async def test_a_hostile_dockerfile_and_its_output_are_text(
    engine_url: str, unique_name: str, tmp_path: Path
) -> None:
    app = tmp_path / unique_name
    app.mkdir()
    shown = _HOSTILE.replace("\x1b", "\\033").replace("\x07", "\\007").replace("\x9b", "\\233")
    (app / "Dockerfile.one").write_text(
        f"FROM {_BASE}\n# {_HOSTILE}\nLABEL note='{_HOSTILE}'\nRUN printf '{shown}\\n'; exit 7\n", "utf-8"
    )
    async with person_at(engine_url, app, first="variants", size=_SIZE) as person:
        await person.sees("[/] [bold]loud[/bold]", "○ not built")
        harmless(person)
        await person.press("b")
        await person.sees("✗ failed", "dorp", "7", seconds=_SECONDS)
        harmless(person)


def test_the_command_line_lets_nothing_through_to_a_terminal(
    engine_url: str, hostile: str, tmp_path: Path
) -> None:
    workbench = WorkbenchCli(engine_url)
    listed = workbench("containers")
    assert hostile in listed.stdout
    assert not _FORBIDDEN - {"\n"} & set(listed.stdout)
