"""A person's own keys: they replace the usual ones, and what is wrong with them is said."""

from pathlib import Path

import pytest

from tests.screens.person import person_at
from workbench.embedded import EmbeddedEngine
from workbench.services.user_keymap import keymap_file, read_keymap


@pytest.fixture
def keys_file(request: pytest.FixtureRequest) -> Path:
    """What the person at the keyboard has written."""
    path = keymap_file()
    path.parent.mkdir(parents=True)
    path.write_text(request.param)
    return path


@pytest.mark.parametrize(
    "keys_file", ['"images.pull" = "ctrl+y"\nledger.nothing = "x"\n'], indirect=True, ids=["own"]
)
async def test_own_keys_replace_the_usual_ones(
    keys_file: Path, embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest", "^y Pull", "No such binding: ledger.nothing")
        await person.press("P")
        await person.press("ctrl+y")
        await person.sees("Pull an image")


@pytest.mark.long
@pytest.mark.parametrize(
    "keys_file", ['"variants.cancel" = "f9"\n"app.quit" = "f10"\n'], indirect=True, ids=["ending"]
)
async def test_ctrl_c_names_the_keys_that_work_where_one_is(
    keys_file: Path, embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants") as person:
        await person.sees("○ not built")
        await person.press("ctrl+c")
        await person.sees("f10 leaves.", "f9 cancels on Variants: end its build or proof")
        await person.press("5", "ctrl+c")
        await person.sees("K cancels on Stack: stop bringing up or down.")
        await person.press("1", "ctrl+c")
        await person.sees("Cancel builds on Variants (4), plans on Stack (5).")
        await person.press("slash", "ctrl+c")
        await person.sees("esc leaves this field")


@pytest.mark.parametrize("keys_file", ["[images\n"], indirect=True, ids=["broken"])
async def test_a_broken_file_is_told_and_the_usual_keys_work(
    keys_file: Path, embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest", "Mend or remove it")
        await person.press("P")
        await person.sees("Pull an image")


@pytest.mark.long
async def test_a_file_with_every_key_is_written_on_request(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("No containers yet.")
        await person.press("colon")
        await person.write("write a file to change")
        await person.sees("every key can be another")
        await person.press("down", "enter")
        await person.sees("It is read when the program starts.")
    text = keymap_file().read_text()
    assert '# "images.pull" = "P"' in text
    assert read_keymap(keymap_file()) == {}
    changed = "\n".join(line.removeprefix("# ") for line in text.splitlines()[1:])
    keymap_file().write_text(changed)
    assert read_keymap(keymap_file())["table.down"] == "down,j"
