"""A shell in a real container has this terminal as its own, and gives it back as it was."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from workbench.domain.commands import OpenShell
from workbench.domain.errors import InvalidInput, NotFound, WrongState
from workbench.engine.engine import Engine

IMAGE = "debian:bookworm-slim"
NO_SHELL = "cgr.dev/chainguard/python:latest"
BUSYBOX = "python:3.11-alpine"
DEADLINE_SECONDS = 30.0
PROGRAM = """
import sys
from workbench.domain.commands import OpenShell
from workbench.engine.connect import connect
print("exit code", connect(host=sys.argv[1]).open_shell(OpenShell(sys.argv[2], sys.argv[3])), flush=True)
"""


class Terminal:
    """A terminal in which a person opens a shell."""

    def __init__(self, *arguments: str) -> None:
        self._near, self._far = pty.openpty()
        self.resize(77, 33)
        self.before = termios.tcgetattr(self._far)
        self.shown = b""
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            stdin=self._far,
            stdout=self._far,
            stderr=self._far,
            start_new_session=True,
            cwd=Path(__file__).parents[2],
        )

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._near, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, text: bytes) -> None:
        while text:
            self._read()
            if select.select([], [self._near], [], 0.01)[1]:
                text = text[os.write(self._near, text[:512]) :]

    def shows(self, text: bytes) -> bool:
        self._read()
        return text in self.shown

    def wait_for(self, text: bytes) -> None:
        wait_until(lambda: self.shows(text), DEADLINE_SECONDS, f"{text!r} is shown")

    def settings(self) -> list[object]:
        return list(termios.tcgetattr(self._far))

    def close(self) -> None:
        self._process.kill()
        self._process.wait(DEADLINE_SECONDS)
        os.close(self._near)
        os.close(self._far)

    def _read(self) -> None:
        while select.select([self._near], [], [], 0)[0]:
            self.shown += os.read(self._near, 65_536)


@pytest.fixture
def container(docker: DockerCli, unique_name: str) -> str:
    docker("run", "-d", "--name", unique_name, IMAGE, "sleep", "1000", check=True)
    return unique_name


@pytest.fixture
def terminal(engine_url: str, container: str) -> Iterator[Terminal]:
    terminal = Terminal(engine_url, container, "sh")
    terminal.wait_for(b"# ")
    yield terminal
    terminal.close()


def test_what_is_typed_is_run_in_the_container(terminal: Terminal, container: str, docker: DockerCli) -> None:
    terminal.type(b"echo $((6 * 7))-there; tty; hostname\n")
    terminal.wait_for(b"42-there")
    terminal.wait_for(b"/dev/pts/")
    terminal.wait_for(docker.lines("inspect", "-f", "{{.Config.Hostname}}", container)[0].encode())


def test_its_exit_code_comes_back_and_the_terminal_is_as_before(terminal: Terminal) -> None:
    assert terminal.settings() != terminal.before
    terminal.type(b"exit 7\n")
    terminal.wait_for(b"exit code 7")
    assert terminal.settings() == terminal.before


def test_the_shell_knows_the_windows_size_and_its_changes(terminal: Terminal) -> None:
    def has_size(size: bytes) -> bool:
        terminal.type(b"stty size\n")
        return terminal.shows(size)

    wait_until(lambda: has_size(b"33 77"), DEADLINE_SECONDS)
    terminal.resize(91, 41)
    wait_until(lambda: has_size(b"41 91"), DEADLINE_SECONDS)


def test_keys_go_to_the_shell_as_they_are(terminal: Terminal) -> None:
    terminal.type(b"echo $((40 + 1))-begun; sleep 1000\n")
    terminal.wait_for(b"41-begun")
    terminal.type(b"\x03")
    terminal.wait_for(b"^C")
    terminal.type(b"echo $((40 + 2))-interrupted\n")
    terminal.wait_for(b"42-interrupted")


def test_a_large_paste_and_much_output_do_not_stop_one_another(terminal: Terminal) -> None:
    terminal.type(b"stty -echo; cat >/tmp/pasted <<'EOF'\n")
    terminal.type(b"".join(b"line %d of a paste\n" % number for number in range(20_000)))
    terminal.type(b"EOF\nstty echo; seq 100000; wc -l </tmp/pasted; echo all-$((1 + 1))\n")
    terminal.wait_for(b"all-2")
    assert b"\r\n100000\r\n20000\r\nall-2" in terminal.shown


def test_a_container_that_ends_ends_its_shell(terminal: Terminal, docker: DockerCli, container: str) -> None:
    docker("kill", container, check=True)
    terminal.wait_for(b"exit code 137")
    assert terminal.settings() == terminal.before


@pytest.mark.parametrize(
    ("image", "shells"), [(IMAGE, ("bash", "sh")), (BUSYBOX, ("ash", "sh")), (NO_SHELL, ())]
)
def test_the_shells_of_a_container_are_known_before_it_runs(
    engine: Engine, docker: DockerCli, unique_name: str, image: str, shells: tuple[str, ...]
) -> None:
    docker("create", "--name", unique_name, image, "true", check=True)
    assert engine.shells(unique_name) == shells


def test_no_such_container_has_no_shells_to_tell(engine: Engine, unique_name: str) -> None:
    with pytest.raises(NotFound):
        engine.shells(unique_name)


def test_without_a_terminal_no_shell_is_opened(engine: Engine, container: str) -> None:
    with pytest.MonkeyPatch.context() as patch, Path(os.devnull).open(encoding="utf-8") as nothing:
        patch.setattr(sys, "__stdin__", nothing)
        with pytest.raises(InvalidInput, match="terminal"):
            engine.open_shell(OpenShell(container, "sh"))


def test_a_stopped_container_opens_none(engine_url: str, docker: DockerCli, unique_name: str) -> None:
    docker("create", "--name", unique_name, IMAGE, "true", check=True)
    terminal = Terminal(engine_url, unique_name, "sh")
    terminal.wait_for(WrongState.__name__.encode())
    terminal.close()
