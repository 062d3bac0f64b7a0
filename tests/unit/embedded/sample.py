"""Builds the sample app's variants on an engine."""

import io
import tarfile
from importlib.resources import as_file, files
from pathlib import Path

import docker

import workbench.sample
from workbench.domain.dockerignore import Ignore


def build_variant(client: docker.DockerClient, variant: str) -> str:
    """Build one; give its tag."""
    tag = f"sample:{variant}"
    with as_file(files(workbench.sample) / "giropops-senhas") as folder:
        context = _context(folder, f"Dockerfile.{variant}")
        client.images.build(fileobj=context, custom_context=True, dockerfile=f"Dockerfile.{variant}", tag=tag)
    return tag


def _context(folder: Path, dockerfile: str) -> io.BytesIO:
    ignore = Ignore.parse((folder / ".dockerignore").read_text("utf-8"))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and (name == dockerfile or not ignore.excludes(name)):
                archive.add(path, name)
    packed.seek(0)
    return packed
