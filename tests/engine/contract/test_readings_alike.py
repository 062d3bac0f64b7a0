"""Readings and streams tell the same on both engines."""

import json
import threading
from dataclasses import replace

from tests.engine.contract.sleeper import sleeper
from tests.tools.waiting import wait_until
from workbench.domain.commands import (
    RemoveContainer,
    StopContainer,
)
from workbench.domain.containers import Health
from workbench.domain.events import EngineEvent
from workbench.domain.health import HealthCheck
from workbench.domain.logs import StdStream
from workbench.engine.engine import Engine


def test_facts_name_what_it_is(door: Engine) -> None:
    facts = door.facts()
    assert facts.version
    assert facts.api_version.startswith("1.")
    assert facts.operating_system
    assert facts.architecture in ("x86_64", "aarch64")
    assert facts.cpu_count > 0
    assert facts.memory_bytes > 0


def test_logs_keep_their_streams_apart(door: Engine, unique_name: str) -> None:
    door.execute(replace(sleeper(unique_name), command=("sh", "-c", "echo '  out  '; echo err >&2")))
    wait_until(lambda: not door.container(unique_name).container.is_running)
    with door.logs(unique_name, follow=False) as stream:
        lines = [line for batch in stream for line in batch]
    assert {(line.stream, line.text) for line in lines} == {
        (StdStream.STDOUT, b"  out  "),
        (StdStream.STDERR, b"err"),
    }
    assert all(line.source == unique_name and line.timestamp for line in lines)


def test_events_come_in_the_same_order(door: Engine, unique_name: str) -> None:
    seen: list[str] = []
    done = threading.Event()
    stream = door.events()

    def listen() -> None:
        for event in stream:
            if (
                isinstance(event, EngineEvent)
                and event.actor_name == unique_name
                and event.kind == "container"
            ):
                seen.append(event.action)
                if event.action == "destroy":
                    done.set()
                    return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    door.execute(sleeper(unique_name))
    door.execute(StopContainer(unique_name, 0))
    door.execute(RemoveContainer(unique_name))
    assert done.wait(20), seen
    stream.close()
    thread.join(5)
    assert [action for action in seen if action != "kill"] == ["create", "start", "die", "stop", "destroy"]


def test_a_health_check_turns_healthy(door: Engine, unique_name: str) -> None:
    door.execute(
        replace(sleeper(unique_name), health_check=HealthCheck(("CMD-SHELL", "true"), interval_seconds=0.2))
    )
    wait_until(lambda: door.container(unique_name).container.health is Health.HEALTHY, 20)


def test_stats_measure_a_running_container(door: Engine, unique_name: str) -> None:
    door.execute(sleeper(unique_name))
    with door.stats(unique_name) as stream:
        sample = next(iter(stream))
    assert sample.cpu_count > 0
    assert sample.memory_limit_bytes > 0
    assert sample.process_count > 0


def test_processes_and_shells_are_told(door: Engine, unique_name: str) -> None:
    door.execute(sleeper(unique_name))
    assert "PID" in door.processes(unique_name).titles

    def sleeps() -> bool:
        return any("sleep 600" in " ".join(row) for row in door.processes(unique_name).rows)

    # On a busy machine a container is started a moment before its program is.
    wait_until(sleeps, what="the program is among the processes")
    assert door.shells(unique_name)


def test_inspect_is_json_with_the_engines_own_names(door: Engine, unique_name: str) -> None:
    door.execute(sleeper(unique_name))
    raw = json.loads(door.container(unique_name).raw_json)
    assert {"Id", "Name", "State", "Config", "HostConfig", "NetworkSettings", "Mounts"} <= set(raw)
