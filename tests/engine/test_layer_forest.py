"""The layer forest beside what a real engine counts itself."""

import pytest

from workbench.domain.forest import forest_totals
from workbench.engine.engine import Engine
from workbench.services.read_layers import read_forest


def test_what_is_stored_is_what_the_engine_counts(engine: Engine) -> None:
    forest, disk = read_forest(engine), engine.disk_use()
    assert forest_totals(forest).stored_bytes == disk.layers_size_bytes


def test_what_removing_an_image_frees_is_its_unique_size(engine: Engine) -> None:
    if engine.facts().image_store == "containerd":
        pytest.skip("the containerd store adds compressed layers to unpacked ones")
    unique = {image.id: image.unique_size_bytes for image in engine.images(with_shared=True)}
    frees: dict[str, int] = {}
    waiting = list(read_forest(engine))
    while waiting:
        node = waiting.pop()
        frees |= {image.id: node.frees_bytes for image in node.images}
        waiting += node.children
    shared = frees.keys() & unique.keys()
    assert {name: frees[name] for name in shared} == {name: unique[name] for name in shared}
