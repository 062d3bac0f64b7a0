"""Leaving without `q`: nothing is left running, no file behind, and the terminal as it was."""

import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.program_terminal import ProgramTerminal
from tests.tools.waiting import wait_until


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Where the program makes its temporary files; its path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="wb-") as folder:
        yield Path(folder)


@pytest.fixture(params=[True, False], ids=["hung up", "without a word"])
def terminal(request: pytest.FixtureRequest, scratch: Path) -> Iterator[ProgramTerminal]:
    """The real program on its embedded engine."""
    with ProgramTerminal("--embedded", is_own=request.param, TMPDIR=str(scratch)) as program:
        program.sees("No containers yet.", "EMBEDDED")
        assert list(scratch.iterdir())
        yield program


@pytest.mark.long
def test_a_terminal_that_goes_away_ends_the_program(terminal: ProgramTerminal, scratch: Path) -> None:
    terminal.press("7")
    terminal.hang_up()
    wait_until(lambda: terminal.process.poll() is not None, 3, "the program has ended")
    assert terminal.process.returncode == 128 + signal.SIGHUP
    assert list(scratch.iterdir()) == []


@pytest.mark.long
def test_it_ends_when_it_is_told_to(terminal: ProgramTerminal, scratch: Path) -> None:
    before = terminal.settings_before
    terminal.process.terminate()
    assert terminal.ends_with() == 128 + signal.SIGTERM
    assert terminal.settings == before
    assert not terminal.modes & {"1000", "1003", "1006", "1049", "2004"}
    assert list(scratch.iterdir()) == []
