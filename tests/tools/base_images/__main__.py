"""Write the archive of all base images: `python -m tests.tools.base_images FOLDER` prints where it lies."""

import hashlib
import sys
import tempfile
from pathlib import Path

from tests.tools.base_images.archive import Image, write_archive
from tests.tools.base_images.debian import (
    debian_image,
    full_python_image,
    make_system,
    slim_python_image,
)
from tests.tools.base_images.packages import PackageDatabase
from tests.tools.base_images.pythons import Python, find_python
from tests.tools.base_images.redis import redis_image
from tests.tools.base_images.small import alpine_python_image, distroless_images
from tests.tools.base_images.wheelhouse import download_wheels
from tests.tools.base_images.workshop import Workshop

_ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Write the archive, unless one made from the same things is there."""
    cache = Path(sys.argv[1])
    cache.mkdir(parents=True, exist_ok=True)
    pythons = (find_python("3.11"), find_python("3.12"))
    requirements = sorted((_ROOT / "workbench/sample").glob("*/requirements.txt"))
    target = cache / f"images-{_fingerprint(pythons, requirements)}.tar"
    if not target.exists():
        for outdated in cache.glob("images-*"):
            outdated.unlink()
        with tempfile.TemporaryDirectory(dir=cache, prefix="layers-") as folder:
            wheelhouse = Path(folder) / "wheelhouse"
            download_wheels(wheelhouse, pythons, requirements)
            workshop = Workshop(Path(folder), PackageDatabase.of_this_machine(), wheelhouse)
            write_archive(make_images(workshop, *pythons), target)
    print(target)


def make_images(workshop: Workshop, python: Python, newer_python: Python) -> list[Image]:
    """Make every image; the tags promise versions that the Pythons only come near."""
    system = make_system(workshop)
    slim = slim_python_image(workshop, system, python, "python:3.11-slim", "3.11.10", 21)
    images = [
        debian_image(system),
        full_python_image(workshop, system, slim, "3.11.10"),
        slim,
        slim_python_image(workshop, system, newer_python, "python:3.12.0-slim", "3.12.0", 400),
        alpine_python_image(workshop, python, "3.11.10"),
        *distroless_images(workshop, newer_python),
        redis_image(workshop, system),
    ]
    for image in images:
        print(
            f"  {image.tag:36} {len(image.layers)} layers {image.size_bytes / 1e6:6.0f} MB", file=sys.stderr
        )
    return images


def _fingerprint(pythons: tuple[Python, ...], requirements: list[Path]) -> str:
    digest = hashlib.sha256()
    for python in pythons:
        digest.update(f"{python.executable} {python.version}\n".encode())
    for path in [*sorted(Path(__file__).parent.glob("*.py")), *requirements]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    main()
