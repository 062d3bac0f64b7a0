"""The world that an engine starts with: the lesson's images, Docker's own networks, containers on request."""

from __future__ import annotations

import ipaddress

from workbench.embedded.host import Host
from workbench.embedded.logs import LogBuffer
from workbench.embedded.payload import JsonObject, texts_at
from workbench.embedded.processes.program import Process
from workbench.embedded.processes.resting import RestingProgram
from workbench.embedded.views.images import full_config
from workbench.embedded.world.containers import Container, Endpoint, State
from workbench.embedded.world.files import FileTree
from workbench.embedded.world.first_words import write_first_words
from workbench.embedded.world.images import Image
from workbench.embedded.world.networks import Network

_BRIDGE_OPTIONS: JsonObject = {
    "com.docker.network.bridge.default_bridge": "true",
    "com.docker.network.bridge.enable_icc": "true",
    "com.docker.network.bridge.enable_ip_masquerade": "true",
    "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0",
    "com.docker.network.bridge.name": "docker0",
    "com.docker.network.driver.mtu": "1500",
}
_DEMO_IMAGES = ("python:3.11-slim", "redis:latest", "python:3.11-alpine", "debian:bookworm-slim")
_DEMO_KINDS = ("web", "cache", "worker", "batch")
_DEMO_COMMANDS = {
    "web": ("python3", "-m", "http.server"),
    "cache": ("redis-server",),
    "worker": ("python3", "-m", "http.server", "9000"),
    "batch": ("sleep", "infinity"),
}
_LEAST_KILOBYTES = 9_000
_MOST_KILOBYTES = 90_000
_SECOND_NS = 1_000_000_000
_PROJECTS = 9


def fill(host: Host, containers: int) -> None:
    """Put in what an engine starts with."""
    for name, image in host.catalogue.local_images():
        host.images.tag_pulled(host.images.add(image), name, image.created_at_ns)
    now_ns = host.clock.now_ns()
    subnet = ipaddress.IPv4Network("172.17.0.0/16")
    host.networks.add(
        Network(host.ids.new_id("network"), "bridge", "bridge", now_ns, subnet, _BRIDGE_OPTIONS)
    )
    host.networks.add(Network(host.ids.new_id("network"), "host", "host", now_ns, None))
    host.networks.add(Network(host.ids.new_id("network"), "none", "null", now_ns, None))
    if containers:
        _fill_with_containers(host, containers, now_ns)


def _fill_with_containers(host: Host, count: int, now_ns: int) -> None:
    images = [host.images.find(name) for name in _DEMO_IMAGES]
    bridge = host.networks.find("bridge")
    for number in range(count):
        container = _demo(host, number, images[number % len(images)], now_ns)
        host.containers.add(container)
        if container.is_running:
            second, last = divmod(number + 2, 254)
            endpoint = container.endpoints["bridge"]
            endpoint.endpoint_id = host.ids.new_id("endpoint")
            endpoint.address = f"172.17.{second % 256}.{last + 1}"
            endpoint.mac = f"02:42:ac:11:{second % 256:02x}:{last + 1:02x}"
            bridge.members[container.id] = (container, endpoint)


def _demo(host: Host, number: int, image: Image, now_ns: int) -> Container:
    kind = _DEMO_KINDS[number % len(_DEMO_KINDS)]
    labels = {
        "com.docker.compose.project": f"project-{number % _PROJECTS}",
        "com.docker.compose.service": kind,
    }
    argv = (*texts_at(image.config, "Entrypoint"), *_DEMO_COMMANDS[kind])
    container_id = host.ids.new_id("container")
    age_ns = (60 + number * 37 % 900_000) * _SECOND_NS
    name = image.tags[0].removesuffix(":latest")
    container = Container(
        id=container_id,
        name=f"{kind}-{number:05d}",
        image=image,
        image_name=name,
        config=full_config(
            {
                **image.config,
                "Image": name,
                "Cmd": list(argv),
                "Labels": labels,
                "Hostname": container_id[:12],
            }
        ),
        host_config={"NetworkMode": "default"},
        argv=argv,
        created_at_ns=now_ns - age_ns,
        tree=FileTree(image.files),
        logs=LogBuffer(host.clock, has_tty=False),
    )
    container.endpoints = {"bridge": Endpoint()}
    _give_state(container, number, now_ns - age_ns)
    write_first_words(container.logs, kind, number, name, container.exit_code)
    return container


def _give_state(container: Container, number: int, started_at_ns: int) -> None:
    container.started_at_ns = started_at_ns + _SECOND_NS
    match number % 10:
        case 3 | 7:
            container.state = State.EXITED
            container.exit_code = 1 if number % 20 == 7 else 0
            container.finished_at_ns = started_at_ns + 40 * _SECOND_NS
            container.logs.is_closed = True
        case 9:
            container.state, container.started_at_ns = State.CREATED, 0
        case _:
            container.state = State.PAUSED if number % 50 == 5 else State.RUNNING
            container.pid = 2000 + number
            resident = _LEAST_KILOBYTES + number * 1_700 % _MOST_KILOBYTES
            container.process = Process(RestingProgram(container.argv, resident), None)
            container.paused_at_ns = container.started_at_ns + 40 * _SECOND_NS
            if container.state is State.RUNNING:
                container.unpaused.set()
