"""Infers a stack for an app that has no compose file, from its requirements and its Dockerfile."""

from pathlib import Path

from workbench.domain.containers import PortMapping
from workbench.domain.dockerfiles import final_settings, parse_dockerfile
from workbench.domain.errors import InvalidInput
from workbench.domain.health import HealthCheck
from workbench.domain.stacks import Condition, Dependency, Service, ServiceNetwork, Stack, StackNetwork
from workbench.domain.variants import App, Variant
from workbench.services.requirements import names_redis

_DEFAULT_PORT = 5000
_RESTART = "unless-stopped"


def infer_stack(app: App, chosen: Variant | None = None) -> Stack:
    """The app on a network of its own name, beside Redis if its requirements name it.

    Takes the first variant where none is chosen; raises InvalidInput where there is none at all.
    """
    variant = chosen or next(iter(app.variants), None)
    if variant is None:
        raise InvalidInput(
            f"{app.folder} has neither a compose file nor a Dockerfile, so there is nothing to start.",
            "Write a Dockerfile, or try the sample app: `workbench sample DIR`.",
        )
    source, warnings = names_redis(app.folder)
    network = StackNetwork(app.name, app.name)
    redis = (_redis(network),) if source else ()
    return Stack(
        name=app.name,
        folder=app.folder,
        source=f"inferred from {source}" if source else "inferred",
        services=(*redis, _app(app, variant, network, bool(redis))),
        networks=(network,),
        app_service=app.name,
        warnings=warnings,
    )


def _redis(network: StackNetwork) -> Service:
    return Service(
        name="redis",
        image="redis",
        networks=(ServiceNetwork(network.key),),
        health_check=HealthCheck(
            ("CMD-SHELL", "redis-cli ping"), interval_seconds=2, timeout_seconds=2, retries=15
        ),
        restart_policy=_RESTART,
    )


def _app(app: App, variant: Variant, network: StackNetwork, has_redis: bool) -> Service:
    return Service(
        name=app.name,
        image=variant.tag,
        build=app.build_command(variant),
        environment=(("REDIS_HOST", "redis"),) if has_redis else (),
        ports=(_port(app.folder, variant),),
        networks=(ServiceNetwork(network.key),),
        depends_on=(Dependency("redis", Condition.HEALTHY),) if has_redis else (),
        restart_policy=_RESTART,
    )


def _port(folder: Path, variant: Variant) -> PortMapping:
    """The first TCP port that the Dockerfile exposes, published on this machine alone."""
    try:
        text = (folder / variant.dockerfile).read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    exposed = final_settings(parse_dockerfile(text), variant.target).exposed_ports
    numbers = (port.partition("/") for port in exposed)
    ports = (int(number) for number, _, protocol in numbers if number.isdecimal() and protocol in ("", "tcp"))
    port = next((each for each in ports if 0 < each < 65536), _DEFAULT_PORT)
    return PortMapping(port, "tcp", "127.0.0.1", port)
