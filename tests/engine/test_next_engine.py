"""Layers on the next Debian release's engine, with either of its image stores: as on the machine's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.test_layer_files import BASES
from tests.tools.private_engine import PrivateEngine
from tests.tools.settings import Settings
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.file_trees import file_tree
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.read_files import read_files

COMPARED = ("python:3.11-slim", "python:3.11-alpine", "cgr.dev/chainguard/python:latest", "redis")
AGAINST_THE_TRUTH = (
    "tests/engine/test_layer_forest.py",
    "tests/engine/test_layer_files.py",
)
CHOSEN = {
    # What builds leave there is the same as on the machine's own engine.
    "classic": "last_layer or as_large_as or counts or unique",
    "containerd": "of_a_container or as_large_as or as_in_a_container or counts or unique",
}
ROOT = Path(__file__).parents[2]


def listed(image: ImageFiles) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """What each layer did: every path with its mark and its size."""
    return [
        (layer.diff_id, [(node.path, node.mark.value, node.size_bytes) for node in tree.walk()])
        for number, layer in enumerate(image.layers)
        for tree in [file_tree(image.layers, number, only_changes=True)]
    ]


def give_images(source_url: str, target_url: str) -> None:
    """Bring the base images from one engine to another."""
    saving = ["docker", "--host", source_url, "save", *BASES]
    with subprocess.Popen(saving, stdout=subprocess.PIPE) as saved:
        loading = ["docker", "--host", target_url, "load", "--quiet"]
        subprocess.run(loading, stdin=saved.stdout, check=True, stdout=subprocess.DEVNULL)


def run_tests(
    engine_url: str, settings: Settings, cache: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """Run files of these tests on another engine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    told = {
        "WORKBENCH_TEST_ENGINE": engine_url,
        "WORKBENCH_TEST_ENGINE_PRIVATE": "1",
        "WORKBENCH_TEST_PLUGINS": settings.plugins,
        "WORKBENCH_REQUIRE_ENGINE": "1",
    }
    line = [sys.executable, "-m", "pytest", "-q", f"--override-ini=cache_dir={cache}", *words]
    return subprocess.run(line, env=kept | told, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.shares_nothing
@pytest.mark.parametrize("store", CHOSEN)
def test_layers_are_read_as_on_the_machines_own_engine(
    engine: Engine, engine_url: str, next_engine: Path, settings: Settings, tmp_path: Path, store: str
) -> None:
    with PrivateEngine(unpacked=next_engine, stores_in_containerd=store == "containerd") as newer:
        give_images(engine_url, newer.url)
        other = connect(host=newer.url, environment={})
        try:
            assert other.facts().image_store == store
            for name in COMPARED:
                assert listed(read_files(other, name)) == listed(read_files(engine, name)), name
        finally:
            other.close()
        truth = run_tests(newer.url, settings, tmp_path, *AGAINST_THE_TRUTH, "-k", CHOSEN[store])
        assert truth.returncode == 0, truth.stdout + truth.stderr
