"""`workbench logs`: the logs of one or several containers."""

import argparse
import heapq
import queue
import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from itertools import chain

from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.log_writer import LogWriter
from workbench.cli_jobs.output import say
from workbench.domain.logs import LogLine
from workbench.engine.engine import Engine
from workbench.services.follow_logs import LogFollower

_LINES_AT_A_TIME = 1000
# A reader that is slower than the containers slows the reading; nothing is dropped.
_BATCHES_WAITING = 64
_LOOK_SECONDS = 0.1
_EXAMPLES = """\
examples:
  workbench logs web --tail 20
  workbench logs web redis --follow          both, each line with its container's name
  workbench logs web > web.log               the exact bytes, standard output and error together
  workbench logs web --json | jq -r 'select(.stream == "stderr") | .text'

Lines of several containers stand in the order of their times; with --follow as they come. Following goes on
when a container or the engine is started again, until Ctrl-C.

JSON: one object a line, with the keys container, stream (stdout or stderr), timestamp, text"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME", nargs="+", help="a container's name or id")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with the lines to come")
    parser.add_argument("-n", "--tail", metavar="N", type=_line_count, help="only the last N lines of each")
    parser.add_argument("--json", action="store_true", help="print a JSON object for each line")


def _line_count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number of lines")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    refs = list(dict.fromkeys(options.names))
    tail: int | None = options.tail
    with connected(options) as engine:
        # Every name is looked up before the first line, so that a mistyped one is not overlooked.
        names = [engine.container(ref).container.name for ref in refs]
        writer = LogWriter(names, as_json=options.json)
        if options.follow:
            _follow(engine, refs, tail, writer)
        else:
            _print(engine, refs, tail, writer)
    return 0


def _print(engine: Engine, refs: list[str], tail: int | None, writer: LogWriter) -> None:
    with ExitStack() as opened:
        streams = [opened.enter_context(engine.logs(ref, tail=tail, follow=False)) for ref in refs]
        if len(streams) == 1:
            for batch in streams[0]:
                writer.write(batch)
        else:
            lines = heapq.merge(*map(chain.from_iterable, streams), key=_timestamp)
            for some in _in_batches(lines):
                writer.write(some)
    writer.flush()


def _timestamp(line: LogLine) -> str:
    return line.timestamp


def _in_batches(lines: Iterable[LogLine]) -> Iterable[list[LogLine]]:
    batch: list[LogLine] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _LINES_AT_A_TIME:
            yield batch
            batch = []
    yield batch


def _follow(engine: Engine, refs: list[str], tail: int | None, writer: LogWriter) -> None:
    """Write from this thread what the follower's threads bring, until Ctrl-C or until nobody reads."""
    waiting: queue.Queue[Sequence[LogLine]] = queue.Queue(_BATCHES_WAITING)
    ended = threading.Event()

    def hand_over(lines: Sequence[LogLine]) -> None:
        while not ended.is_set():
            try:
                waiting.put(lines, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return

    follower = LogFollower(engine, hand_over, lambda source, message: say(f"{source}: {message}"))
    follower.follow(refs, tail)
    try:
        while True:
            writer.write(waiting.get())
            if waiting.empty():
                writer.flush()
    finally:
        ended.set()
        follower.stop()


JOB = Job("Print the logs of containers, and follow them.", _EXAMPLES, _add_options, _run)
