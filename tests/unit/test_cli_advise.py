"""`workbench advise`: what it says, what it writes, and what its exit code means."""

import json
import re
from pathlib import Path

import pytest

from workbench.cli import main

NOWHERE = "unix:///nowhere/docker.sock"
TEXT = "FROM x:1.2.3\nWORKDIR /app\nCOPY a.py .\nRUN pip install flask==3.1.2\nUSER 7\nCMD python a.py\n"
KEYS = """
    app folder failed variants variant dockerfile problems advice line rule level source also message fix_hint
    explanation reference can_be_fixed cost
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(TEXT, encoding="utf-8")
    (tmp_path / "Dockerfile.bad").write_text("FROM x:1.2.3\nUSER 7\nENV API_TOKEN=abc\n", encoding="utf-8")
    (tmp_path / "a.py").touch()
    return tmp_path


def run(*words: str) -> int:
    return main(["advise", "--host", NOWHERE, *words])


def test_advice_is_given_without_an_engine(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(folder), "--variant", "default", "--explain") == 0
    told = capsys.readouterr()
    assert "No engine answers" in told.err
    assert "default (Dockerfile): 2 remarks" in told.out
    assert re.search(r"workbench pip-no-cache.* · can be followed by itself", told.out)
    assert "https://" in told.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--variant", "default"], 0),
        (["--variant", "default", "--fail-on", "warning"], 1),
        (["--variant", "bad"], 1),
        (["--variant", "bad", "--diff"], 0),
    ],
)
def test_the_exit_code_tells_whether_something_is_as_grave_as_asked(
    folder: Path, words: list[str], code: int
) -> None:
    assert run(str(folder), *words) == code


def test_the_documented_keys_are_the_ones_that_come(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(folder), "--json") == 1
    document = json.loads(capsys.readouterr().out)
    first = document["variants"][0]
    keys = {*document, *first, *first["advice"][0]}
    assert keys == set(KEYS.split())
    with pytest.raises(SystemExit):
        main(["advise", "--help"])
    documented = capsys.readouterr().out.partition("JSON keys")[2]
    assert keys <= set(re.findall(r"[a-z_]+", documented))


def test_the_difference_is_a_patch_and_writes_nothing(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "Dockerfile").write_bytes(TEXT.encode().rstrip() + b"\n# \xff\tend")
    assert run(str(folder), "--variant", "default", "--diff") == 0
    assert capfdbinary.readouterr().out == (
        b"--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,7 +1,7 @@\n FROM x:1.2.3\n WORKDIR /app\n COPY a.py .\n"
        b"-RUN pip install flask==3.1.2\n+RUN pip install --no-cache-dir flask==3.1.2\n USER 7\n"
        b"-CMD python a.py\n"
        b'-# \xff\tend\n\\ No newline at end of file\n+CMD ["python", "a.py"]\n+# \xff\tend\n'
    )
    assert b"--no-cache-dir" not in (folder / "Dockerfile").read_bytes()


def test_what_is_written_needs_no_more_advice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(folder), "--variant", "default", "--write") == 0
    assert "Dockerfile is written." in capsys.readouterr().err
    assert run(str(folder), "--variant", "default", "--fail-on", "hint") == 0
