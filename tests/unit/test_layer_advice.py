"""What makes layers needlessly large, where it is written, and what a fix would save."""

from dataclasses import replace

import pytest

from tests.tools.image_tars import Item, docker_save, layer, reading
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.layer_files import LayerFiles
from workbench.domain.archive.members import scan_members
from workbench.domain.base_advice import smaller_base
from workbench.domain.dockerfile_ties import tie_steps
from workbench.domain.dockerfiles import parse_dockerfile
from workbench.domain.layer_advice import LayerAdvice, layer_advice
from workbench.domain.layers import BasePart, ForestImage, HistoryStep, HistoryTree
from workbench.domain.waste import find_waste

BASE = layer(Item("etc/os", b"1" * 3000), Item("var/cache/apt/base.bin", b"b" * 5000))


def built(*steps: tuple[str, bytes]) -> tuple[LayerFiles, ...]:
    """The layers that instructions made of a base."""
    [image] = images_of(scan_members(reading(docker_save(BASE, *(tar for _, tar in steps)))))
    instructions = ["ADD rootfs /", *(text for text, _ in steps)]
    return tuple(
        replace(each, created_by=text) for each, text in zip(image.layers, instructions, strict=True)
    )


def advised(*steps: tuple[str, bytes]) -> list[LayerAdvice]:
    layers = built(*steps)
    return [each for each in layer_advice(layers, find_waste(layers, 1), {}) if each.rule != "large-layer"]


def told(*steps: tuple[str, bytes]) -> list[tuple[str, int | None, int]]:
    return [(each.rule, each.layer, each.saves_bytes) for each in advised(*steps)]


@pytest.mark.parametrize(
    ("instruction", "path", "rule"),
    [
        ("RUN apt-get update", "var/lib/apt/lists/main_Packages", "apt-lists"),
        ("RUN apk add curl", "var/cache/apk/index.tar.gz", "apk-cache"),
        ("RUN pip install flask", "root/.cache/pip/http/a", "pip-cache"),
        ("RUN npm ci", "root/.npm/_cacache/content/a", "node-cache"),
        ("RUN pip install flask", "usr/lib/python3/site-packages/flask/__pycache__/app.pyc", "bytecode"),
        ("COPY . .", "app/__pycache__/app.pyc", "copied-bytecode"),
        ("COPY . .", "app/.git/objects/pack/a.pack", "git-copied"),
        ("RUN git clone x", "src/.git/objects/pack/a.pack", "git-cloned"),
        ("COPY . .", "app/node_modules/left-pad/index.js", "context-copied"),
        ("COPY . .", "app/Dockerfile.slim", "context-copied"),
        ("RUN apt-get install gcc", "usr/lib/gcc/x86_64-linux-gnu/12/cc1", "build-tools"),
        ("RUN apt-get install gcc", "usr/include/stdio.h", "build-tools"),
        ("RUN apt-get install gcc", "usr/bin/x86_64-linux-gnu-gcc-12", "build-tools"),
    ],
)
def test_what_a_layer_does_not_need_is_known_by_its_place(instruction: str, path: str, rule: str) -> None:
    assert told((instruction, layer(Item(path, b"x" * 2000), Item("srv/needed", b"y" * 10)))) == [
        (rule, 1, 2000)
    ]


def test_a_file_removed_later_counts_for_the_layer_that_stores_it() -> None:
    steps = (
        ("RUN make", layer(Item("src/big", b"x" * 9000))),
        ("RUN rm -r /src", layer(Item(".wh.src"))),
    )
    assert told(*steps) == [("removed-later", 1, 9000)]


def test_a_second_layer_for_the_owner_is_the_one_to_leave_out() -> None:
    content = b"x" * 9000
    steps = (
        ("COPY app /app", layer(Item("app/big", content))),
        ("RUN chown -R 1000 /app", layer(Item("app/big", content, uid=1000))),
    )
    assert told(*steps) == [("owner-again", 2, 9000)]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("app/.git/objects/pack/a.pack", "git-copied"),
        ("app/__pycache__/app.pyc", "copied-bytecode"),
        ("root/.cache/pip/http/a", "pip-cache"),
    ],
)
def test_an_owner_given_in_a_second_layer_is_told_whatever_the_file_is(path: str, rule: str) -> None:
    """The chown of a copied .git was taken for a clone."""
    steps = (
        ("COPY . .", layer(Item(path, b"x" * 9000))),
        ("RUN chown -R 1000:1000 /app", layer(Item(path, b"x" * 9000, uid=1000))),
    )
    assert sorted(told(*steps)) == sorted([(rule, 1, 9000), ("owner-again", 2, 9000)])


def test_a_file_that_was_only_touched_is_not_said_to_have_another_owner() -> None:
    touched = layer(Item("app/big", b"x" * 9000), Item("app/new", b"1"))
    steps = (("COPY app /app", layer(Item("app/big", b"x" * 9000))), ("RUN touch /app/*", touched))
    assert told(*steps) == [("written-again", 2, 9000)]


def test_lists_that_a_later_layer_removes_are_counted_once() -> None:
    steps = (
        ("RUN apt-get update", layer(Item("var/lib/apt/lists/main", b"x" * 9000))),
        ("RUN rm -rf /var/lib/apt/lists", layer(Item("var/lib/apt/.wh.lists"))),
    )
    assert told(*steps) == [("apt-lists", 1, 9000)]


def test_the_bases_own_waste_and_what_is_tiny_are_not_advised() -> None:
    assert told(("COPY . .", layer(Item("app/.git/config", b"x" * 90)))) == []


def test_advice_points_to_the_line_and_copies_from_a_stage_are_no_context() -> None:
    text = "FROM a AS build\nFROM b\nCOPY --from=build /x /app\n"
    made = built(("COPY dir:1234567890abcdef in /app", layer(Item("app/node_modules/a.js", b"x" * 5000))))
    steps = [HistoryStep(each.created_by, None, 1, each.diff_id) for each in made]
    ties = tie_steps(steps, parse_dockerfile(text), "Dockerfile")
    lines = {number: line for number, line in enumerate(ties.lines) if line is not None}
    assert layer_advice(made, find_waste(made, 1), lines) == ()
    without = layer_advice(made, find_waste(made, 1), {})
    assert [each.rule for each in without] == ["context-copied"]


def test_a_large_layer_without_a_fault_tells_what_is_large() -> None:
    made = built(("RUN install", layer(Item("opt/tool/data/one", b"x" * 1_500_000), Item("opt/a", b"1"))))
    [found] = layer_advice(made, find_waste(made, 1), {})
    assert (found.rule, found.saves_bytes, found.examples[0]) == ("large-layer", 0, "opt/tool/data/")


def test_a_smaller_sister_of_the_base_is_named_with_what_it_saves() -> None:
    steps = (HistoryStep("RUN x", None, 500, "a"),)
    tree = HistoryTree("shop:1", 600, (BasePart(("python:3.11",), "1", steps),), ())
    images = [
        ForestImage("1", ("python:3.11",), ("a",), (500,)),
        ForestImage("2", ("python:3.11-alpine",), ("b",), (100,)),
        ForestImage("3", ("python:3.11-slim",), ("c",), (150,)),
        ForestImage("4", ("python:3.12-slim",), ("d",), (50,)),
        ForestImage("5", ("other/python:3.11-slim",), ("e",), (50,)),
    ]
    found = smaller_base(tree, images, ())
    assert found is not None
    assert (found.layer, found.saves_bytes, "python:3.11-slim" in found.fix) == (None, 350, True)
    assert smaller_base(tree, images[:1], ()) is None
    builds = HistoryTree("shop:1", 600, (BasePart(("cgr/python:latest-dev",), "1", steps),), ())
    runs = ForestImage("6", ("cgr/python:latest",), ("f",), (90,))
    dev = smaller_base(builds, [runs], ())
    assert dev is not None
    assert dev.saves_bytes == 410
