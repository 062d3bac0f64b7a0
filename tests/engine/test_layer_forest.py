"""The layer forest beside what a real engine counts itself."""

from workbench.domain.forest import forest_totals
from workbench.engine.engine import Engine
from workbench.services.read_layers import read_forest


def test_what_is_stored_is_what_the_engine_counts(engine: Engine) -> None:
    stored, disk = forest_totals(read_forest(engine)).stored_bytes, engine.disk_use()
    if engine.facts().image_store == "containerd" and any(
        line.count for line in disk.lines if line.kind == "build cache"
    ):
        # What builds keep lies among the layers of this store, and is counted with them.
        assert stored <= disk.layers_size_bytes
    else:
        assert stored == disk.layers_size_bytes


def test_what_removing_an_image_frees_is_its_unique_size(engine: Engine) -> None:
    unique = {image.id: image.unique_size_bytes for image in engine.images(with_shared=True)}
    if engine.facts().image_store == "containerd":
        # It counts all packed layers of an image as its own, also those that others have.
        unique = {name: size - engine.image(name).image.size_bytes for name, size in unique.items() if size}
    frees: dict[str, int] = {}
    waiting = list(read_forest(engine))
    while waiting:
        node = waiting.pop()
        frees |= {image.id: node.frees_bytes for image in node.images}
        waiting += node.children
    shared = frees.keys() & unique.keys()
    assert {name: frees[name] for name in shared} == {name: unique[name] for name in shared}
