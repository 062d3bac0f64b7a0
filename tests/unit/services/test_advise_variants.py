"""Advice on the variants of a folder: what is read, what other programs add, and how fixes are written."""

import json
import os
import stat
from pathlib import Path

import pytest

from workbench.domain.advice.values import AdviceLevel, AdviceSource
from workbench.domain.cancellation import Cancellation
from workbench.domain.engines import Candidate, CandidateSource
from workbench.domain.errors import Cancelled, DockerfileError, WorkbenchError
from workbench.domain.variants import Variant
from workbench.services.advise_buildkit import buildkit_advice, find_checker
from workbench.services.advise_fixes import FileChange, apply_change, change_of, change_of_all
from workbench.services.advise_linters import LinterFailed, run_linter
from workbench.services.advise_variants import Advised, advise

VARIANT = Variant("full", "Dockerfile", "shop:full")
TEXT = "FROM x:1.2.3\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD gunicorn app:app\n"
FINDINGS = """[
  {"code":"DL3042","column":1,"file":"-","level":"warning","line":4,"message":"Avoid the cache."},
  {"code":"DL3059","column":1,"file":"-","level":"info","line":4,"message":"Several RUN."},
  {"code":"SC2086","column":1,"file":"-","level":"error","line":4,"message":"Quote it."},
  {"what":"no finding"}
]"""
CHECKED = """{"warnings": [
  {"ruleName": "JSONArgsRecommended", "description": "JSON arguments recommended", "detail": "JSON for CMD",
   "url": "https://docs.docker.com/go/x", "location": {"ranges": [{"start": {"line": 5}}]}},
  {"ruleName": "StageNameCasing", "description": "Stage names should be lowercase", "location": {}}],
 "sources": [], "buildError": {"message": "unknown instruction: FOO", "location": {"ranges": []}}}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(TEXT, encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("flask\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def programs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that comes first on PATH."""
    found = tmp_path_factory.mktemp("programs")
    monkeypatch.setenv("PATH", f"{found}{os.pathsep}{os.environ['PATH']}")
    return found


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def says(text: str) -> str:
    return f"cat > /dev/null\ncat <<'END'\n{text}\nEND\n"


def found(advised: Advised) -> list[tuple[int, str, AdviceSource]]:
    return [(each.line, each.rule, each.source) for each in advised.advice]


def test_hadolint_joins_without_saying_anything_twice(folder: Path, programs: Path) -> None:
    program(programs, "hadolint", says(FINDINGS) + "exit 1")
    advised = advise(folder, VARIANT)
    at_pip = [(rule, source) for line, rule, source in found(advised) if line == 4]
    assert at_pip == [
        ("SC2086", AdviceSource.HADOLINT),
        ("pip-no-cache", AdviceSource.WORKBENCH),
        ("DL3059", AdviceSource.HADOLINT),
    ]
    (pip,) = [each for each in advised.advice if each.rule == "pip-no-cache"]
    assert pip.also == ("hadolint DL3042",)
    assert pip.fix is not None
    assert advised.problems == ()


def test_hadolint_is_given_the_text_and_works_in_the_folder(folder: Path, programs: Path) -> None:
    program(programs, "hadolint", 'cat > seen; echo "$@" >> seen; echo "[]"')
    advise(folder, VARIANT)
    assert (folder / "seen").read_text() == f"{TEXT}--no-color --no-fail --format json -\n"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("cat > /dev/null; echo 'bad config' >&2; exit 2", "code 2 and no answer: bad config"),
        (says("surely no JSON"), "no JSON"),
        (says('{"code": 1}'), "no list"),
        ("exit 0", "no answer"),
        ("kill -9 $$", "no answer"),
    ],
)
def test_a_linter_that_misbehaves_takes_no_advice_away(
    folder: Path, programs: Path, script: str, words: str
) -> None:
    program(programs, "hadolint", script)
    advised = advise(folder, VARIANT)
    assert advised.advice
    (problem,) = advised.problems
    assert words in problem


def test_a_linter_can_be_cancelled(folder: Path, programs: Path) -> None:
    program(programs, "slow", "exec sleep 60")
    cancel = Cancellation()
    cancel.cancel()
    with pytest.raises(Cancelled):
        run_linter("slow", (str(programs / "slow"),), folder, cancel)
    with pytest.raises(LinterFailed, match="does not start"):
        run_linter("none", (str(programs / "none"),), folder, Cancellation())


def buildx(version: str, answer: str) -> str:
    return (
        f'[ "$2" = version ] && {{ echo "github.com/docker/buildx v{version} abc"; exit 0; }}\n'
        f'echo "$@" >> "$0.seen"\n{answer}'
    )


def test_buildkits_check_is_asked_for_where_the_plugin_knows_it(folder: Path, programs: Path) -> None:
    program(programs, "docker", buildx("0.17.1", says(CHECKED) + "exit 1"))
    docker = find_checker()
    candidate = Candidate("unix:///nowhere.sock", CandidateSource.OPTION_HOST, "here")
    advice = buildkit_advice(docker, candidate, folder, VARIANT, Cancellation())
    assert [(each.line, each.rule, each.level) for each in advice] == [
        (5, "JSONArgsRecommended", AdviceLevel.WARNING),
        (0, "StageNameCasing", AdviceLevel.WARNING),
        (0, "syntax", AdviceLevel.ERROR),
    ]
    seen = (programs / "docker.seen").read_text()
    assert "--call=check,format=json" in seen
    assert seen.rstrip().endswith(str(folder))


def test_a_base_image_that_buildkit_cannot_read_is_no_fault_of_the_dockerfile(
    folder: Path, programs: Path
) -> None:
    """As buildx 0.29 on Docker 28 answers without a network; no rule was looked at then."""
    message = (
        "shop/base:1: failed to resolve source metadata for docker.io/shop/base:1: dial tcp: unreachable"
    )
    answer = json.dumps({"warnings": None, "buildError": {"message": message, "location": {"ranges": [{}]}}})
    program(programs, "docker", buildx("0.29.1", says(answer) + "exit 1"))
    candidate = Candidate("unix:///nowhere.sock", CandidateSource.OPTION_HOST, "here")
    with pytest.raises(LinterFailed, match="shop/base:1 is not on the engine"):
        buildkit_advice(find_checker(), candidate, folder, VARIANT, Cancellation())


def test_an_older_plugin_or_engine_knows_no_checks(folder: Path, programs: Path) -> None:
    program(programs, "docker", buildx("0.14.0", ""))
    assert find_checker() == ""
    candidate = Candidate("unix:///nowhere.sock", CandidateSource.OPTION_HOST, "here")
    program(programs, "old", "echo 'ERROR: unsupported request frontend.lint' >&2; exit 1")
    program(programs, "gone", "echo 'ERROR: cannot connect' >&2; exit 1")
    assert buildkit_advice(str(programs / "old"), candidate, folder, VARIANT, Cancellation()) == ()
    with pytest.raises(LinterFailed, match="cannot connect"):
        buildkit_advice(str(programs / "gone"), candidate, folder, VARIANT, Cancellation())


def test_following_all_advice_leaves_none_that_could_be_followed(folder: Path) -> None:
    (folder / ".git").mkdir()
    changes = change_of_all(advise(folder, VARIANT, with_linters=False).subject)
    assert [change.path for change in changes] == ["Dockerfile", ".dockerignore"]
    for change in changes:
        apply_change(folder, change)
    again = advise(folder, VARIANT, with_linters=False)
    assert again.fixable == ()
    assert 'CMD ["gunicorn", "app:app"]' in again.subject.text
    for change in reversed(changes):
        apply_change(folder, change.reversed)
    assert (folder / "Dockerfile").read_text() == TEXT
    assert not (folder / ".dockerignore").exists()


def test_many_remarks_are_followed_together(folder: Path) -> None:
    # One at a time they took a round of reading each, and the last ones were never reached.
    (folder / "Dockerfile").write_text("FROM x:1.2.3\nUSER 7\n" + "RUN pip install a\n" * 300, "utf-8")
    (change,) = change_of_all(advise(folder, VARIANT, with_linters=False).subject)
    assert change.after is not None
    assert change.after.count("pip install --no-cache-dir a") == 300


def test_a_fix_is_never_written_over_an_edit_made_meanwhile(folder: Path) -> None:
    advised = advise(folder, VARIANT, with_linters=False)
    (change,) = change_of(advised.subject, advised.fixable[-1])
    edited = TEXT + "# a thought\n"
    (folder / "Dockerfile").write_text(edited, encoding="utf-8")
    with pytest.raises(WorkbenchError, match="changed meanwhile"):
        apply_change(folder, change)
    assert (folder / "Dockerfile").read_text() == edited
    with pytest.raises(WorkbenchError, match="changed meanwhile"):
        apply_change(folder, FileChange("new.txt", "it was there", None))


def test_a_fix_keeps_the_mode_the_link_and_the_bytes_of_a_file(folder: Path) -> None:
    real = folder / "real"
    real.write_bytes(b"FROM x:1.2.3\r\n# caf\xe9\r\nUSER 7\r\nCMD a\r\n")
    real.chmod(0o640)
    (folder / "Dockerfile").unlink()
    (folder / "Dockerfile").symlink_to("real")
    advised = advise(folder, VARIANT, with_linters=False)
    for change in change_of(advised.subject, advised.fixable[0]):
        apply_change(folder, change)
    assert real.read_bytes() == b'FROM x:1.2.3\r\n# caf\xe9\r\nUSER 7\r\nCMD ["a"]\r\n'
    assert (folder / "Dockerfile").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert {path.name for path in folder.iterdir()} == {"Dockerfile", "real", "requirements.txt"}


def test_what_is_no_text_file_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(2**32)
    for name, words in (
        ("folder", "is a folder"),
        ("pipe", "is no plain file"),
        ("huge", "too large"),
        ("none", "There is no none"),
    ):
        with pytest.raises(DockerfileError, match=words):
            advise(tmp_path, Variant("a", name, "a:b"))
