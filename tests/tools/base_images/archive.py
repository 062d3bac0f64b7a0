"""Finished images, and the archive of them that `docker load` reads."""

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.tools.base_images.layers import Layer

_SECONDS_A_DAY = 86_400
_SECONDS_A_STEP = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an image's history, and the layer that it made, if any."""

    created_by: str
    layer: Layer | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image under its public tag."""

    tag: str
    steps: tuple[Step, ...]
    age_days: int
    settings: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, the lowest first."""
        return tuple(step.layer for step in self.steps if step.layer is not None)

    @property
    def size_bytes(self) -> int:
        """What all layers take together."""
        return sum(layer.size_bytes for layer in self.layers)


def write_archive(images: Sequence[Image], target: Path) -> None:
    """Write all images into one archive; a shared layer stands in it once."""
    manifest: list[dict[str, object]] = []
    unfinished = target.with_suffix(".part")
    with tarfile.open(unfinished, "w", format=tarfile.GNU_FORMAT) as archive:
        for layer in {layer.digest: layer for image in images for layer in image.layers}.values():
            archive.add(layer.tar, _layer_name(layer))
        for image in images:
            config = json.dumps(_config(image)).encode()
            name = f"{hashlib.sha256(config).hexdigest()}.json"
            _add(archive, name, config)
            layers = [_layer_name(layer) for layer in image.layers]
            manifest.append({"Config": name, "RepoTags": [image.tag], "Layers": layers})
        _add(archive, "manifest.json", json.dumps(manifest).encode())
    shutil.move(unfinished, target)


def _config(image: Image) -> dict[str, object]:
    started_at = time.time() - image.age_days * _SECONDS_A_DAY
    history = [
        _history_entry(step, started_at + number * _SECONDS_A_STEP) for number, step in enumerate(image.steps)
    ]
    return {
        "architecture": _architecture(),
        "os": "linux",
        "created": history[-1]["created"],
        "config": image.settings,
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer.digest}" for layer in image.layers]},
        "history": history,
    }


def _history_entry(step: Step, created_at: float) -> dict[str, object]:
    entry: dict[str, object] = {
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(created_at)),
        "created_by": step.created_by,
    }
    if step.comment:
        entry["comment"] = step.comment
    if step.layer is None:
        entry["empty_layer"] = True
    return entry


def _architecture() -> str:
    """Name the processor as Docker and dpkg both do."""
    asked = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True)
    return asked.stdout.strip()


def _layer_name(layer: Layer) -> str:
    return f"{layer.digest}/layer.tar"


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))
