"""`workbench containers`: the container list."""

import argparse

from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_json
from workbench.cli_jobs.output import iso, print_json, print_lines
from workbench.domain.containers import Container, Health
from workbench.formatting import age, ports
from workbench.plain_table import plain_table

_EXAMPLES = """\
examples:
  workbench containers
  workbench containers --json | jq -r '.[] | select(.health == "unhealthy") | .name'

JSON: a list of containers, each with the keys
  id, name, image, image_id, command, created_at, state, status, health,
  ports[] (container_port, protocol, host_ip, host_port), networks[] (name, id, ip_address, aliases[]),
  labels{}"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    with connected(options) as engine:
        containers = engine.containers()
    if options.json:
        print_json([_document(each) for each in containers])
    else:
        rows = [_cells(each) for each in containers]
        print_lines(plain_table(("name", "image", "state", "ports", "networks", "age"), rows))
    return 0


def _cells(container: Container) -> tuple[str, ...]:
    state = container.state.value
    if container.health is not Health.NONE:
        state += f" ({container.health.value})"
    networks = ", ".join(each.network_name for each in container.networks)
    shown_ports = ports(container.ports) or "–"
    image = container.image_name
    return (container.name, image, state, shown_ports, networks or "–", age(container.created_at))


def _document(container: Container) -> dict[str, object]:
    return {
        "id": container.id,
        "name": container.name,
        "image": container.image,
        "image_id": container.image_id,
        "command": container.command,
        "created_at": iso(container.created_at),
        "state": container.state.value,
        "status": container.status,
        "health": container.health.value,
        "ports": [
            {
                "container_port": each.container_port,
                "protocol": each.protocol,
                "host_ip": each.host_ip or None,
                "host_port": each.host_port,
            }
            for each in container.ports
        ],
        "networks": [
            {
                "name": each.network_name,
                "id": each.network_id,
                "ip_address": each.ip_address or None,
                "aliases": list(each.aliases),
            }
            for each in container.networks
        ],
        "labels": dict(container.labels),
    }


JOB = Job("List the containers of the engine, running or not.", _EXAMPLES, _add_options, _run)
