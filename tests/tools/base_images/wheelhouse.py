"""The wheels that are baked into every image, so that pip in a build needs no network."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.tools.base_images.layers import LayerWriter
from tests.tools.base_images.pythons import Python

_ASKED_FOR = ("fastapi", "flask", "gunicorn", "msgpack", "redis", "uvicorn")
_FOLDER = "/opt/wheelhouse"
_PIP_SETTINGS = f"""[global]
no-index = true
find-links = {_FOLDER}
disable-pip-version-check = true
root-user-action = ignore
"""


def download_wheels(target: Path, pythons: Iterable[Python], requirements: Iterable[Path]) -> None:
    """Fetch what the sample app needs, by each Python's own pip, for that Python."""
    target.mkdir(parents=True, exist_ok=True)
    lists = [str(argument) for path in requirements for argument in ("-r", path)]
    for python in pythons:
        pip = [str(python.executable), "-m", "pip", "--quiet", "--disable-pip-version-check", "download"]
        wanted = [*_ASKED_FOR, *lists, "--only-binary", ":all:", "--dest", str(target)]
        fetched = subprocess.run([*pip, *wanted], check=False, capture_output=True, text=True)
        if fetched.returncode != 0:
            raise RuntimeError(
                f"pip of Python {python.version} could not fetch the wheels:\n{fetched.stderr}"
            )


def add_wheelhouse(layer: LayerWriter, wheelhouse: Path) -> None:
    """Put the wheels into a layer, and let pip there look nowhere else."""
    layer.write("/etc/pip.conf", _PIP_SETTINGS)
    for wheel in sorted(wheelhouse.glob("*.whl")):
        layer.copy(wheel, f"{_FOLDER}/{wheel.name}")
