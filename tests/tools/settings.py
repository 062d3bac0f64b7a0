"""What `tests/run` tells the tests through the environment, and what of a developer's must not reach them."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PLUGINS = ("docker-buildx", "docker-compose")
_FOREIGN_PREFIXES = ("BUILDX_", "COMPOSE_", "DOCKER_", "PODMAN_", "TEXTUAL", "WORKBENCH_", "XDG_")
_FOREIGN_NAMES = (
    "BUILDKIT_PROGRESS",
    "CLICOLOR_FORCE",
    "COLORTERM",
    "COLUMNS",
    "CONTAINER_HOST",
    "CURL_CA_BUNDLE",
    "FORCE_COLOR",
    "LINES",
    "NO_COLOR",
    "REQUESTS_CA_BUNDLE",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Which engine the tests have, whether they may go without it, and what else is there.

    The next engine is the folder into which the packages of a newer one were unpacked.
    """

    engine_url: str
    requires_engine: bool
    plugins: str
    is_engine_private: bool
    next_engine: str

    def plugin(self, name: str) -> Path | None:
        """The plugin of docker's of that name, None where it could not be had."""
        path = Path(self.plugins, name).resolve()
        return path if self.plugins and path.is_file() else None


def read_settings() -> Settings:
    """Read them once, before the environment is cleaned."""
    return Settings(
        engine_url=os.environ.get("WORKBENCH_TEST_ENGINE", ""),
        requires_engine=os.environ.get("WORKBENCH_REQUIRE_ENGINE") == "1",
        plugins=os.environ.get("WORKBENCH_TEST_PLUGINS", ""),
        is_engine_private=os.environ.get("WORKBENCH_TEST_ENGINE_PRIVATE") == "1",
        next_engine=os.environ.get("WORKBENCH_TEST_NEXT_ENGINE", ""),
    )


def foreign_variables() -> Iterator[str]:
    """Name the variables of this process that would change what a test sees."""
    for name in os.environ:
        if name in _FOREIGN_NAMES or name.startswith(_FOREIGN_PREFIXES):
            yield name


def fresh_environment(home: Path, settings: Settings) -> dict[str, str]:
    """Give the variables of a person who has just come to this machine."""
    docker = home / ".docker"
    plugins = docker / "cli-plugins"
    plugins.mkdir(parents=True)
    for name in PLUGINS:
        if plugin := settings.plugin(name):
            (plugins / name).symlink_to(plugin)
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    return {
        "HOME": str(home),
        "DOCKER_CONFIG": str(docker),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "TMPDIR": tempfile.gettempdir(),
        "TERM": "xterm-256color",
    }
