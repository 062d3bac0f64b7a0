"""Ten thousand embedded containers, a hundred changes a second: `python -m tests.bench.storm`.

The list on the screen; a step of the cursor, a page, a filter while containers are renamed all the time. The
floor is a step in a quiet list. The engine, the workbench and this clock each have a process of their own.
"""

import argparse
import itertools
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

from tests.bench.api import ask
from tests.bench.measure import Figure, median, percentile, show
from tests.bench.programs import start_workbench
from tests.bench.terminal import Terminal

_KEY_AIM_MS = 60
_CHANGES_A_SECOND = 100
_DOWN, _UP, _PAGE_DOWN = "\x1b[B", "\x1b[A", "\x1b[6~"
_ANY_NAME = re.compile(rb"-\d{5}")
_ANYTHING = re.compile(rb"[^\s]")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    with _engine(options.count) as url:
        names = sorted(re.findall(rb'"Names": ?\["/([^"]+)"', ask(url, "GET", "/containers/json?all=1")))
        first, second = names[0].decode(), names[1].decode()
        with start_workbench(url) as program:
            listed = (program.wait_for(first, timeout_seconds=60) - program.started_at) * 1000
            time.sleep(3)
            quiet = _steps(program, second, 60)
            storm = _Storm(url, [name.decode() for name in names[-200:-100]])
            storm.start()
            steps = _steps(program, second, int(options.seconds / 0.1))
            pages = _pages(program, 40)
            filtered = _filter(program, names[len(names) // 2].decode())
            changes = storm.stop()
    p99 = percentile(steps, 99)
    show(
        f"{options.count:,} containers, {changes:.0f} changes a second",
        [
            Figure("start to the list on the screen", listed, "ms"),
            Figure("a step of the cursor, quiet, median", median(quiet), "ms"),
            Figure("a step in the storm, median", median(steps), "ms", median(quiet), "quiet"),
            Figure(
                "a step in the storm, p99",
                p99,
                "ms",
                percentile(quiet, 99),
                "quiet",
                f"under {_KEY_AIM_MS} ms",
                p99 < _KEY_AIM_MS,
            ),
            Figure("a page down in the storm, median", median(pages), "ms", median(quiet), "a quiet step"),
            Figure("a page down in the storm, p99", percentile(pages, 99), "ms"),
            Figure("a letter of the filter to its rows, median", median(filtered), "ms"),
        ],
    )


@contextmanager
def _engine(count: int) -> Generator[str]:
    with tempfile.TemporaryDirectory(prefix="workbench-storm-") as folder:
        words = ["engine", "--socket", f"{folder}/docker.sock", "--containers", str(count)]
        command = [sys.executable, "-m", "workbench", *words]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as engine:
            assert engine.stdout is not None
            url = engine.stdout.readline().strip().partition("=")[2]
            try:
                yield url
            finally:
                engine.terminate()


def _steps(program: Terminal, second: str, count: int) -> list[float]:
    """Step between the first two rows; both are painted anew."""
    taken: list[float] = []
    for key in itertools.islice(itertools.cycle((_DOWN, _UP)), count):
        mark = program.now
        pressed = program.send(key)
        taken.append((program.wait_for(second, mark) - pressed) * 1000)
        time.sleep(0.1)
    return taken


def _pages(program: Terminal, count: int) -> list[float]:
    """Page down through the list: other rows are painted each time."""
    taken: list[float] = []
    for _ in range(count):
        mark = program.now
        pressed = program.send(_PAGE_DOWN)
        taken.append((program.wait_for_match(_ANY_NAME, mark)[0] - pressed) * 1000)
        time.sleep(0.1)
    return taken


def _filter(program: Terminal, name: str) -> list[float]:
    """Type a name into the filter: each letter is painted where it is typed, and the rows that have it."""
    program.send("/")
    time.sleep(0.5)
    taken: list[float] = []
    mark = program.now
    for letter in name:
        mark = program.now
        pressed = program.send(letter)
        taken.append((program.wait_for_match(_ANYTHING, mark)[0] - pressed) * 1000)
        time.sleep(0.2)
    program.wait_for(name, mark)
    return taken


class _Storm:
    """Pauses and unpauses containers, or renames those that do not run, as often as it is asked to."""

    def __init__(self, url: str, names: list[str]) -> None:
        self._url = url
        self._names = names
        self._ended = threading.Event()
        self._changes = 0
        self._began = 0.0
        self._thread = threading.Thread(target=self._blow, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._began = time.monotonic()
        self._thread.start()

    def stop(self) -> float:
        """End, and give how many changes there were a second."""
        self._ended.set()
        self._thread.join()
        return self._changes / (time.monotonic() - self._began)

    def _blow(self) -> None:
        for number in itertools.count():
            due = self._began + number / _CHANGES_A_SECOND
            if self._ended.wait(max(0.0, due - time.monotonic())):
                return
            name = self._names[number % len(self._names)]
            other = name.removesuffix("-x") if name.endswith("-x") else f"{name}-x"
            ask(self._url, "POST", f"/containers/{name}/rename?name={other}")
            self._names[number % len(self._names)] = other
            self._changes += 1


if __name__ == "__main__":
    main()
