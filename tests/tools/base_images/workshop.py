"""What every image is made from: the packages, the wheels, and the layers already written."""

from dataclasses import dataclass
from pathlib import Path

from tests.tools.base_images.layers import Layer, LayerWriter
from tests.tools.base_images.packages import PackageDatabase
from tests.tools.base_images.pythons import Python, add_python

SYSTEM_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PYTHON_PATH = "PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BUILDKIT = "buildkit.dockerfile.v0"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass(frozen=True, slots=True)
class Workshop:
    """The materials, and the folder in which layers are written."""

    folder: Path
    database: PackageDatabase
    wheelhouse: Path

    def writer(self, *below: Layer) -> LayerWriter:
        """Begin a layer over others."""
        return LayerWriter(self.folder, below)

    def python_layer(self, python: Python, prefix: str, *below: Layer) -> Layer:
        """Write a layer that holds nothing but a Python and the libraries it misses below."""
        with self.writer(*below) as layer:
            add_python(layer, python, self.database, prefix)
            return layer.finish()


def add_merged_usr(layer: LayerWriter) -> None:
    """Make /bin, /sbin and the library folders links into /usr."""
    for name in ("bin", "sbin", "lib", "lib64"):
        layer.folders(f"/usr/{name}")
        layer.link(f"/{name}", f"usr/{name}")


def add_certificates(layer: LayerWriter) -> None:
    """Let TLS inside the image trust what this machine trusts."""
    if _CERTIFICATES.exists():
        layer.copy(_CERTIFICATES.resolve(), _CERTIFICATES)
    layer.folders("/etc/ssl/certs")


def python_environment(version: str) -> list[str]:
    """Give the variables that the public Python images set."""
    return [
        PYTHON_PATH,
        "LANG=C.UTF-8",
        "GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D",
        f"PYTHON_VERSION={version}",
    ]
