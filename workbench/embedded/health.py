"""Health checks: run on a beat, remembered, told when the verdict changes."""

from __future__ import annotations

import asyncio

from workbench.embedded.host import Host
from workbench.embedded.membership import tell
from workbench.embedded.payload import JsonObject, number_at, object_at, texts_at
from workbench.embedded.running import run_in_container
from workbench.embedded.world.containers import Container, Health, HealthProbe, State

_NANOSECONDS = 1_000_000_000
_DEFAULT_INTERVAL_SECONDS = 30.0
_DEFAULT_RETRIES = 3
_LONGEST_OUTPUT = 4096
# At once is not without end: checks go on as long as the container does.
_EAGER_BEAT_SECONDS = 0.05
_SETTLED_BEAT_SECONDS = 0.5


def health_check_of(container: Container) -> JsonObject:
    """Give the check that a container carries; empty when it has none."""
    check = object_at(container.config, "Healthcheck")
    test = texts_at(check, "Test")
    return check if test and test[0] != "NONE" else {}


def check_argv(check: JsonObject) -> tuple[str, ...]:
    """Give the command line of a check."""
    kind, *words = texts_at(check, "Test")
    return ("/bin/sh", "-c", *words) if kind == "CMD-SHELL" else tuple(words)


def begin_health_checks(host: Host, container: Container) -> None:
    """Check a started container from now on, if it has a check."""
    check = health_check_of(container)
    container.health = Health() if check else None
    if check:
        host.spawn(_check_on_a_beat(host, container, check, container.started_at_ns))


async def _check_on_a_beat(host: Host, container: Container, check: JsonObject, started_at_ns: int) -> None:
    interval_seconds = number_at(check, "Interval") / _NANOSECONDS or _DEFAULT_INTERVAL_SECONDS
    retries = number_at(check, "Retries") or _DEFAULT_RETRIES
    grace_ns = number_at(check, "StartPeriod")
    await host.clock.wait(interval_seconds)
    while container.is_running and container.started_at_ns == started_at_ns and container.health:
        if container.state is not State.PAUSED:
            await _check_once(host, container, container.health, check_argv(check))
            _judge(
                host,
                container,
                container.health,
                retries,
                in_grace=grace_ns > host.clock.now_ns() - started_at_ns,
            )
        if host.clock.speed:
            await host.clock.wait(interval_seconds)
        else:
            settled = container.health.status == "healthy"
            await asyncio.sleep(
                min(interval_seconds, _SETTLED_BEAT_SECONDS if settled else _EAGER_BEAT_SECONDS)
            )


async def _check_once(host: Host, container: Container, health: Health, argv: tuple[str, ...]) -> None:
    exec_id = host.ids.new_id("exec")
    words = " ".join(argv)
    started_at_ns = host.clock.now_ns()
    tell(host, container, f"exec_create: {words}", execID=exec_id)
    tell(host, container, f"exec_start: {words}", execID=exec_id)
    exit_code, output = await run_in_container(host, container, argv)
    tell(host, container, "exec_die", execID=exec_id, exitCode=str(exit_code))
    text = output.decode("utf-8", "replace")[:_LONGEST_OUTPUT]
    health.probes.append(HealthProbe(started_at_ns, host.clock.now_ns(), exit_code, text))


def _judge(host: Host, container: Container, health: Health, retries: int, *, in_grace: bool) -> None:
    before = health.status
    if health.probes[-1].exit_code == 0:
        health.status, health.failing_streak = "healthy", 0
    elif not (in_grace and health.status == "starting"):
        health.failing_streak += 1
        if health.failing_streak >= retries:
            health.status = "unhealthy"
    if health.status != before:
        container.touch()
        tell(host, container, f"health_status: {health.status}")
