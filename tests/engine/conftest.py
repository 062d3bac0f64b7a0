"""Every test in this folder needs a real engine; here is what only they are given."""

from collections.abc import Iterator

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.workbench_cli import WorkbenchCli
from workbench.engine.connect import connect
from workbench.engine.engine import Engine


@pytest.fixture
def engine(engine_url: str) -> Iterator[Engine]:
    """Our own door to the real engine."""
    connected = connect(host=engine_url)
    yield connected
    connected.close()


@pytest.fixture
def workbench(engine_url: str) -> WorkbenchCli:
    """The workbench's own command line on the real engine: `workbench("images", "--json")`."""
    return WorkbenchCli(engine_url)


@pytest.fixture(scope="session", autouse=True)
def nothing_left_behind(docker: DockerCli, is_engine_private: bool) -> Iterator[None]:
    """Fail the run when tests leave a container, a network or a volume on their own engine."""
    if not is_engine_private:
        yield
        return
    before = _standing(docker)
    yield
    left = _standing(docker) - before
    assert not left, f"left on the engine by tests: {', '.join(sorted(left))}"


def _standing(docker: DockerCli) -> set[str]:
    return {
        *docker.lines("ps", "--all", "--format", "container {{.Names}}"),
        *docker.lines("network", "ls", "--format", "network {{.Name}}"),
        *docker.lines("volume", "ls", "--format", "volume {{.Name}}"),
    }
