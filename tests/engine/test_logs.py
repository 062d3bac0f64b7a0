"""Logs of real containers come exact, whole, and end at once when somebody wants them to."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.relay import Relay, server_context
from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from workbench.domain.engines import Candidate, CandidateSource
from workbench.domain.errors import NotFound, WorkbenchError
from workbench.domain.logs import LogLine, StdStream
from workbench.engine.connect import open_engine
from workbench.engine.engine import Engine
from workbench.engine.streams import LogStream

IMAGE = "debian:bookworm-slim"
LONG = 100 * 1024
DEADLINE_SECONDS = 30.0

Run = Callable[..., str]


@pytest.fixture
def run(docker: DockerCli, unique_name: str) -> Run:
    """Start a container that runs a shell script; its name."""

    def start(script: str, *options: str) -> str:
        docker("run", "-d", "--name", unique_name, *options, IMAGE, "sh", "-c", script, check=True)
        return unique_name

    return start


def all_lines(stream: LogStream) -> list[LogLine]:
    with stream:
        return [line for batch in stream for line in batch]


def in_background(stream: LogStream) -> tuple[threading.Thread, list[LogLine], list[WorkbenchError]]:
    lines: list[LogLine] = []
    errors: list[WorkbenchError] = []

    def read() -> None:
        try:
            for batch in stream:
                lines.extend(batch)
        except WorkbenchError as error:
            errors.append(error)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread, lines, errors


SCRIPT = (
    r"printf '  two spaces\n\ttab \n\n\nr\rs\r\n'; "
    rf"head -c {LONG} /dev/zero | tr '\000' x; printf '\nno end'"
)
LINES = [b"  two spaces", b"\ttab ", b"", b"", b"r\rs\r", b"x" * LONG, b"no end"]


def test_lines_are_exact_to_the_byte(engine: Engine, run: Run) -> None:
    name = run(SCRIPT)
    lines = all_lines(engine.logs(name))
    assert [line.text for line in lines] == LINES
    assert {(line.source, line.stream) for line in lines} == {(name, StdStream.STDOUT)}
    assert [line.timestamp for line in lines] == sorted(line.timestamp for line in lines)


def test_lines_of_a_terminal_are_exact_but_for_the_terminals_own_line_ends(engine: Engine, run: Run) -> None:
    lines = all_lines(engine.logs(run(f"stty -opost; {SCRIPT}", "--tty")))
    assert [line.text.removesuffix(b"\r") for line in lines] == [text.removesuffix(b"\r") for text in LINES]


def test_a_terminal_ends_its_lines_with_a_carriage_return_that_is_taken_off(engine: Engine, run: Run) -> None:
    assert [line.text for line in all_lines(engine.logs(run(r"printf ' a\n\nb\n'", "--tty")))] == [
        b" a",
        b"",
        b"b",
    ]


def test_bytes_that_are_no_text_stay_as_they_are(engine: Engine, run: Run) -> None:
    # The engine's default log driver writes JSON and so replaces them; this one keeps bytes.
    lines = all_lines(engine.logs(run(r"printf '\377\376 bytes\n\000\n'", "--log-driver", "local")))
    assert [line.text for line in lines] == [b"\xff\xfe bytes", b"\x00"]


def test_output_and_errors_are_told_apart(engine: Engine, run: Run) -> None:
    lines = all_lines(engine.logs(run("for i in 1 2 3; do echo out$i; echo err$i >&2; done")))
    out = [line.text for line in lines if line.stream is StdStream.STDOUT]
    err = [line.text for line in lines if line.stream is StdStream.STDERR]
    assert (out, err) == ([b"out1", b"out2", b"out3"], [b"err1", b"err2", b"err3"])


def test_long_lines_of_both_streams_at_once_are_not_mixed(engine: Engine, run: Run) -> None:
    """Their times may stand in another order than they; then both came twice when the container ended."""
    long = "head -c 50000 /dev/zero | tr '\\0' {0}; echo"
    name = run(f"({long.format('o')}) & ({long.format('e')}) >&2; wait")
    lines = all_lines(engine.logs(name))
    assert sorted((line.stream, line.text) for line in lines) == [
        (StdStream.STDOUT, b"o" * 50_000),
        (StdStream.STDERR, b"e" * 50_000),
    ]


def test_the_last_lines_and_those_since_a_moment(engine: Engine, run: Run, docker: DockerCli) -> None:
    name = run("for i in 1 2 3 4 5; do echo $i; sleep 0.01; done")
    docker("wait", name, check=True)
    lines = all_lines(engine.logs(name, follow=False))
    assert all_lines(engine.logs(name, tail=2, follow=False)) == lines[-2:]
    assert all_lines(engine.logs(name, follow=False, since=lines[2].timestamp)) == lines[2:]
    assert all_lines(engine.logs(name, tail=0, follow=False)) == []


@pytest.mark.parametrize("options", [(), ("--tty",)], ids=["frames", "terminal"])
def test_of_a_million_lines_none_is_lost_or_altered(
    engine: Engine, run: Run, options: tuple[str, ...]
) -> None:
    name = run("seq -f '  line %.0f of many' 1000000", *options)
    found, count = hashlib.sha256(), 0
    with engine.logs(name) as stream:
        for batch in stream:
            count += len(batch)
            found.update(b"".join(line.text + b"\n" for line in batch))
    wanted = hashlib.sha256()
    for number in range(1, 1_000_001):
        wanted.update(b"  line %d of many\n" % number)
    assert (count, found.hexdigest()) == (1_000_000, wanted.hexdigest())


def test_another_thread_ends_a_silent_stream(engine: Engine, run: Run) -> None:
    stream = engine.logs(run("echo once; sleep 1000"))
    thread, lines, errors = in_background(stream)
    wait_until(lambda: lines)
    stream.close()
    thread.join(DEADLINE_SECONDS)
    assert not thread.is_alive()
    assert errors == []


def test_a_closed_stream_has_no_more_lines(engine: Engine, run: Run) -> None:
    stream = engine.logs(run("echo once"))
    stream.close()
    stream.close()
    assert list(stream) == []


def test_a_container_removed_while_it_is_read_ends_its_log(
    engine: Engine, run: Run, docker: DockerCli
) -> None:
    name = run("while :; do echo x; sleep 0.01; done")
    thread, lines, errors = in_background(engine.logs(name))
    wait_until(lambda: lines)
    docker("rm", "--force", name, check=True)
    thread.join(DEADLINE_SECONDS)
    assert not thread.is_alive()
    assert errors == []


def test_no_such_container_is_said_before_anything_is_read(engine: Engine, unique_name: str) -> None:
    with pytest.raises(NotFound):
        engine.logs(unique_name)


@pytest.mark.parametrize("with_tls", [False, True], ids=["tcp", "tls"])
def test_logs_come_and_end_over_the_network_too(
    engine_url: str, run: Run, tmp_path: Path, with_tls: bool
) -> None:
    context = server_context(tmp_path) if with_tls else None
    name = run("seq 5000; echo end >&2; sleep 1000")
    with Relay(Path(engine_url.removeprefix("unix://")), context) as relay:
        tls_folder = str(tmp_path) if with_tls else ""
        engine = open_engine(Candidate(relay.url, CandidateSource.OPTION_HOST, "relay", tls_folder))
        stream = engine.logs(name)
        thread, lines, errors = in_background(stream)
        wait_until(lambda: len(lines) == 5001)
        stream.close()
        thread.join(DEADLINE_SECONDS)
        engine.close()
    assert not thread.is_alive()
    assert errors == []
    assert sorted(int(line.text) for line in lines if line.text != b"end") == list(range(1, 5001))
