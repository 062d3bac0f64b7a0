"""Each wasted byte is counted once, for the layer that holds it, with its reason."""

from collections.abc import Sequence

from tests.tools.image_tars import Item, docker_save, folder, hard_link, layer, reading
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.layer_files import LayerFiles
from workbench.domain.archive.members import scan_members
from workbench.domain.waste import Waste, WasteReason, find_waste


def layers_of(*tars: bytes) -> Sequence[LayerFiles]:
    [image] = images_of(scan_members(reading(docker_save(*tars))))
    return image.layers


def found(waste: Waste) -> dict[str, tuple[int, WasteReason, tuple[int, ...], int | None]]:
    return {each.path: (each.size_bytes, each.reason, each.written_in, each.ended_in) for each in waste.files}


def test_what_is_overwritten_again_and_again_counts_each_dead_copy_once() -> None:
    waste = find_waste(layers_of(*(layer(Item("a", bytes([number]) * 100)) for number in range(4))))
    assert found(waste) == {"a": (300, WasteReason.OVERWRITTEN, (0, 1, 2), 3)}
    assert (waste.wasted_bytes, waste.stored_bytes, waste.efficiency) == (300, 400, 0.25)
    assert waste.by_layer == (100, 100, 100, 0)


def test_what_is_removed_is_waste_of_the_layer_that_wrote_it() -> None:
    waste = find_waste(
        layers_of(layer(folder("d"), Item("d/a", b"1" * 10), Item("d/b", b"2" * 20)), layer(Item(".wh.d")))
    )
    assert found(waste) == {
        "d/b": (20, WasteReason.REMOVED, (0,), 1),
        "d/a": (10, WasteReason.REMOVED, (0,), 1),
    }
    assert waste.efficiency == 0


def test_overwritten_then_removed_counts_both_copies() -> None:
    waste = find_waste(
        layers_of(layer(Item("a", b"1" * 10)), layer(Item("a", b"2" * 20)), layer(Item(".wh.a")))
    )
    assert sorted((each.size_bytes, each.reason.value) for each in waste.files) == [
        (10, "overwritten"),
        (20, "removed"),
    ]
    assert waste.wasted_bytes == waste.stored_bytes == 30


def test_a_file_given_away_is_waste_of_the_layer_that_stored_it_again() -> None:
    waste = find_waste(layers_of(layer(Item("a", b"1" * 50)), layer(Item("a", b"1" * 50, uid=1000))), 1)
    assert found(waste) == {"a": (50, WasteReason.SAME_CONTENT, (1,), 1)}
    assert (waste.own_bytes, waste.base_bytes) == (50, 0)


def test_a_file_written_again_alike_is_not_one_given_away() -> None:
    """A touch stores a file again; only its time is another."""
    again = find_waste(layers_of(layer(Item("a", b"1" * 50)), layer(Item("a", b"1" * 50), Item("b", b"2"))))
    assert found(again) == {"a": (50, WasteReason.WRITTEN_AGAIN, (1,), 1)}
    for other in (Item("a", b"1", gid=1), Item("a", b"1", mode=0o600)):
        [given] = find_waste(layers_of(layer(Item("a", b"1")), layer(other))).files
        assert given.reason is WasteReason.SAME_CONTENT


def test_an_opaque_folder_and_a_file_in_place_of_a_folder_end_what_was_below() -> None:
    base = layer(folder("d"), Item("d/a", b"1" * 10), folder("e"), Item("e/b", b"2" * 10))
    waste = find_waste(layers_of(base, layer(Item("d/.wh..wh..opq"), Item("e", b"now a file"))))
    assert {path: reason for path, (_, reason, _, _) in found(waste).items()} == {
        "d/a": WasteReason.REMOVED,
        "e/b": WasteReason.REMOVED,
    }


def test_a_content_that_another_name_still_shows_is_no_waste() -> None:
    linked = layer(Item("a", b"1" * 10), hard_link("b", "a"))
    assert find_waste(layers_of(linked, layer(Item(".wh.a")))).files == ()
    assert find_waste(layers_of(linked, layer(Item(".wh.b")))).files == ()
    gone = find_waste(layers_of(linked, layer(Item(".wh.a"), Item(".wh.b"))))
    assert gone.wasted_bytes == 10


def test_caches_bytecode_and_second_copies_that_are_still_to_be_seen() -> None:
    large = bytes(range(256)) * 20
    waste = find_waste(
        layers_of(
            layer(
                Item("var/lib/apt/lists/x", b"1" * 10),
                Item("root/.cache/pip/http/y", b"2" * 20),
                Item("app/__pycache__/m.pyc", b"3" * 30),
                Item("app/one", large),
            ),
            layer(Item("app/other", large), Item("app/small", b"s"), Item("app/small2", b"s")),
        )
    )
    assert {path: entry[1] for path, entry in found(waste).items()} == {
        "app/other": WasteReason.DUPLICATE,
        "app/__pycache__/m.pyc": WasteReason.BYTECODE,
        "root/.cache/pip/http/y": WasteReason.PACKAGE_CACHE,
        "var/lib/apt/lists/x": WasteReason.PACKAGE_CACHE,
    }
    [copy] = [each for each in waste.files if each.reason is WasteReason.DUPLICATE]
    assert (copy.copy_of, copy.written_in) == ("app/one", (1,))
    assert list(waste.by_reason().values()) == [len(large), 30, 30]


def test_a_cache_that_is_removed_counts_once() -> None:
    waste = find_waste(layers_of(layer(Item("var/cache/apt/a.deb", b"1" * 10)), layer(Item(".wh.var"))))
    assert found(waste) == {"var/cache/apt/a.deb": (10, WasteReason.REMOVED, (0,), 1)}


def test_the_apps_own_waste_stands_apart_from_its_bases() -> None:
    base, app = layer(Item("a", b"1" * 10)), layer(Item("b", b"2" * 20))
    waste = find_waste(layers_of(base, app, layer(Item(".wh.a"), Item(".wh.b"))), 1)
    assert (waste.base_bytes, waste.own_bytes) == (10, 20)
    assert [each.path for each in waste.own] == ["b"]


def test_an_image_without_files_wastes_nothing() -> None:
    waste = find_waste(layers_of(bytes(1024)))
    assert (waste.files, waste.efficiency) == ((), 1.0)


def test_waste_never_exceeds_what_is_stored() -> None:
    """A tool before this one counted a file again for each layer that touched it."""
    tars = [
        layer(Item("d/a", b"1" * 5000), Item("d/b", b"1" * 5000), hard_link("d/c", "d/a")),
        layer(Item("d/a", b"1" * 5000, uid=5), Item("d/__pycache__/x", b"1" * 5000)),
        layer(Item("d/.wh..wh..opq"), Item("d/a", b"2")),
        layer(Item(".wh.d"), Item("d/a", b"3")),
    ]
    waste = find_waste(layers_of(*tars))
    assert 0 < waste.wasted_bytes <= waste.stored_bytes
    assert sum(each.size_bytes for each in waste.files) == waste.wasted_bytes
