"""The log of one container as a stream of lines."""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

from workbench.domain.logs import LogLine
from workbench.engine.calls import get, named
from workbench.engine.failures import translated
from workbench.engine.log_lines import FramedLines, TerminalLines
from workbench.engine.moments import seconds_since_epoch
from workbench.engine.raw import raw_object
from workbench.engine.raw_socket import MakeClient, RawBody, open_body


class LogStream:
    """Batches of lines as they arrive; ends with the container, when closed, or by EngineGone."""

    def __init__(self, body: RawBody, source: str, *, has_tty: bool) -> None:
        self.source = source
        self.has_tty = has_tty
        self._body = body

    def close(self) -> None:
        """End it, from any thread, within milliseconds."""
        self._body.close()

    def __iter__(self) -> Iterator[tuple[LogLine, ...]]:
        lines = TerminalLines(self.source) if self.has_tty else FramedLines(self.source)
        with self._body as body:
            while block := body.read():
                if batch := lines.feed(block):
                    yield tuple(batch)
            if batch := lines.finish():
                yield tuple(batch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_logs(
    make_client: MakeClient, ref: str, *, tail: int | None = None, follow: bool = True, since: str = ""
) -> LogStream:
    """The log of a container, its last lines only where `tail` says so; raises NotFound.

    `since` is a line's timestamp or seconds since 1970; lines of that very time come again.
    """
    doing = f"read the log of {ref}"
    with translated(doing):
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
    body = open_body(make_client, named("/containers/{}/logs", facts.text("Id")), parameters, doing=doing)
    return LogStream(body, facts.text("Name").lstrip("/"), has_tty=facts.child("Config").flag("Tty"))
