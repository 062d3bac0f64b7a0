"""A build that fills the engine's disk says so, leaves nothing behind, and hinders no other."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screens.person import person_at
from tests.tools.docker_cli import DockerCli
from tests.tools.image_tars import Item, layer, link
from tests.tools.private_engine import PrivateEngine
from tests.tools.waiting import wait_until
from workbench.domain.commands import BuildImage
from workbench.domain.engines import BuilderKind
from workbench.domain.errors import NoSpace
from workbench.engine.connect import connect
from workbench.engine.engine import Engine

_DISK_BYTES, _TOO_MUCH_BYTES = 64_000_000, 100_000_000
_BUSYBOX = Path("/usr/bin/busybox")
_SECONDS = 120.0
_FILLS = f"RUN head -c {_TOO_MUCH_BYTES} /dev/zero | dd of=/big bs=64k"


@pytest.fixture
def small(private_engine: Callable[..., PrivateEngine], tmp_path: Path) -> PrivateEngine:
    """An engine with a small disk, and an image on it to build on."""
    engine = private_engine(disk_bytes=_DISK_BYTES)
    busybox = Item("bin/busybox", _BUSYBOX.read_bytes(), mode=0o755)
    archive = tmp_path / "small.tar"
    archive.write_bytes(layer(busybox, *(link(f"bin/{name}", "busybox") for name in ("sh", "head", "dd"))))
    DockerCli(engine.url)("import", str(archive), "small:1", check=True)
    return engine


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "crowded"
    folder.mkdir()
    (folder / "Dockerfile.fits").write_text("FROM small:1\nRUN head -c 9000 /dev/zero | dd of=/little\n")
    (folder / "Dockerfile.fills").write_text(f"FROM small:1\n{_FILLS}\n")
    return folder


@pytest.fixture
def classic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No docker plugin here."""
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "no-plugins"))


# The classic builder copies what a step wrote into its layer; BuildKit keeps it where it is.
_TOO_LARGE = {
    "context": "COPY big /",
    "step": _FILLS,
    "layer": f"RUN head -c {_DISK_BYTES * 2 // 3} /dev/zero > /big",
}


@pytest.mark.parametrize("what", ["context", "step", "layer"])
def test_the_classic_builder_says_what_is_full_and_gives_the_space_back(
    what: str, classic: None, small: PrivateEngine, app: Path
) -> None:
    _fill(small, app, what, BuilderKind.CLASSIC)


def test_buildkit_says_what_is_full_and_gives_the_space_back(
    buildx: DockerCli, small: PrivateEngine, app: Path
) -> None:
    _fill(small, app, "step", BuilderKind.BUILDX)


def test_a_context_that_buildkit_cannot_keep_is_no_riddle(
    buildx: DockerCli, small: PrivateEngine, app: Path
) -> None:
    """BuildKit holds on to what it got of it, so that only the engine's own doing gives the space back."""
    engine = connect(host=small.url)
    _fail(engine, app, "context")
    assert [each.name for each in engine.images()] == ["small:1"]
    engine.close()


def _fill(small: PrivateEngine, app: Path, what: str, kind: BuilderKind) -> None:
    engine = connect(host=small.url)
    assert engine.builder().kind is kind
    _fail(engine, app, what)
    client = DockerCli(small.url)
    assert client.lines("ps", "--all", "--quiet") == []
    assert client.lines("images", "--all", "--format", "{{.Repository}}") == ["small"]
    (app / "Dockerfile.one").write_text("FROM small:1\nRUN head -c 9000 /dev/zero > /little\n")
    engine.execute(BuildImage(str(app), "Dockerfile.one", "crowded:one"))
    assert engine.image("crowded:one").image.size_bytes < _DISK_BYTES // 4
    wait_until(lambda: _used_bytes(small) < _DISK_BYTES // 4, _SECONDS, "the space is given back")
    engine.close()


def _fail(engine: Engine, app: Path, what: str) -> None:
    with (app / "big").open("wb") as file:
        file.truncate(_TOO_MUCH_BYTES if what == "context" else 1)
    (app / "Dockerfile.one").write_text(f"FROM small:1\n{_TOO_LARGE[what]}\n")
    with pytest.raises(NoSpace) as caught:
        engine.execute(BuildImage(str(app), "Dockerfile.one", "crowded:one"))
    assert caught.value.message == "The engine's disk is full."
    assert "Prune" in caught.value.hint
    (app / "big").unlink()


async def test_the_screen_says_so_and_goes_on(classic: None, small: PrivateEngine, app: Path) -> None:
    async with person_at(small.url, app, first="variants", size=(140, 45)) as person:
        await person.sees("fills", "○ not built")
        await person.press("b")
        await person.sees("✗ failed", "The engine's disk is full.", "Prune", seconds=_SECONDS)
        await person.press("down", "b")
        await person.sees("✓ built", "✗ failed", seconds=_SECONDS)
        (app / "Dockerfile.fills").write_text("FROM small:1\nRUN head -c 90 /dev/zero | dd of=/little\n")
        await person.press("up", "b")
        await person.sees("fills: 2 of 2 steps, 0 cached", seconds=_SECONDS)
        await person.sees_no_more("✗ failed")


def _used_bytes(engine: PrivateEngine) -> int:
    told = os.statvfs(engine.data)
    return (told.f_blocks - told.f_bfree) * told.f_frsize
