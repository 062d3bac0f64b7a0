"""Stopping, killing, restarting, pausing and removing containers, as their owner asks."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from workbench.embedded.errors import ApiError, Conflict, NotModified, ServerError
from workbench.embedded.host import Host
from workbench.embedded.lifecycle import bring_up, end, forget
from workbench.embedded.membership import tell
from workbench.embedded.payload import number_at, text_at
from workbench.embedded.processes.program import SIGKILL, SIGTERM
from workbench.embedded.signals import check_sendable, signal_number
from workbench.embedded.world.containers import Container, State

_KILLED_CODE = 137
_DEFAULT_GRACE_SECONDS = 10


async def stop(host: Host, container: Container, grace_seconds: int | None, signal: str = "") -> None:
    """Ask a container to end, and end it when it does not."""
    if container.state is State.RESTARTING:
        container.state = State.EXITED
        container.touch()
        tell(host, container, "stop")
        return
    if not container.is_running:
        raise NotModified
    await _end_with_grace(host, container, grace_seconds, signal)
    tell(host, container, "stop")
    if container.host_config.get("AutoRemove") is True:
        _remove_after_stop(host, container)


def _remove_after_stop(host: Host, container: Container) -> None:
    if host.containers.by_id(container.id):
        forget(host, container, with_volumes=True)


async def _end_with_grace(host: Host, container: Container, grace_seconds: int | None, signal: str) -> None:
    container.is_stopped_by_hand = True
    resume(container)
    number = signal_number(signal or text_at(container.config, "StopSignal"), SIGTERM)
    tell(host, container, "kill", signal=str(number))
    exit_code = container.process.signal(number) if container.process else None
    if exit_code is None:
        if grace_seconds is None:
            grace_seconds = number_at(container.config, "StopTimeout", _DEFAULT_GRACE_SECONDS)
        if grace_seconds:
            await _wait_for_end(host, container, grace_seconds)
        if not container.is_running:
            return
        tell(host, container, "kill", signal=str(SIGKILL))
        exit_code = _KILLED_CODE
    end(host, container, exit_code)


async def _wait_for_end(host: Host, container: Container, grace_seconds: int) -> None:
    gone: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    container.exit_waiters.append(gone)
    is_ending = container.process is not None and container.process.program.is_ending
    patience_seconds = float(grace_seconds) if is_ending else host.clock.real_seconds(max(grace_seconds, 0))
    with suppress(TimeoutError):
        await asyncio.wait_for(gone, patience_seconds)


async def restart(host: Host, container: Container, grace_seconds: int | None, signal: str = "") -> None:
    """Stop a container when it runs, then start it."""
    if container.is_running:
        await _end_with_grace(host, container, grace_seconds, signal)
        tell(host, container, "stop")
    container.restart_count = 0
    await bring_up(host, container)
    tell(host, container, "start")
    tell(host, container, "restart")


def kill(host: Host, container: Container, signal: str) -> None:
    """Send a container's process a signal."""
    number = signal_number(signal, SIGKILL)
    try:
        check_sendable(number)
    except ServerError as error:
        raise ServerError(f"Cannot kill container: {container.name}: {error.message}") from error
    if not container.is_running:
        raise Conflict(f"Cannot kill container: {container.name}: Container {container.id} is not running")
    if number == SIGKILL:
        container.is_stopped_by_hand = True
    tell(host, container, "kill", signal=str(number))
    exit_code = (
        _KILLED_CODE if number == SIGKILL or not container.process else container.process.signal(number)
    )
    if exit_code is not None:
        resume(container)
        end(host, container, exit_code)
        if container.host_config.get("AutoRemove") is True:
            _remove_after_stop(host, container)


def resume(container: Container) -> None:
    """Let a paused process go on, without a word."""
    if container.state is State.PAUSED:
        container.state = State.RUNNING
        container.unpaused.set()
        container.touch()


def pause(host: Host, container: Container) -> None:
    """Hold a container's process."""
    if container.state is State.PAUSED:
        raise Conflict(f"Container {container.id} is already paused")
    if not container.is_running:
        raise Conflict(f"Container {container.id} is not running")
    container.state = State.PAUSED
    container.paused_at_ns = host.clock.now_ns()
    container.unpaused.clear()
    container.touch()
    tell(host, container, "pause")


def unpause(host: Host, container: Container) -> None:
    """Let a held process go on."""
    if container.state is not State.PAUSED:
        raise ServerError(f"Container {container.id} is not paused")
    container.paused_ns += host.clock.now_ns() - container.paused_at_ns
    resume(container)
    tell(host, container, "unpause")


async def remove(host: Host, container: Container, *, is_forced: bool, with_volumes: bool) -> None:
    """Remove a container; one that runs must be forced."""
    if container.state is State.PAUSED and not is_forced:
        raise Conflict(
            f"You cannot remove a paused container {container.id}. Unpause and then stop the container "
            "before attempting removal or force remove"
        )
    if (container.is_running or container.state is State.RESTARTING) and not is_forced:
        raise Conflict(
            f"You cannot remove a {container.state.value} container {container.id}. "
            "Stop the container before attempting removal or force remove"
        )
    if container.is_running:
        container.is_stopped_by_hand = True
        tell(host, container, "kill", signal=str(SIGKILL))
        end(host, container, _KILLED_CODE)
    container.state = State.EXITED
    if host.containers.by_id(container.id):
        forget(host, container, with_volumes=with_volumes)


def kill_for_memory(host: Host, container: Container) -> None:
    """End a container that wanted more memory than it may have."""
    if not container.is_running:
        raise ApiError(f"Container {container.id} is not running")
    container.is_out_of_memory = True
    tell(host, container, "oom")
    end(host, container, _KILLED_CODE)
    container.is_out_of_memory = True
