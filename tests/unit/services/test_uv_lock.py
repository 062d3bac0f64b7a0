"""A lock that the real uv has written is followed to the letter; the extra `dev` brings the program."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from workbench.services.app_facts import app_facts

PROJECT = """\
[project]
name = "shop"
version = "1"
requires-python = ">=3.11"
dependencies = [{}]

[dependency-groups]
dev = ["tester"]
"""
# In place of pip: uv comes from where it is installed, and what else is wanted is noted.
PIP = """\
#!/bin/sh
if [ "$3" = --target ]; then mkdir -p "$4/bin" && ln -s "{uv}" "$4/bin/uv"; else echo "$@" >> "{noted}"; fi
"""


@pytest.fixture
def uv() -> str:
    found = shutil.which("uv") or shutil.which("uv", path=sysconfig.get_path("scripts"))
    if not found:
        pytest.fail("uv is missing: install the extra `dev`", pytrace=False)
    return found


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A folder of wheels: two versions of one package, and another that wants it."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name, version, wants in (
        ("lamp", "1.0", ""),
        ("lamp", "2.0", ""),
        ("shelf", "1.1", "Requires-Dist: lamp\n"),
        ("tester", "3.0", ""),
    ):
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{wants}"
            )
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return folder


def installed_by(uv: str, index: Path, tmp_path: Path, *wanted: str) -> tuple[str, list[str], list[str]]:
    """Lock an app with uv and run what a recipe installs it with: what pip is told, and the two lists."""
    folder, scratch, programs = tmp_path / "shop", tmp_path / "scratch", tmp_path / "programs"
    for each in (folder, scratch, programs):
        each.mkdir()
    listed = ", ".join(f'"{each}"' for each in wanted)
    (folder / "pyproject.toml").write_text(PROJECT.format(listed), encoding="utf-8")
    environment = {
        "PATH": f"{programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(scratch),
        "UV_PYTHON": sys.executable,
        "UV_OFFLINE": "1",
    }
    locking = [uv, "--quiet", "lock", "--no-index", "--find-links", str(index)]
    subprocess.run(locking, cwd=folder, env=environment, check=True)
    noted = scratch / "noted"
    (programs / "pip").write_text(PIP.format(uv=uv, noted=noted), encoding="utf-8")
    (programs / "pip").chmod(0o755)
    command = app_facts(folder).install.replace("/tmp/", f"{scratch}/")
    subprocess.run(["sh", "-c", command], cwd=folder, env=environment, check=True, capture_output=True)
    assert not (scratch / "uv").exists()
    lists = [scratch / "requirements.txt", scratch / "constraints.txt"]
    wants, pins = (each.read_text().splitlines() if each.exists() else [] for each in lists)
    return noted.read_text().replace(f"{scratch}/", ""), wants, pins


def test_pip_is_held_to_the_versions_of_a_lock(uv: str, index: Path, tmp_path: Path) -> None:
    told, wants, pins = installed_by(uv, index, tmp_path, "shelf", "lamp<2")
    assert told == "install --no-cache-dir -r requirements.txt -c constraints.txt\n"
    assert wants == ["shelf", "lamp<2"]
    assert {"lamp==1.0", "shelf==1.1"} <= set(pins)


def test_what_differs_by_the_python_is_written_out_by_uv_itself(uv: str, index: Path, tmp_path: Path) -> None:
    old, new = "lamp<2; python_version < '3.12'", "lamp>=2; python_version >= '3.12'"
    told, wants, pins = installed_by(uv, index, tmp_path, "shelf", old, new)
    assert told == "install --no-cache-dir -r requirements.txt\n"
    assert pins == []
    asked = [line.partition(" \\")[0] for line in wants if line[:1].isalpha()]
    assert asked == [
        "lamp==1.0 ; python_full_version < '3.12'",
        "lamp==2.0 ; python_full_version >= '3.12'",
        "shelf==1.1",
    ]
