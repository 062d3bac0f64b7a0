"""Finds the Dockerfile of the open app that an image was built from, and ties each step to its line."""

from functools import lru_cache
from pathlib import Path

from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.dockerfile_ties import DockerfileLine, Ties, tie_steps
from workbench.domain.dockerfile_values import Dockerfile
from workbench.domain.layers import HistoryTree
from workbench.domain.variants import App, Variant

_LARGEST_DOCKERFILE_BYTES = 1024 * 1024
_MOST_PARSED = 64
_LEAST_SHARE_OF_ITS_OWN = 0.3
"""A variant's tag says what it was built from, also where the file was changed since."""


def tie_history(history: HistoryTree, app: App | None) -> tuple[DockerfileLine | None, ...]:
    """For each step of a history, bases included, its line in one of the app's Dockerfiles, or None."""
    nothing = (None,) * len(history.steps)
    if app is None:
        return nothing
    best: Ties | None = None
    for variant in app.variants:
        ties = _tie(history, app, variant)
        if ties is None:
            continue
        if variant.tag == history.image_name and ties.found_share >= _LEAST_SHARE_OF_ITS_OWN:
            return ties.lines
        if ties.is_likely and (best is None or ties.found_share > best.found_share):
            best = ties
    return best.lines if best is not None else nothing


def _tie(history: HistoryTree, app: App, variant: Variant) -> Ties | None:
    text = _read(app.folder / variant.dockerfile)
    if text is None:
        return None
    arguments = dict(variant.build_arguments)
    return tie_steps(history.steps, _parsed(text), variant.dockerfile, variant.target, arguments)


@lru_cache(_MOST_PARSED)
def _parsed(text: str) -> Dockerfile:
    """A Dockerfile, taken apart once: each image that is opened is held against all of the app's."""
    return parse_dockerfile(text)


def _read(path: Path) -> str | None:
    """A Dockerfile's text; None where it cannot be read, or is none by its size."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_DOCKERFILE_BYTES + 1)
    except OSError:
        return None
    return None if len(content) > _LARGEST_DOCKERFILE_BYTES else content.decode("utf-8", "replace")
