"""What every test is given: a machine without anybody's settings, and a real engine where there is one."""

import asyncio
import gc
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine, can_start_engines
from tests.tools.settings import Settings, foreign_variables, fresh_environment, read_settings

_SETTINGS = pytest.StashKey[Settings]()
_LEFT_OUT = pytest.StashKey[dict[str, int]]()
_PLUGINS = {"buildx": "docker-buildx", "compose": "docker-compose"}
_ENGINE_FIXTURES = frozenset({"engine_url", "docker", "private_engine", "next_engine", *_PLUGINS})
_ENGINE_TESTS = Path(__file__).parent / "engine"
_BRINGS = "`./tests/run` brings"


class _Worker(Protocol):
    """One of the processes that share a run."""

    config: pytest.Config


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take an option that reaches the workers of a shared run, too."""
    parser.addoption("--fast", action="store_true", help="leave out what is marked as long")


def pytest_configure(config: pytest.Config) -> None:
    """Clean the environment before anything is imported that reads it."""
    # A shell that starts a run in the background has its programs ignore Ctrl-C; those of the tests must not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.stash[_SETTINGS] = read_settings()
    config.stash[_LEFT_OUT] = {}
    for name in list(foreign_variables()):
        del os.environ[name]


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Give the tests the loop that a running app has: since Python 3.12 its tasks start eagerly."""
    return {"eager": _eager_loop}


def _eager_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    if sys.version_info >= (3, 12):
        loop.set_task_factory(asyncio.eager_task_factory)
    return loop


def pytest_collection_finish() -> None:
    """Keep all that was imported and collected out of each later search for garbage."""
    gc.collect()
    gc.freeze()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs an engine, and keep a file of such tests on one: they share what they have built."""
    if _fixtures(item) & _ENGINE_FIXTURES or item.path.is_relative_to(_ENGINE_TESTS):
        item.add_marker("engine")
        shares_nothing = item.get_closest_marker("shares_nothing") is not None
        item.add_marker(pytest.mark.xdist_group(item.name if shares_nothing else item.path.stem))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count, what is long for a fast run, and what needs an engine where there is none."""
    settings, is_fast = config.stash[_SETTINGS], config.getoption("--fast")
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    counts = config.stash[_LEFT_OUT]
    for item in items:
        if is_fast and item.get_closest_marker("long") is not None:
            missing = "more time than a fast run has; `./tests/run` takes it"
        else:
            missing = "" if settings.requires_engine else _missing(item, _fixtures(item), settings)
        if missing:
            counts[missing] = counts.get(missing, 0) + 1
            left_out.append(item)
        else:
            kept.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def _fixtures(item: pytest.Item) -> frozenset[str]:
    return frozenset(item.fixturenames if isinstance(item, pytest.Function) else ())


def _missing(item: pytest.Item, fixtures: frozenset[str], settings: Settings) -> str:
    """Say what a test needs and does not have, in the words of the summary."""
    if item.get_closest_marker("engine") is None:
        return ""
    if not settings.engine_url:
        return f"a real engine; as root, {_BRINGS} one"
    for fixture, plugin in _PLUGINS.items():
        if fixture in fixtures and not settings.plugin(plugin):
            return f"{plugin}; as root, {_BRINGS} it"
    if "private_engine" in fixtures and not can_start_engines():
        return f"root and dockerd, to start an engine of their own; as root, {_BRINGS} that"
    if "next_engine" in fixtures and not settings.next_engine:
        return f"a Docker of the next Debian release; as root on bookworm, {_BRINGS} it"
    return ""


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker tell the run that it is a part of what it left out."""
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash[_LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: _Worker) -> None:
    """Take what a worker told; each of them collected all tests, so any of them knows."""
    told: dict[str, dict[str, int]] = getattr(node, "workeroutput", {})  # One that crashed tells nothing.
    node.config.stash[_LEFT_OUT].update(told.get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say aloud what was left out."""
    for missing, count in config.stash[_LEFT_OUT].items():
        terminalreporter.write_line("")
        terminalreporter.write_line(
            f"!!! LEFT OUT: {count} tests need {missing}",
            red=True,
            bold=True,
        )


@pytest.fixture(autouse=True)
def own_home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A home folder of the test's own: no docker context, no keymap, no remembered build of anybody."""
    # pytest's own way to a new folder looks through all that are there: thousands, by the end of a run.
    home = Path(tempfile.mkdtemp(prefix="home-", dir=tmp_path_factory.getbasetemp()))
    for name, value in fresh_environment(home, request.config.stash[_SETTINGS]).items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture(scope="session")
def engine_url(request: pytest.FixtureRequest) -> str:
    """The address of a real engine that has the base images."""
    url = request.config.stash[_SETTINGS].engine_url
    if not url:
        pytest.fail("an engine is required and there is none", pytrace=False)
    return url


@pytest.fixture(scope="session")
def is_engine_private(request: pytest.FixtureRequest) -> bool:
    """Whether nobody but these tests uses the engine."""
    return request.config.stash[_SETTINGS].is_engine_private


@pytest.fixture(scope="session")
def docker(engine_url: str) -> DockerCli:
    """The real docker client on that engine: `docker("ps", "--all")`."""
    return DockerCli(engine_url)


@pytest.fixture
def buildx(request: pytest.FixtureRequest, docker: DockerCli, own_home: Path) -> DockerCli:
    """The same client where `docker buildx` works."""
    return _with_plugin("buildx", request, docker)


@pytest.fixture
def compose(request: pytest.FixtureRequest, docker: DockerCli, own_home: Path) -> DockerCli:
    """The same client where `docker compose` works."""
    return _with_plugin("compose", request, docker)


def _with_plugin(word: str, request: pytest.FixtureRequest, docker: DockerCli) -> DockerCli:
    if not request.config.stash[_SETTINGS].plugin(_PLUGINS[word]):
        pytest.fail(f"{_PLUGINS[word]} is required and could not be had", pytrace=False)
    docker(word, "version", check=True)
    return docker


@pytest.fixture
def unique_name(request: pytest.FixtureRequest) -> Iterator[str]:
    """A name that nobody else uses; what carries it in its own name is removed after the test."""
    name = f"wb-{secrets.token_hex(4)}"
    if "engine_url" not in request.fixturenames:
        yield name
        return
    docker: DockerCli = request.getfixturevalue("docker")
    yield name
    docker.remove_named(name)


@pytest.fixture(scope="session")
def settings(request: pytest.FixtureRequest) -> Settings:
    """What `tests/run` told."""
    return request.config.stash[_SETTINGS]


@pytest.fixture
def next_engine(settings: Settings) -> Path:
    """The folder with the unpacked packages of an engine that is newer than the machine's."""
    if not settings.next_engine:
        pytest.fail("the next release's engine is required and could not be had", pytrace=False)
    return Path(settings.next_engine)


@pytest.fixture
def private_engine() -> Iterator[Callable[..., PrivateEngine]]:
    """Start engines that the test may stop and start again: `engine = private_engine()`.

    With `disk_bytes` its images and containers have no more room than that.
    """
    if not can_start_engines():
        pytest.fail("root and dockerd are required to start an engine", pytrace=False)
    with ExitStack() as engines:

        def start(disk_bytes: int = 0) -> PrivateEngine:
            return engines.enter_context(PrivateEngine(disk_bytes=disk_bytes))

        yield start
