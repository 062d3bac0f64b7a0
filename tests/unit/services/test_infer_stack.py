"""An app without a compose file still has a stack."""

from pathlib import Path

import pytest

from workbench.domain.containers import PortMapping
from workbench.domain.errors import InvalidInput
from workbench.domain.stacks import Condition, Dependency
from workbench.services.compose import read_stack
from workbench.services.find_app import find_app


def app_in(folder: Path, dockerfile: str = "FROM scratch\nEXPOSE 8000/tcp\n", **files: str) -> Path:
    """A folder `shop` with one variant and these files (a dash for an underscore's dot)."""
    shop = folder / "shop"
    shop.mkdir()
    (shop / "Dockerfile.slim").write_text(dockerfile)
    for name, text in files.items():
        (shop / name.replace("_", ".")).write_text(text)
    return shop


@pytest.mark.parametrize(
    "files",
    [
        {"requirements_txt": "flask==3\nRedis[hiredis]>=5 ; python_version > '3'\n"},
        {"requirements_txt": "celery[redis]\n"},
        {"pyproject_toml": "[project]\ndependencies = ['flask', 'redis~=5.0']\n"},
        {"pyproject_toml": "[tool.poetry.dependencies]\nredis = '^5'\n"},
    ],
)
def test_an_app_that_requires_redis_gets_one(tmp_path: Path, files: dict[str, str]) -> None:
    stack = read_stack(find_app(app_in(tmp_path, **files), {}), environment={})
    redis, app = stack.services
    assert (redis.name, redis.image, redis.ports) == ("redis", "redis", ())
    assert redis.health_check is not None
    assert (app.name, app.image, stack.app_service) == ("shop", "shop:slim", "shop")
    assert app.environment == (("REDIS_HOST", "redis"),)
    assert app.depends_on == (Dependency("redis", Condition.HEALTHY),)
    assert app.ports == (PortMapping(8000, "tcp", "127.0.0.1", 8000),)
    assert [each.name for each in stack.networks] == ["shop"]
    assert stack.source.startswith("inferred from ")


@pytest.mark.parametrize("requirements", ["flask\nfakeredis\n", "# redis\n", ""])
def test_an_app_that_does_not_stands_alone(tmp_path: Path, requirements: str) -> None:
    stack = read_stack(find_app(app_in(tmp_path, requirements_txt=requirements), {}), environment={})
    assert [each.name for each in stack.services] == ["shop"]
    assert stack.services[0].environment == ()
    assert stack.source == "inferred"


def test_without_an_exposed_port_it_is_5000(tmp_path: Path) -> None:
    stack = read_stack(find_app(app_in(tmp_path, "FROM scratch\nEXPOSE 53/udp\n"), {}), environment={})
    assert stack.services[0].ports == (PortMapping(5000, "tcp", "127.0.0.1", 5000),)


def test_requirements_that_cannot_be_read_are_a_warning(tmp_path: Path) -> None:
    stack = read_stack(find_app(app_in(tmp_path, pyproject_toml="[project"), {}), environment={})
    assert "pyproject.toml cannot be read" in stack.warnings[0]


def test_a_folder_with_nothing_to_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nothing to start"):
        read_stack(find_app(tmp_path, {}), environment={})
