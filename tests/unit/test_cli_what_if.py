"""`workbench what-if`: what it prints, and what is wrong usage."""

import json
import re
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.services.what_if_times import StepTimes

KEYS = """
    app folder file variants variant is_in_context is_recipe step_count seconds unknown_count steps line text
    stage cause
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM x\nCOPY a.py .\nRUN compile\n", encoding="utf-8")
    (tmp_path / "Dockerfile.odd").write_bytes(b"FROM x\n\xff\x00\x1b[31m\n")
    (tmp_path / "a.py").touch()
    (tmp_path / "b.py").touch()
    StepTimes(tmp_path).put("default", {"RUN compile": 65.0})
    return tmp_path


def test_the_steps_that_run_again_are_told_with_their_time(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["what-if", "a.py", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "default: 2 of 2 steps run again, 1 min 05 s, and 1 step never timed" in told
    assert "RUN compile  comes after such a step" in told
    assert "odd: nothing runs again" in told
    assert "\x1b" not in told
    assert main(["what-if", "b.py", str(folder), "--variant", "default"]) == 0
    assert "no step takes it" in capsys.readouterr().out
    assert main(["what-if", "Dockerfile", str(folder), "--variant", "default"]) == 0
    assert "from the changed line on" in capsys.readouterr().out


def test_the_documented_keys_are_the_ones_that_come(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["what-if", "a.py", str(folder), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    first = document["variants"][0]
    keys = {*document, *first, *first["steps"][0]}
    assert keys == set(KEYS.split())
    with pytest.raises(SystemExit):
        main(["what-if", "--help"])
    assert keys <= set(re.findall(r"[a-z_]+", capsys.readouterr().out.partition("JSON keys")[2]))


def test_a_file_outside_of_the_app_is_wrong_usage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["what-if", "/etc/hostname", str(folder)]) == 2
    assert main(["what-if", "a.py", str(folder), "--variant", "none"]) == 2
    assert "does not lie in" in capsys.readouterr().err
