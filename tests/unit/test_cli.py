"""The command line without an engine: words, help, wrong usage, light starts."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.cli import job_place, main, refuse_intruders
from workbench.cli_jobs.job import JOBS
from workbench.cli_jobs.log_writer import LogWriter, harmless
from workbench.domain.errors import WorkbenchError
from workbench.domain.logs import LogLine, StdStream

NOWHERE = "unix:///nowhere/docker.sock"


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ([], None),
        (["."], None),
        (["doctor"], 0),
        (["--host", "doctor", "doctor"], 2),
        (["--host=x", "--read-only", "images", "--json"], 2),
        (["--", "doctor"], None),
        (["./build"], None),
        (["shop", "build"], None),
    ],
)
def test_a_jobs_name_is_told_from_a_folder(words: list[str], place: int | None) -> None:
    assert job_place(words) == place


@pytest.mark.parametrize("job", JOBS)
def test_each_job_teaches_with_examples(job: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([job, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert f"  workbench {job}" in shown
    assert "exit codes:" in shown


def test_the_help_names_every_job(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert all(f"  {job} " in shown for job in JOBS)


def test_help_fits_eighty_columns_or_a_little_more(capsys: pytest.CaptureFixture[str]) -> None:
    for job in JOBS:
        with pytest.raises(SystemExit):
            main([job, "--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 110


@pytest.mark.parametrize(
    "words",
    [
        ["--nonsense"],
        ["layers"],
        ["doctor", "--host", "a", "--context", "b"],
        ["logs", "web", "--tail", "-1"],
        ["logs", "web", "--tail", "many"],
        ["compare", "--format", "xml"],
        [".", "--screen", "nowhere"],
    ],
)
def test_wrong_usage_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "words", [["{}"], ["build", "{}"], ["compare", "{}"], ["advise", "{}"], ["up", "{}"], ["down", "{}"]]
)
def test_a_path_that_is_no_folder_is_wrong_usage(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("")
    assert main([word.format(file) for word in words]) == 2
    assert main([word.format(tmp_path / "missing") for word in words]) == 2
    complaints = capsys.readouterr().err
    assert str(file) in complaints
    assert str(tmp_path / "missing") in complaints


def test_a_folder_without_a_dockerfile_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for job in ("advise", "build", "compare", "up", "down"):
        assert main([job, str(tmp_path)]) == 2
        assert "workbench sample" in capsys.readouterr().err


def test_a_compose_file_alone_is_enough_for_a_stack(tmp_path: Path) -> None:
    """A folder without a Dockerfile was refused; 3 says that the job got as far as the engine."""
    (tmp_path / "compose.yaml").write_text("services: {cache: {image: redis}}\n")
    for job in ("up", "down"):
        assert main([job, str(tmp_path), "--host", NOWHERE]) == 3


def test_an_unknown_variant_is_wrong_usage_and_the_known_ones_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile.slim").write_text("FROM scratch\n")
    for job in ("build", "up"):
        assert main([job, str(tmp_path), "--variant", "slimm"]) == 2
        assert "slim." in capsys.readouterr().err


def test_the_screens_are_not_started_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main([str(tmp_path)]) == 2
    assert "terminal" in capsys.readouterr().err


@pytest.mark.parametrize(
    "job",
    ["containers", "images", "layers x", "logs x", "doctor", "build {}", "compare {}", "up {}", "down {}"],
)
def test_no_engine_ends_with_three_and_says_where_it_was_looked_for(
    job: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    assert main([*job.format(tmp_path).split(), "--host", NOWHERE]) == 3
    assert "/nowhere/docker.sock" in capsys.readouterr().err


def test_the_doctor_lists_what_failed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json", "--host", NOWHERE]) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["engine"] is None
    assert document["candidates"][0]["url"] == NOWHERE
    assert document["candidates"][0]["answered"] is False
    assert document["candidates"][0]["failure"]


def test_the_sample_is_written_once_and_its_files_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "senhas"
    assert main(["sample", str(folder)]) == 0
    named = capsys.readouterr().out.splitlines()
    assert str(folder / "compose.yaml") in named
    assert all(Path(each).is_file() for each in named)
    assert main(["sample", str(folder)]) == 2


def test_debug_says_where_the_log_is_and_logs_the_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    run = [sys.executable, "-m", "workbench", "images", "--debug", "--host", NOWHERE]
    ended = subprocess.run(run, capture_output=True, text=True, check=False)
    log = tmp_path / "container-workbench" / "debug.log"
    assert ended.returncode == 3
    assert f"Log: {log}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "EngineUnavailable" in log.read_text()


def test_a_package_that_only_shares_a_name_is_named() -> None:
    ours, theirs = Path("/ours"), Path("/theirs")
    refuse_intruders({"workbench": ours, "screens": ours, "styles": ours})
    with pytest.raises(WorkbenchError, match="screens, in /theirs"):
        refuse_intruders({"workbench": ours, "screens": theirs, "styles": ours})
    with pytest.raises(WorkbenchError, match="styles is missing"):
        refuse_intruders({"workbench": ours, "screens": ours, "styles": None})


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after some code."""
    code += "\nimport sys; sys.stderr.write(' '.join(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in ended.stderr.split()}


def test_the_command_line_is_imported_without_docker_or_textual() -> None:
    assert loaded_by("import workbench.cli").isdisjoint({"docker", "requests", "textual", "rich", "yaml"})


@pytest.mark.long
def test_no_job_imports_textual() -> None:
    code = "\n".join(f"import workbench.cli_jobs.{job.replace('-', '_')}" for job in JOBS)
    assert loaded_by(code).isdisjoint({"textual", "rich", "screens"})


def test_a_job_that_knows_no_app_reads_no_yaml() -> None:
    """Every job waited for the compose reader, which only those on an app's folder need."""
    code = f"from workbench.cli import main\nmain(['containers', '--host', {NOWHERE!r}])"
    loaded = loaded_by(code)
    assert "docker" in loaded
    assert loaded.isdisjoint({"textual", "rich", "screens", "yaml"})


def test_a_reader_that_leaves_ends_the_job_quietly(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"Dockerfile.v{number}").write_text("FROM scratch\n")
    run = f"{sys.executable} -m workbench --help | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", run], capture_output=True, text=True, check=True)
    assert ended.stderr == ""


LINE = LogLine(
    "web", StdStream.STDERR, "2024-01-01T00:00:00.000000001Z", b"\x1b[31m  red\xff\x1b]0;title\x07 \x1b[2J"
)


class Terminal(io.TextIOWrapper):
    """A stdout that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def written(names: list[str], monkeypatch: pytest.MonkeyPatch, *, as_json: bool, terminal: bool) -> bytes:
    target = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Terminal(target) if terminal else io.TextIOWrapper(target))
    writer = LogWriter(names, as_json=as_json)
    writer.write([LINE])
    writer.flush()
    return target.getvalue()


def test_a_pipe_gets_the_exact_bytes_of_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(["web"], monkeypatch, as_json=False, terminal=False) == LINE.text + b"\n"
    assert (
        written(["web", "redis"], monkeypatch, as_json=False, terminal=False)
        == b"web   | " + LINE.text + b"\n"
    )


def test_a_terminal_gets_colours_and_nothing_else_that_it_would_obey(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = written(["web"], monkeypatch, as_json=False, terminal=True).decode()
    assert shown == "\x1b[31m  red\ufffd \x1b[0m\n"


def test_json_lines_have_the_documented_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    document = json.loads(written(["web"], monkeypatch, as_json=True, terminal=True))
    assert document["container"] == "web"
    assert document["stream"] == "stderr"
    assert document["timestamp"] == LINE.timestamp
    assert document["text"].startswith("\x1b[31m  red")


def test_a_sequence_cannot_hide_behind_a_colour() -> None:
    assert "\x1b]" not in harmless("\x1b]0;\x1b[31mtitle\x07")
    assert "\x9b" not in harmless("\x9b2J \x1b[1mx")
