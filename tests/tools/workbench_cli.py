"""The workbench's own command line, run as a person runs it: in a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.tools.waiting import wait_until

_PROGRAM = (sys.executable, "-m", "workbench")
_TIMEOUT_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Run:
    """A run that goes on, with what it has written so far."""

    process: subprocess.Popen[bytes]
    output_file: Path
    progress_file: Path

    @property
    def output(self) -> str:
        """What it wrote to stdout."""
        return self.output_file.read_text(errors="replace")

    @property
    def progress(self) -> str:
        """What it wrote to stderr."""
        return self.progress_file.read_text(errors="replace")

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(_TIMEOUT_SECONDS)

    def wait_for_progress(self, text: str) -> None:
        """Wait until stderr holds a text."""
        wait_until(lambda: text in self.progress or self.process.poll() is not None, 60, f"{text} on stderr")
        assert text in self.progress, self.progress


@dataclass(frozen=True, slots=True)
class WorkbenchCli:
    """Calls `workbench` for one engine: `workbench("images", "--json")`."""

    url: str

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            [*_PROGRAM, *words],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TIMEOUT_SECONDS,
            env=self._environment,
        )

    def output_bytes(self, *words: str) -> bytes:
        """The exact bytes on stdout of a run that goes well."""
        done = subprocess.run(
            [*_PROGRAM, *words],
            check=True,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            env=self._environment,
        )
        return done.stdout

    @contextmanager
    def start(self, folder: Path, *words: str) -> Generator[Run]:
        """Run it beside the test; it is ended with the block at the latest."""
        output_file, progress_file = folder / "stdout", folder / "stderr"
        with output_file.open("wb") as output, progress_file.open("wb") as progress:
            process = subprocess.Popen(
                [*_PROGRAM, *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=progress,
                env=self._environment,
            )
        try:
            yield Run(process, output_file, progress_file)
        finally:
            process.kill()
            process.wait(_TIMEOUT_SECONDS)

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "DOCKER_HOST": self.url}
