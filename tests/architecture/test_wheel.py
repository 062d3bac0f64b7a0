"""What is installed is what stands in the tree: sheets, type marks and the sample travel in the wheel."""

import email
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import workbench
from tests.architecture.tree import PACKAGES, ROOT, SAMPLE, shipped_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this tree, built with what is installed, without a network."""
    target = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.glob("*.whl")
    return zipfile.ZipFile(built)


@pytest.mark.long
def test_the_wheel_carries_the_whole_tree_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    carried = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert carried == shipped_files()


def test_the_wheel_carries_what_is_easily_lost(wheel: zipfile.ZipFile) -> None:
    carried = set(wheel.namelist())
    sample = str(SAMPLE.relative_to(ROOT))
    marks = {f"{package}/py.typed" for package in PACKAGES}
    data = {
        f"{sample}/{name}"
        for name in (".dockerignore", "compose.yaml", "Dockerfile.full", "requirements.txt")
    }
    assert marks | data <= carried
    assert any(name.startswith("styles/") and name.endswith(".tcss") for name in carried)


def test_the_wheel_knows_its_version_and_its_command(wheel: zipfile.ZipFile) -> None:
    info = next(Path(name).parent for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = email.message_from_bytes(wheel.read(f"{info}/METADATA"))
    assert metadata["Name"] == "container-workbench"
    assert metadata["Version"] == workbench.__version__
    assert "workbench = workbench.cli:main" in wheel.read(f"{info}/entry_points.txt").decode()
