"""An image's archive over every kind of connection, and what is left of it when the connection breaks."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.relay import Relay, server_context
from workbench.domain.errors import EngineGone, NotFound
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.read_files import ReadProgress, read_files

IMAGE = "python:3.11-slim"
_MIDWAY_BYTES = 40_000_000


@pytest.fixture
def socket_path(engine_url: str) -> Path:
    if not engine_url.startswith("unix://"):
        pytest.skip("the engine has no socket on this machine")
    return Path(engine_url.removeprefix("unix://"))


@pytest.fixture(params=["tcp", "tls"])
def relayed(
    request: pytest.FixtureRequest, socket_path: Path, tmp_path: Path
) -> Iterator[tuple[Relay, Engine]]:
    """The engine behind a port, with and without TLS."""
    tls: ssl.SSLContext | None = None
    environment: dict[str, str] = {}
    if request.param == "tls":
        tls = server_context(tmp_path)
        environment = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)}
    with Relay(socket_path, tls) as relay:
        engine = connect(environment={**environment, "DOCKER_HOST": relay.url}, home=tmp_path)
        yield relay, engine
        engine.close()


def test_an_image_is_read_over_the_network(relayed: tuple[Relay, Engine], engine_url: str) -> None:
    _, engine = relayed
    image = read_files(engine, IMAGE)
    assert image.problems == ()
    near = connect(host=engine_url, environment={})
    assert [each.files.paths for each in image.layers] == [
        each.files.paths for each in read_files(near, IMAGE).layers
    ]
    near.close()
    with pytest.raises(NotFound):
        engine.archive("nowhere:1").read()


def test_an_engine_that_goes_midway_leaves_what_was_read(relayed: tuple[Relay, Engine]) -> None:
    relay, engine = relayed

    def report(progress: ReadProgress) -> None:
        if progress.read_bytes > _MIDWAY_BYTES:
            relay.__exit__(None, None, None)

    image = read_files(engine, IMAGE, report=report)
    assert isinstance(image.failure, EngineGone)
    assert image.problems[0] == image.failure.message
    assert image.file_count > 0


def test_an_archive_closed_before_it_began_gives_nothing(engine_url: str) -> None:
    engine = connect(host=engine_url, environment={})
    stream = engine.archive(IMAGE)
    stream.close()
    assert stream.read() == b""
    engine.close()
