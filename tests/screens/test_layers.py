"""The Layers screen: all images as a forest, one image as a history."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.message import Message
from textual.messages import Layout

from screens.forest_nodes import ImageInForest, branch_keys, forest_nodes
from screens.layer_history import HistoryPane
from screens.widgets.line_tree import LineTree, TreeItem
from tests.screens.person import person_at
from tests.screens.widgets.hosts import Host
from workbench.domain.commands import BuildImage, RunContainer
from workbench.domain.forest import layer_forest
from workbench.domain.layers import ForestImage
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine
from workbench.services.workspace import Wishes, Workspace


async def test_the_forest_draws_a_shared_layer_once(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="layers", size=(120, 50)) as person:
        await person.sees("debian:bookworm-slim", "python:3.11-slim", "shared by")
        assert person.screen.count("debian:bookworm-slim") == 1


@pytest.mark.long
async def test_the_forest_follows_new_images_and_marks_those_in_use(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="layers", size=(120, 60)) as person:
        await person.sees("python:3.11-slim")
        engine.execute(BuildImage(str(app_folder), "Dockerfile.slim", "fresh:1"))
        await person.sees("fresh:1")
        engine.execute(RunContainer(image="fresh:1", name="one"))
        await person.sees("● in use")


@pytest.mark.long
async def test_an_image_is_chosen_by_name(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="layers") as person:
        await person.sees("redis:latest")
        await person.press("right_square_bracket")
        await person.sees("No image is chosen.")
        await person.press("o")
        await person.sees("Show the history of", "redis:latest")
        await person.press("end", "enter")
        await person.sees("redis:latest its own layers", "base debian:bookworm-slim")


@pytest.mark.long
async def test_a_history_shows_instructions_sizes_and_folded_empty_steps(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(BuildImage(str(app_folder), "Dockerfile.slim", "giropops-senhas:2.0"))
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("giropops-senhas:2.0")
        await person.narrow("giropops")
        await person.press("enter")
        await person.sees("base debian:bookworm-slim", "base python:3.11-slim", "its own layers")
        await person.sees("RUN pip install", "steps without files", " %")
        await person.press("down", "down", "down")
        await person.sees("adds")


@pytest.mark.long
async def test_enter_on_an_image_leaves_the_forest_as_it_is(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    """It folded what stands on the image too: whoever came back had lost the place."""
    async with person_at(embedded.url, app_folder, first="layers", size=(120, 50)) as person:
        await person.sees("debian:bookworm-slim", "redis:latest")
        forest = person.app.screen.query_one("#forest-tree", LineTree)
        await person.press("home")
        for _ in range(forest.line_count):
            if (node := forest.cursor_node) is not None and is_stood_upon(node):
                break
            await person.press("down")
        else:
            pytest.fail("no image is stood upon")
        lines = forest.line_count
        await person.press("enter")
        await person.sees("all layers")
        await person.press("escape")
        await person.sees(" on disk")
        assert forest.line_count == lines


@pytest.mark.long
async def test_an_image_that_goes_away_is_told(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest")
        embedded.faults.fail_next("/history", times=3, message="No such image")
        embedded.faults.fail_next("/images/redis:latest/json", times=3, message="No such image")
        await person.narrow("redis")
        await person.press("enter")
        await person.sees("No such image")


async def test_the_line_of_facts_is_said_without_laying_the_screen_out_anew() -> None:
    """It was, each time a history was opened, and before anything of it was drawn."""
    seen: list[Message] = []
    pane = HistoryPane(Workspace(Wishes(Path())), id="history")
    async with Host(pane).run_test(message_hook=seen.append) as pilot:
        await pilot.pause()
        seen.clear()
        pane.say("5 steps")
        await pilot.pause()
        assert not any(isinstance(each, Layout) for each in seen)


def is_stood_upon(node: TreeItem) -> bool:
    return isinstance(node.data, ImageInForest) and node.data.stands_on_it > 0


def forest_image(name: str, *layers: str) -> ForestImage:
    return ForestImage(f"id of {name}", (name,), layers, (1,) * len(layers))


def keys(nodes: Sequence[TreeItem]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        children = node.children or ()
        found += [node.key, *keys(children() if callable(children) else children)]
    return found


def images_of(nodes: Sequence[TreeItem]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        found += [node.data.image.id] if isinstance(node.data, ImageInForest) else []
        children = node.children or ()
        found += images_of(children() if callable(children) else children)
    return found


def test_images_that_end_in_the_same_layer_are_nodes_of_their_own() -> None:
    """Two slim Pythons end in the same empty layer: unfolding one showed nothing of the other."""
    forest = layer_forest(
        [
            forest_image("one", "base", "a", "empty"),
            forest_image("own one", "base", "a", "empty", "app"),
            forest_image("two", "base", "b", "empty"),
            forest_image("own two", "base", "b", "empty", "app"),
        ]
    )
    found = keys(forest_nodes(forest))
    assert len(found) == len(set(found))
    assert {"id of one", "id of own one", "id of two", "id of own two"} == set(
        images_of(forest_nodes(forest))
    )
    assert set(branch_keys(forest)) < set(found)


@pytest.mark.long
async def test_steps_are_tied_to_the_dockerfile_and_explained(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    name = "Dockerfile.distroless"
    lines = (app_folder / name).read_text().splitlines()
    copying = next(number for number, line in enumerate(lines, 1) if line.startswith("COPY --from"))
    engine.execute(BuildImage(str(app_folder), name, "giropops-senhas:3.0"))
    async with person_at(embedded.url, app_folder, first="layers") as person:
        await person.sees("giropops-senhas:3.0")
        await person.press("o")
        await person.sees("Show the history of")
        await person.press("down", "down", "down", "enter")
        await person.sees("giropops-senhas:3.0 its own layers from Dockerfile.distroless")
        await person.sees(f":{copying} COPY --from=build /home/nonroot/venv venv", "2 layers")
        await person.press("end", "up")
        await person.sees(f"{name}:{copying + 1} in stage 2 of 2", "Copia arquivos do contexto")
        await person.press("up")
        await person.sees("from stage 1 (build)", "Vêm de build")


@pytest.mark.long
async def test_a_base_that_only_the_labels_name_is_told(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    (app_folder / "Dockerfile.labelled").write_text(
        'FROM scratch\nLABEL org.opencontainers.image.base.name="docker.io/library/away:1"\nCOPY app.py /\n'
    )
    engine.execute(BuildImage(str(app_folder), "Dockerfile.labelled", "aaa:1"))
    async with person_at(embedded.url, app_folder, first="layers") as person:
        await person.sees("aaa:1")
        await person.press("o")
        await person.sees("Show the history of")
        await person.press("enter")
        await person.sees("its labels name the base docker.io/library/away:1")


async def test_a_shared_run_unfolds_into_its_layers_and_says_what_is_freed(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    (app_folder / "Dockerfile.two").write_text("FROM scratch\nCOPY app.py /a\nCOPY store.py /b\n")
    engine.execute(BuildImage(str(app_folder), "Dockerfile.two", "aaa:1"))
    async with person_at(embedded.url, app_folder, first="layers", size=(120, 50)) as person:
        await person.sees("aaa:1  +2 layers", "frees", " on disk (", " unshared)")
        await person.press("end")
        await person.sees("removing it frees 4.25 kB", "2 layers, 4.25 kB")
        await person.press("right", "right")
        await person.sees("2 layers one by one")
        await person.press("right", "down")
        await person.sees("COPY file:", "part of 1 image")


async def test_dangling_images_are_marked(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    for text in ("FROM scratch\nCOPY app.py /a\n", "FROM scratch\nCOPY store.py /a\n"):
        (app_folder / "Dockerfile.two").write_text(text)
        engine.execute(BuildImage(str(app_folder), "Dockerfile.two", "aaa:1"))
    async with person_at(embedded.url, app_folder, first="layers", size=(120, 50)) as person:
        await person.sees("(dangling)", "1 dangling")


async def test_a_forest_is_filtered_by_names_and_its_facts_stay_true(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(BuildImage(str(app_folder), "Dockerfile.slim", "mine:1"))
    async with person_at(embedded.url, app_folder, first="layers", size=(120, 50)) as person:
        await person.sees("mine:1", "redis:latest", "python:3.11-alpine")
        shared = next(line for line in person.screen.splitlines() if "python:3.11-slim" in line)
        await person.press("slash")
        await person.write("MINE")
        await person.sees_no_more("redis:latest")
        await person.sees("mine:1", shared.strip()[2:])
        assert "python:3.11-alpine" not in person.screen
        await person.write("zz")
        await person.sees("No image matches the filter.")
        await person.press("backspace", "backspace", "enter", "end", "enter")
        await person.sees("COPY requirements.txt")
        await person.press("escape")
        await person.sees_no_more("COPY requirements.txt")
        await person.press("escape")
        await person.sees("redis:latest", "python:3.11-alpine", "mine:1")
