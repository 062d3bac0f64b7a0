"""The log of one container as a stream of lines."""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

from workbench.domain.errors import WorkbenchError
from workbench.domain.logs import LogLine
from workbench.domain.raw import Raw, raw_object
from workbench.engine.calls import get, named
from workbench.engine.failures import translated
from workbench.engine.log_lines import FramedLines, TerminalLines
from workbench.engine.moments import seconds_since_epoch
from workbench.engine.raw_socket import MakeClient, RawBody, open_body

# Lines of two streams that crossed were never seen further apart than a few.
_KEPT_LINES = 1000


# An engine sends each line by itself. Where one comes right after the other, a moment is waited for more of
# them: to be woken for every line takes longer than to read it. A connection holds a few hundred lines, so
# after a large piece nothing is waited for.
_REST_SECONDS = 0.002
_SMALL_BYTES = 4096


class _Mark:
    """The time of the last line that was handed on, and what was handed on of that time or later.

    The lines of two streams need not come in the order of their times.
    """

    def __init__(self) -> None:
        self.timestamp = ""
        self._first = ""
        self._batches: deque[Sequence[LogLine]] = deque()
        self._count = 0

    def move(self, batch: Sequence[LogLine]) -> None:
        """These lines were handed on."""
        self._first = self._first or batch[0].timestamp
        self.timestamp = batch[-1].timestamp
        self._batches.append(batch)
        self._count += len(batch)
        while self._count - len(self._batches[0]) >= _KEPT_LINES:
            self._count -= len(self._batches.popleft())

    def rest(self, lines: Sequence[LogLine], *, is_cut: bool) -> tuple[LogLine, ...]:
        """What was not handed on yet, of lines from the mark's time on.

        A log that was cut may have begun in the middle of that time; then none of its lines counts as new.
        """
        known = Counter(line for batch in self._batches for line in batch if line.timestamp >= self.timestamp)
        fresh: list[LogLine] = []
        for line in lines:
            if known[line]:
                known[line] -= 1
            elif not (is_cut and line.timestamp == self.timestamp == self._first):
                fresh.append(line)
        return tuple(fresh)


class LogStream:
    """Batches of lines as they arrive; ends with the container, when closed, or by EngineGone."""

    def __init__(self, make_client: MakeClient, facts: Raw, parameters: Mapping[str, str]) -> None:
        self.source = facts.text("Name").lstrip("/")
        self.has_tty = facts.child("Config").flag("Tty")
        self._make_client = make_client
        self._path = named("/containers/{}/logs", facts.text("Id"))
        self._parameters = dict(parameters)
        self._lock = threading.Lock()
        self._closed = False
        self._body = self._open(self._parameters)

    def close(self) -> None:
        """End it, from any thread, within milliseconds."""
        with self._lock:
            self._closed = True
            body = self._body
        body.close()

    def __iter__(self) -> Iterator[Sequence[LogLine]]:
        lines, mark = self._reader(), _Mark()
        with self._body as body:
            asked_at = time.monotonic()
            while block := body.read():
                came_soon = time.monotonic() - asked_at < _REST_SECONDS
                if batch := lines.feed(block):
                    mark.move(batch)
                    yield batch
                if came_soon and len(block) < _SMALL_BYTES:
                    time.sleep(_REST_SECONDS)
                asked_at = time.monotonic()
        if not self._closed and (rest := self._rest(mark, tuple(lines.finish()))):
            yield rest

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _reader(self) -> TerminalLines | FramedLines:
        return TerminalLines(self.source) if self.has_tty else FramedLines(self.source)

    def _open(self, parameters: Mapping[str, str]) -> RawBody:
        return open_body(self._make_client, self._path, parameters, doing=f"read the log of {self.source}")

    def _rest(self, mark: _Mark, unfinished: tuple[LogLine, ...]) -> tuple[LogLine, ...]:
        """What the log holds beyond the last whole line.

        An engine that follows may leave out a container's last words where no newline ended them.
        """
        if self._parameters["follow"] == "0":
            return unfinished
        parameters = {**self._parameters, "follow": "0"}
        if mark.timestamp:
            parameters |= {"since": seconds_since_epoch(mark.timestamp), "tail": "all"}
        try:
            body = self._open(parameters)
        except WorkbenchError:  # The container is gone, and its log with it.
            return unfinished
        with self._lock:
            self._body = body
            if self._closed:
                body.close()
        lines, found = self._reader(), list[LogLine]()
        with body:
            while block := body.read():
                found += lines.feed(block)
        return mark.rest([*found, *lines.finish()], is_cut=self._parameters["tail"] != "all")


def open_logs(
    make_client: MakeClient, ref: str, *, tail: int | None = None, follow: bool = True, since: str = ""
) -> LogStream:
    """The log of a container, its last lines only where `tail` says so; raises NotFound.

    `since` is a line's timestamp or seconds since 1970; lines of that very time come again.
    """
    with translated(f"read the log of {ref}"):
        client = make_client()
        try:
            facts = raw_object(get(client, named("/containers/{}/json", ref)))
        finally:
            client.close()
    parameters = {
        "stdout": "1",
        "stderr": "1",
        "timestamps": "1",
        "follow": "1" if follow else "0",
        "tail": "all" if tail is None else str(tail),
    }
    if since:
        parameters["since"] = seconds_since_epoch(since)
    return LogStream(make_client, facts, parameters)
