"""Events of a real engine come in order, survive its restart, and end at once when somebody wants them to."""

import threading
from collections.abc import Callable

from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine
from tests.tools.waiting import wait_until
from workbench.domain.events import EngineEvent, StreamLost, StreamRestored
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.engine.streams import EventStream

IMAGE = "debian:bookworm-slim"
DEADLINE_SECONDS = 30.0


class Listener:
    """Reads a stream in its own thread."""

    def __init__(self, stream: EventStream) -> None:
        self.stream = stream
        self.told: list[EngineEvent | StreamLost | StreamRestored] = []
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        for each in self.stream:
            self.told.append(each)

    def actions(self, name: str) -> list[str]:
        return [each.action for each in self.events() if each.actor_name == name and each.kind == "container"]

    def events(self) -> list[EngineEvent]:
        return [each for each in self.told if isinstance(each, EngineEvent)]

    def has(self, kind: type[StreamLost] | type[StreamRestored]) -> bool:
        return any(isinstance(each, kind) for each in self.told)

    def end(self) -> bool:
        """Close from this thread; whether the reading thread ended."""
        self.stream.close()
        self.thread.join(DEADLINE_SECONDS)
        return not self.thread.is_alive()


def test_a_containers_life_is_told_in_order(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    listener = Listener(engine.events())
    docker("run", "--name", unique_name, "--label", "a=b", IMAGE, "sh", "-c", "exit 3")
    docker("rm", unique_name, check=True)
    wait_until(lambda: "destroy" in listener.actions(unique_name))
    assert listener.end()
    actions = [each for each in listener.actions(unique_name) if each not in ("attach", "resize")]
    assert actions == ["create", "start", "die", "destroy"]
    times = [each.time_ns for each in listener.events() if each.actor_name == unique_name]
    assert times == sorted(times)
    died = next(each for each in listener.events() if each.actor_name == unique_name and each.action == "die")
    assert {"exitCode": "3", "a": "b", "image": IMAGE}.items() <= dict(died.attributes).items()


def test_what_happens_between_opening_and_reading_is_told(
    engine: Engine, docker: DockerCli, unique_name: str
) -> None:
    stream = engine.events()
    docker("network", "create", unique_name, check=True)
    listener = Listener(stream)
    wait_until(lambda: any(each.actor_name == unique_name for each in listener.events()))
    assert listener.end()


def test_events_since_a_moment_come_again_from_that_very_one(
    engine: Engine, docker: DockerCli, unique_name: str
) -> None:
    first = Listener(engine.events())
    docker("volume", "create", unique_name, check=True)
    docker("volume", "rm", unique_name, check=True)

    def of_volume(listener: Listener) -> list[EngineEvent]:
        return [each for each in listener.events() if each.actor_id == unique_name]

    wait_until(lambda: len(of_volume(first)) == 2)
    again = Listener(engine.events(since_ns=of_volume(first)[1].time_ns))
    wait_until(lambda: of_volume(again))
    assert of_volume(again) == of_volume(first)[1:]
    assert first.end()
    assert again.end()


def test_a_restart_of_the_engine_is_lost_and_restored_and_nothing_comes_twice(
    private_engine: Callable[[], PrivateEngine],
) -> None:
    private = private_engine()
    docker = DockerCli(private.url)
    engine = connect(host=private.url)
    listener = Listener(engine.events())
    docker("volume", "create", "before", check=True)
    wait_until(lambda: any(each.actor_id == "before" for each in listener.events()))
    private.stop()
    wait_until(lambda: listener.has(StreamLost))
    private.start()
    wait_until(lambda: listener.has(StreamRestored))
    docker("volume", "create", "after", check=True)
    wait_until(lambda: any(each.actor_id == "after" for each in listener.events()))
    assert listener.end()
    engine.close()
    marks = [each for each in listener.told if not isinstance(each, EngineEvent)]
    assert [type(mark) for mark in marks] == [StreamLost, StreamRestored]
    created = [each.actor_id for each in listener.events() if each.kind == "volume"]
    assert created == ["before", "after"]


def test_it_ends_while_it_waits_for_an_engine_that_is_gone(
    private_engine: Callable[[], PrivateEngine],
) -> None:
    private = private_engine()
    engine = connect(host=private.url)
    listener = Listener(engine.events())
    private.stop()
    wait_until(lambda: listener.has(StreamLost))
    assert listener.end()
    engine.close()
    assert not listener.has(StreamRestored)


def test_an_engine_that_is_not_there_yet_is_waited_for(private_engine: Callable[[], PrivateEngine]) -> None:
    private = private_engine()
    engine = connect(host=private.url)
    private.stop()
    listener = Listener(engine.events())
    wait_until(lambda: listener.has(StreamLost))
    private.start()
    wait_until(lambda: listener.has(StreamRestored))
    assert listener.end()
    engine.close()
