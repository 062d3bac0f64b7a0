"""An app folder and an engine for the tests of stacks, under names of a test's own."""

import json
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.tools.docker_cli import DockerCli
from workbench.domain.stacks import Plan, RunStep, Stack
from workbench.engine.engine import Engine
from workbench.services.compose import read_stack
from workbench.services.find_app import find_app
from workbench.services.run_stack import carry_out, plan_down, plan_up


@dataclass(frozen=True, slots=True)
class Bench:
    """An app folder, an engine, and the name that all they make has in it."""

    name: str
    folder: Path
    engine: Engine
    docker: DockerCli
    port: int

    def write(self, text: str) -> None:
        """Writes the compose file; NAME and PORT in it become the test's own."""
        (self.folder / "compose.yaml").write_text(
            text.replace("NAME", self.name).replace("PORT", str(self.port))
        )

    def stack(self, variant: str | None = None) -> Stack:
        """The stack as the folder has it now."""
        return read_stack(find_app(self.folder), variant=variant)

    def up(self, variant: str | None = None) -> Plan:
        """Brings it up and returns what was planned for that."""
        planned = plan_up(self.engine, self.stack(variant))
        carry_out(self.engine, planned)
        return planned

    def down(self) -> None:
        """Takes it down."""
        carry_out(self.engine, plan_down(self.engine, self.stack()))

    def container_id(self, part: str) -> str:
        """The id of the container whose name ends so."""
        return self.docker.lines("inspect", "--format", "{{.Id}}", f"{self.name}-{part}")[0]

    def standing(self) -> list[str]:
        """The containers, networks and volumes that have the name in theirs."""
        match = f"name={self.name}"
        return [
            *self.docker.lines("ps", "--all", "--format", "{{.Names}}", "--filter", match),
            *self.docker.lines("network", "ls", "--format", "{{.Name}}", "--filter", match),
            *self.docker.lines("volume", "ls", "--format", "{{.Name}}", "--filter", match),
        ]

    def ask(self, path: str, method: str = "GET") -> dict[str, object]:
        """The app's JSON answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, object] = json.load(answer)
            return found


# Two services of one image that is there anyway, with names of the test's own.
PAIR = """\
name: NAME
services:
  store:
    image: redis
    container_name: NAME-store
    networks: [net]
    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}
  app:
    image: redis
    container_name: NAME-app
    command: redis-server --port 7000
    networks: [net]
    depends_on: {store: {condition: service_healthy}}
networks:
  net: {name: NAME-net}
"""


def commands(planned: Plan) -> list[str]:
    """The commands of a plan, a line each."""
    return [step.command.summary for step in planned.steps if isinstance(step, RunStep)]
