"""The file of a person's own keys is read as text by ids, and never written over."""

from pathlib import Path

import pytest

from workbench.domain.errors import InvalidInput
from workbench.services.user_keymap import keymap_file, read_keymap, write_keymap_template


def test_both_ways_of_writing_an_id_mean_the_same(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text('"images.pull" = "ctrl+y"\ntable.down = "down,n"\n')
    assert read_keymap(path) == {"images.pull": "ctrl+y", "table.down": "down,n"}


def test_no_file_means_no_keys(tmp_path: Path) -> None:
    assert read_keymap(tmp_path / "keys.toml") == {}


@pytest.mark.parametrize("text", [b"\xff", b"[images", b"images.pull = 3", b'images.pull = " "'])
def test_what_cannot_be_used_is_told(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(text)
    with pytest.raises(InvalidInput, match=r"keys\.toml"):
        read_keymap(path)


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = keymap_file({"XDG_CONFIG_HOME": str(tmp_path)})
    write_keymap_template(path, {"images.pull": ("P", "bring an image")})
    assert path == tmp_path / "container-workbench" / "keys.toml"
    assert '# "images.pull" = "P"  # bring an image' in path.read_text()
    with pytest.raises(InvalidInput, match="there already"):
        write_keymap_template(path, {})
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_keymap_template(path / "below" / "keys.toml", {})
