"""Build options: what they make of a build, and that they are remembered for a variant."""

import stat
from pathlib import Path

from workbench.domain.build_options import BuildOptions
from workbench.domain.commands import BuildImage
from workbench.services.build_options_store import BuildOptionsStore

ALL = BuildOptions((("A", "1 2"),), "run", True, True, "linux/amd64", "none", (("made-by", "me"),))


def test_a_build_says_every_option_in_its_docker_line() -> None:
    command = BuildImage("/app", "Dockerfile", "app:1", "build", (("A", "0"), ("B", "b")))
    assert ALL.applied_to(command).argv == (
        *("docker", "build", "-f", "/app/Dockerfile", "-t", "app:1", "--target", "run"),
        *("--build-arg", "A=1 2", "--build-arg", "B=b", "--label", "made-by=me"),
        *("--platform", "linux/amd64", "--network", "none", "--no-cache", "--pull", "/app"),
    )
    assert BuildOptions().applied_to(command) == command


def test_options_are_remembered_for_their_variant_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    store = BuildOptionsStore(tmp_path / "app", tmp_path)
    store.put("slim", ALL)
    store.put("full", BuildOptions(pull=True))
    again = BuildOptionsStore(tmp_path / "app", tmp_path)
    assert again.all() == {"slim": ALL, "full": BuildOptions(pull=True)}
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    again.put("slim", BuildOptions())
    assert set(again.all()) == {"full"}
    assert BuildOptionsStore(tmp_path / "other", tmp_path).all() == {}


def test_a_file_that_cannot_be_read_is_left_out_with_a_warning(tmp_path: Path) -> None:
    store = BuildOptionsStore(tmp_path / "app", tmp_path)
    store.put("slim", ALL)
    store.path.write_text("no JSON", encoding="utf-8")
    assert store.all() == {}
    assert "left out" in store.warning
    store.path.write_text('{"variant": "a", "build_arguments": [["A"], 7], "pull": "x"}\n', encoding="utf-8")
    assert store.all() == {"a": BuildOptions()}
