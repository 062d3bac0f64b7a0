"""How containers start, pause and end, with the events that each brings, in Docker's order."""

from __future__ import annotations

import asyncio

from workbench.embedded.errors import (
    ApiError,
    BadParameter,
    Conflict,
    NotModified,
    ServerError,
    no_such_container,
)
from workbench.embedded.host import Host
from workbench.embedded.membership import networks_of, plug, tell, unplug
from workbench.embedded.mounting import mount_memory, mount_names, release_volumes
from workbench.embedded.payload import flag_at, number_at, text_at
from workbench.embedded.processes.program import Process, Program
from workbench.embedded.publishing import publish, withdraw
from workbench.embedded.setting_checks import start_problem
from workbench.embedded.world.containers import Container, State
from workbench.embedded.world.networks import PREDEFINED
from workbench.embedded.world.users import unknown_user

_FIRST_PID = 2000
_NO_SUCH_PROGRAM_CODE = 127
_SETUP_FAILURE_CODE = 128
_START_SECONDS = 0.15
_FIRST_RESTART_SECONDS = 0.1
_LONGEST_RESTART_SECONDS = 60.0


async def start(host: Host, container: Container) -> None:
    """Start a container that does not run."""
    if container.state is State.PAUSED:
        raise Conflict("cannot start a paused container, try unpause instead")
    if container.is_running or container.state is State.RESTARTING:
        raise NotModified
    container.restart_count = 0
    await host.clock.wait(_START_SECONDS)
    if container.is_running:
        raise NotModified
    if host.containers.by_id(container.id) is None:
        raise no_such_container(container.id)
    await bring_up(host, container)
    tell(host, container, "start")


async def bring_up(host: Host, container: Container) -> None:
    """Give a container its ports, networks and process, without a word."""
    from workbench.embedded.health import begin_health_checks  # an engine that starts runs no process yet
    from workbench.embedded.processes.launch import launch

    try:
        _check_networks_and_user(host, container)
        await publish(host, container)
    except ApiError as error:
        _note_failure(host, container, error, _SETUP_FAILURE_CODE)
        raise
    _attach_world(host, container)
    try:
        mount_memory(container)
        mount_names(host, container)
        program = launch(host, container)
    except ApiError as error:
        detach_world(host, container)
        _note_failure(host, container, error, _NO_SUCH_PROGRAM_CODE)
        raise
    container.state = State.RUNNING
    container.exit_code, container.error = 0, ""
    container.is_out_of_memory = container.is_stopped_by_hand = False
    container.pid = _FIRST_PID + host.ids.random.randrange(30_000)
    container.started_at_ns = host.clock.now_ns()
    container.paused_ns = 0
    container.unpaused.set()
    container.logs.open()
    container.touch()
    has_init = flag_at(container.host_config, "Init")
    init = f"/sbin/docker-init -- {' '.join(container.argv)}" if has_init else ""
    container.process = Process(program, host.spawn(_live(host, container, program)), init)
    container.begun.set()
    begin_health_checks(host, container)


def _check_networks_and_user(host: Host, container: Container) -> None:
    lacking = start_problem(container.host_config)
    if lacking:
        raise ServerError(lacking)
    for name, endpoint in container.endpoints.items():
        host.networks.find(name)
        if endpoint.wanted_address and name in PREDEFINED:
            raise BadParameter("user specified IP address is supported on user defined networks only")
    unknown = unknown_user(container.tree, text_at(container.config, "User"))
    if unknown:
        # Docker takes it for a fault of the container, not of the request to start it.
        raise ServerError(unknown)


def _attach_world(host: Host, container: Container) -> None:
    for network in networks_of(host, container):
        plug(host, network, container)
    for mount in container.mounts:
        if mount.kind == "volume":
            attributes = {
                "container": container.id,
                "destination": mount.destination,
                "driver": "local",
                "propagation": "",
                "read/write": str(mount.is_writable).lower(),
            }
            host.events.emit("volume", "mount", mount.name, attributes)


def detach_world(host: Host, container: Container) -> None:
    """Take a container's ports, addresses and volumes back."""
    withdraw(host, container)
    for network in networks_of(host, container):
        unplug(host, network, container)
    for mount in container.mounts:
        if mount.kind == "volume":
            host.events.emit("volume", "unmount", mount.name, {"container": container.id, "driver": "local"})


def _note_failure(host: Host, container: Container, error: ApiError, exit_code: int) -> None:
    container.exit_code, container.error = exit_code, error.message
    container.touch()
    container.logs.close()
    _release_waiters(container)
    if container.host_config.get("AutoRemove") is True:
        forget(host, container, with_volumes=True)


async def _live(host: Host, container: Container, program: Program) -> None:
    end(host, container, await program.run())


def end(host: Host, container: Container, exit_code: int) -> None:
    """Let a container's process be over; what its restart policy wants comes after."""
    if not container.is_running:
        return
    if container.process:
        if container.process.task and container.process.task is not asyncio.current_task():
            container.process.task.cancel()
        container.process = None
    container.exit_code = exit_code
    container.finished_at_ns = host.clock.now_ns()
    container.logs.close()
    container.pid = 0
    for exec_id in container.execs:
        work = host.execs[exec_id].work if exec_id in host.execs else None
        if work:
            work.cancel()
    container.execs.clear()
    if container.health:
        # Docker calls a container that has ended unhealthy, whatever it was before.
        container.health.status = "unhealthy"
    restarts = _wants_restart(container, exit_code)
    container.state = State.RESTARTING if restarts else State.EXITED
    container.touch()
    tell(host, container, "die", exitCode=str(exit_code))
    detach_world(host, container)
    if restarts:
        host.spawn(_restart_later(host, container))
        return
    if container.host_config.get("AutoRemove") is True and not container.is_stopped_by_hand:
        forget(host, container, with_volumes=True)
    _release_waiters(container)


def _release_waiters(container: Container) -> None:
    for waiter in container.exit_waiters:
        if not waiter.done():
            waiter.set_result(container.exit_code)
    container.exit_waiters.clear()


def _wants_restart(container: Container, exit_code: int) -> bool:
    if container.is_stopped_by_hand:
        return False
    most = number_at(container.restart_policy, "MaximumRetryCount")
    match text_at(container.restart_policy, "Name"):
        case "always" | "unless-stopped":
            return True
        case "on-failure":
            return exit_code != 0 and (most == 0 or container.restart_count < most)
        case _:
            return False


async def _restart_later(host: Host, container: Container) -> None:
    delay = min(_FIRST_RESTART_SECONDS * 2**container.restart_count, _LONGEST_RESTART_SECONDS)
    container.restart_count += 1
    await host.clock.beat(delay)
    if container.state is not State.RESTARTING:
        return
    try:
        await bring_up(host, container)
    except ApiError:
        container.state = State.EXITED
        container.touch()
        return
    tell(host, container, "start")


def forget(host: Host, container: Container, *, with_volumes: bool) -> None:
    """Remove a container that does not run."""
    host.containers.forget(container)
    for exec_id in container.execs:
        host.execs.pop(exec_id, None)
    release_volumes(host, container, with_anonymous=with_volumes)
    tell(host, container, "destroy")
    for waiter in container.removal_waiters:
        if not waiter.done():
            waiter.set_result(container.exit_code)
    container.removal_waiters.clear()
