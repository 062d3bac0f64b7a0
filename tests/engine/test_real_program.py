"""The real program in a real terminal: it starts, is used, meets trouble, and leaves as it came."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine
from tests.tools.program_terminal import ProgramTerminal
from tests.tools.waiting import wait_until
from workbench.services.write_sample import write_sample

_IMAGE = "debian:bookworm-slim"
_SEEN = {
    "2": "image",
    "3": "All images",
    "4": "full",
    "5": "giropops",
    "6": "container",
    "7": "Engine",
    "1": "name",
}


@pytest.fixture
def container(docker: DockerCli, unique_name: str) -> str:
    """The name of a container that runs and does nothing."""
    docker("run", "-d", "--name", unique_name, "--init", _IMAGE, "sleep", "1000", check=True)
    return unique_name


def start(engine_url: str, folder: Path, columns: int = 120, lines: int = 36) -> ProgramTerminal:
    return ProgramTerminal("--host", engine_url, str(folder), columns=columns, lines=lines)


def turn_to(terminal: ProgramTerminal, container: str) -> None:
    """Put the cursor of the Containers screen on one container, whatever else the engine has."""
    terminal.sees("● running")
    terminal.press("/")
    terminal.sees("Drop filter")
    terminal.press(container)
    terminal.sees(f" {container}")
    terminal.press("\r")
    terminal.sees_no_more("Drop filter")
    terminal.sees(f"  {container}")


def test_it_shows_what_runs_and_leaves_the_terminal_as_it_was(
    engine_url: str, container: str, tmp_path: Path
) -> None:
    with start(engine_url, tmp_path) as terminal:
        modes = terminal.modes
        terminal.sees(container, "● running")
        assert "1049" in terminal.modes
        terminal.press("q")
        assert terminal.ends_with() == 0
        assert terminal.settings == terminal.settings_before
        assert terminal.modes == modes


def test_forty_by_ten_is_enough(engine_url: str, container: str, tmp_path: Path) -> None:
    write_sample(tmp_path / "app")
    with start(engine_url, tmp_path / "app", columns=40, lines=10) as terminal:
        turn_to(terminal, container)
        for number, words in _SEEN.items():
            terminal.press(number)
            terminal.sees(words)
            assert "Traceback" not in terminal.screen
        terminal.press("q")
        assert terminal.ends_with() == 0


def test_a_shell_has_the_terminal_until_it_ends(
    engine_url: str, docker: DockerCli, container: str, tmp_path: Path
) -> None:
    with start(engine_url, tmp_path) as terminal:
        turn_to(terminal, container)
        terminal.press("e")
        terminal.sees("docker exec -it", "brings you back", ":/#")
        terminal.press("echo one $((1 + 1)) three\r")
        terminal.sees("one 2 three")
        terminal.press("sleep 2000\r")
        # Its echo comes before it runs: a shell that is about to start it would take the ctrl+c for itself.
        wait_until(lambda: "sleep 2000" in docker("top", container).stdout, 20, "what the shell started runs")
        terminal.press("\x03")
        terminal.sees("^C")
        terminal.press("echo still $((1 + 2)) here\r")
        terminal.sees("still 3 here")
        terminal.press("exit\r")
        terminal.sees(container, "● running", "q Quit")
        terminal.press("2")
        terminal.sees("unique")
        terminal.press("q")
        assert terminal.ends_with() == 0
        assert terminal.settings == terminal.settings_before


def test_ctrl_c_stops_nothing_and_says_which_keys_do(
    engine_url: str, container: str, docker: DockerCli, tmp_path: Path
) -> None:
    with start(engine_url, tmp_path) as terminal:
        terminal.sees(container)
        terminal.press("\x03")
        terminal.sees("Nothing was stopped", "q leaves")
        assert terminal.process.poll() is None
        assert docker.lines("inspect", "--format", "{{.State.Running}}", container) == ["true"]


def test_an_engine_that_stops_and_starts_again_is_told_and_followed_again(
    private_engine: Callable[[], PrivateEngine], tmp_path: Path
) -> None:
    engine = private_engine()
    with start(engine.url, tmp_path) as terminal:
        terminal.sees("No containers yet.")
        engine.stop()
        terminal.sees("The engine is gone", "GONE", "trying again")
        engine.start()
        terminal.sees_no_more("The engine is gone")
        terminal.press("7")
        terminal.sees("Networks")
        terminal.press("]]")
        terminal.sees("bridge")
        DockerCli(engine.url)("network", "create", "made-afterwards", check=True)
        terminal.sees("made-afterwards")


def test_no_engine_at_all_lists_where_it_was_looked_for(tmp_path: Path) -> None:
    with ProgramTerminal(str(tmp_path), DOCKER_HOST=f"unix://{tmp_path}/nothing.sock") as terminal:
        # a long path is wrapped, so that no more of its line can be looked for
        terminal.sees("No engine answers", "Nothing is there", "Trying again")
        terminal.press("q")
        assert terminal.ends_with() == 0
        assert terminal.settings == terminal.settings_before


def test_an_engine_that_comes_is_found_by_itself(
    private_engine: Callable[[], PrivateEngine], tmp_path: Path
) -> None:
    engine = private_engine()
    engine.stop()
    with start(engine.url, tmp_path) as terminal:
        terminal.sees("No engine answers")
        engine.start()
        terminal.sees("No containers yet.")


def test_closing_the_terminal_leaves_no_process(engine_url: str, container: str, tmp_path: Path) -> None:
    with start(engine_url, tmp_path) as terminal:
        turn_to(terminal, container)
        terminal.press("l")
        terminal.sees("following")
        session = terminal.process.pid
        terminal.hang_up()
        wait_until(lambda: terminal.process.poll() is not None, 60, "the program has ended")
        assert not processes_of(session)


def processes_of(session: int) -> list[str]:
    """The processes of a session that still live."""
    living: list[str] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (entry / "stat").exists():
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                living.append(entry.name)
    return living
