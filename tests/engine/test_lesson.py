"""The whole lesson on a real engine, through the real application, by its keys alone."""

import http.client
import json
import os
import re
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.screens.person import Person, person_at
from tests.tools.docker_cli import DockerCli
from tests.tools.own_sample import free_port, write_own_sample
from tests.tools.waiting import wait_until_async
from workbench.formatting import size

_SIZE = (160, 45)
_BUILDING_SECONDS = 400.0
_STARTING_SECONDS = 120.0
_LESSON = {"full": "1.0", "slim": "2.0", "distroless": "3.0", "alpine": "4.0", "hardened": "5.0"}
_FACTS = {
    "image": "{{.Config.Image}}",
    "environment": "{{json .Config.Env}}",
    "labels": "{{json .Config.Labels}}",
    # Without its first word: `docker run` gives every check to a shell, a compose file may name its words.
    "health check": "{{with .Config.Healthcheck}}{{.Interval}} {{.Retries}} "
    '{{join (slice .Test 1) " "}}{{end}}',
    "ports": "{{json .HostConfig.PortBindings}}",
    "restart policy": "{{json .HostConfig.RestartPolicy}}",
    "networks": "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}",
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """A person with the sample app before them, and the docker client that checks what they see."""

    person: Person
    docker: DockerCli
    name: str
    port: int

    def line_of(self, first_word: str) -> str:
        """The line of the screen that begins with a word."""
        lines = (line.strip(" ▸") for line in self.person.screen.splitlines())
        return next((line for line in lines if line.split(" ")[0] == first_word), "")

    def size_of(self, variant: str) -> int:
        """What the docker client says of a variant's size."""
        tag = f"{self.name}:{_LESSON[variant]}"
        return int(self.docker.lines("image", "inspect", "--format", "{{.Size}}", tag)[0])

    def containers(self) -> dict[str, str]:
        """What the lesson's containers were made of, each fact by the container's name and its own."""
        ids = self.docker.lines("ps", "--all", "--quiet", "--filter", f"name={self.name}")
        template = "{{.Name}}\t" + "\t".join(_FACTS.values())
        told = self.docker.lines("inspect", "--format", template, *ids) if ids else []
        rows = (line.split("\t") for line in told)
        return {
            f"{name} {fact}": value
            for name, *values in rows
            for fact, value in zip(_FACTS, values, strict=True)
        }

    def networks(self) -> list[str]:
        """The lesson's networks by name."""
        return self.docker.lines(
            "network", "ls", "--filter", f"name={self.name}", "--format", "{{.Name}} {{.Driver}}"
        )

    def ask(self, path: str, data: bytes | None = None) -> dict[str, object]:
        """The app's JSON answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: dict[str, object] = json.load(answer)
        return found

    def answers(self) -> bool:
        """Whether the app says that it and its Redis work."""
        try:
            return self.ask("/health")["status"] == "ok"
        except (OSError, http.client.HTTPException):
            return False


@pytest.fixture
def app_folder(tmp_path: Path, unique_name: str, port: int) -> Path:
    """The sample app, where the person is, too."""
    folder = tmp_path / "app"
    write_own_sample(folder, unique_name, port)
    return folder


@pytest.fixture
def port() -> int:
    return free_port()


async def test_the_lesson_from_the_first_build_to_nothing_left(
    engine_url: str,
    docker: DockerCli,
    unique_name: str,
    app_folder: Path,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(app_folder.parent)
    async with person_at(engine_url, app_folder, first="variants", size=_SIZE) as person:
        lesson = Lesson(person, docker, unique_name, port)
        await builds_all_variants_and_compares_them(lesson)
        await reads_the_layers_of_one_and_of_all(lesson)
        await brings_the_stack_up_by_a_plan(lesson)
        password = str(lesson.ask("/api/passwords", b"{}")["password"])
        await swaps_to_distroless(lesson)
        assert password in str(lesson.ask("/api/passwords")["passwords"])
        await reads_the_logs_of_all(lesson)
        await sees_state_and_health(lesson)
        script = await exports_the_ledger(lesson)
        containers, networks = lesson.containers(), lesson.networks()
        await takes_it_down(lesson)
        replay(script, engine_url)
        assert lesson.containers() == containers
        assert lesson.networks() == networks
        await finds_nothing_left_to_do(lesson)
        await takes_it_down(lesson)


async def builds_all_variants_and_compares_them(lesson: Lesson) -> None:
    person = lesson.person
    await person.sees("nothing changed yet", *_LESSON)
    assert person.screen.count("○ not built") == len(_LESSON)
    await person.press("B")
    await wait_until_async(
        lambda: person.screen.count("✓ built") == len(_LESSON) or "✗ failed" in person.screen,
        _BUILDING_SECONDS,
        "all variants are built",
    )
    assert "✗ failed" not in person.screen, person.screen
    sizes = {variant: lesson.size_of(variant) for variant in _LESSON}
    assert sizes["full"] > sizes["slim"] > sizes["distroless"]
    assert max(sizes, key=lambda variant: sizes[variant]) == "full"
    for variant, number in _LESSON.items():
        row = lesson.line_of(variant)
        assert size(sizes[variant]) in row
        assert f"{lesson.name}:{number}" in row
        saved = re.search(r"(\d+) %", row)
        assert (saved and int(saved[1])) == (
            None if variant == "full" else round(100 - 100 * sizes[variant] / sizes["full"])
        )


async def reads_the_layers_of_one_and_of_all(lesson: Lesson) -> None:
    person, tag = lesson.person, f"{lesson.name}:2.0"
    await person.press("home", "down", "enter")
    await person.sees("One image", f"{tag} its own layers", "base python:3.11-slim", "RUN pip install")
    parts = ("base python:3.11-slim", "its own layers", "RUN pip install")
    assert sorted(parts, key=person.screen.index) == list(parts)
    await person.pilot.resize_terminal(_SIZE[0], 150)
    await person.press("left_square_bracket")
    await person.sees(*(f"{lesson.name}:{number}" for number in _LESSON.values()))
    forest = [line for line in person.screen.splitlines() if "One image" not in line]
    trunk = _place(forest, "python:3.11-slim ", "shared by")
    assert trunk < _place(forest, tag), person.screen
    await person.pilot.resize_terminal(*_SIZE)


def _place(lines: list[str], *texts: str) -> int:
    """Where the line with all these texts stands."""
    found = [at for at, line in enumerate(lines) if all(text in line for text in texts)]
    assert found, f"no line has {texts}:\n" + "\n".join(lines)
    return found[0]


async def brings_the_stack_up_by_a_plan(lesson: Lesson) -> None:
    person, name = lesson.person, lesson.name
    await person.press("5")
    await person.sees(f"○ network {name}-net  not there yet", "variant slim", "needs redis, healthy")
    await person.press("u")
    plan = (
        f"docker network create {name}-net",
        f"docker run -d --name {name}-redis",
        "wait until redis is healthy",
        f"docker run -d --name {name}-app",
        f"wait until http://127.0.0.1:{lesson.port}/health answers",
    )
    await person.sees("in this order:", *plan)
    assert sorted(plan, key=person.screen.index) == list(plan)
    assert not lesson.containers()
    assert not lesson.networks()
    await person.press("y")
    await the_plan_is_carried_out(lesson, f"create network {name}-net")
    await person.sees(f"● network {name}-net", "● healthy", f"{name}:2.0", f"port {lesson.port}→5000")


async def the_plan_is_carried_out(lesson: Lesson, *steps: str) -> None:
    """Wait until these steps, and the one that waits for the app's answer, stand there as done."""

    def is_done(step: str) -> bool:
        return any(line.strip().startswith(f"✓ done     {step}") for line in screen.screen.splitlines())

    screen = lesson.person
    answer = f"wait until http://127.0.0.1:{lesson.port}/health"
    try:
        await wait_until_async(lambda: all(map(is_done, (*steps, answer))), _STARTING_SECONDS)
    except AssertionError:
        raise AssertionError(f"the plan is not carried out:\n{screen.screen}") from None


async def swaps_to_distroless(lesson: Lesson) -> None:
    person, name = lesson.person, lesson.name
    await person.press("V")
    await person.sees("Run which variant?", f"{name}:2.0 (runs now)")
    await person.press("home", "down", "down", "enter")
    await person.sees("This will be lost", f"container {name}-app", f"{name}:3.0")
    assert f"docker stop {name}-redis" not in person.screen
    await person.press("y")
    await the_plan_is_carried_out(lesson, f"stop {name}-app", f"remove container {name}-app")
    await person.sees("variant distroless", f"{name}:3.0")


async def reads_the_logs_of_all(lesson: Lesson) -> None:
    lesson.ask("/api/passwords", b"{}")
    await lesson.person.press("l")
    await lesson.person.sees(
        f"{lesson.name}-redis │", f"{lesson.name}-app   │", "Ready to accept", "POST /api/passwords 201"
    )


async def sees_state_and_health(lesson: Lesson) -> None:
    person, name = lesson.person, lesson.name
    await person.press("1", "slash")
    await person.write(name)
    await person.press("enter")
    await wait_until_async(lambda: "● healthy" in lesson.line_of(f"{name}-redis"))
    app = lesson.line_of(f"{name}-app")
    assert "● running" in app, person.screen
    assert f"{lesson.port}→5000" in app
    assert f"{name}:3.0" in app


async def exports_the_ledger(lesson: Lesson) -> Path:
    person, script = lesson.person, Path.cwd() / "workbench-ledger.sh"
    await person.press("dollar_sign")
    await person.sees("Ledger", f"docker network create --label workbench.stack={lesson.name}")
    assert person.screen.count("docker build -f ") == len(_LESSON)
    assert person.screen.count("docker run -d ") >= 3
    await person.press("S")
    await wait_until_async(script.exists)
    await person.press("escape")
    return script


async def takes_it_down(lesson: Lesson) -> None:
    person = lesson.person
    await person.press("5", "D")
    await person.sees("This will be lost", f"network {lesson.name}-net", f"docker rm {lesson.name}-app")
    await person.press("y")
    await person.sees("not there yet", "○ not there", seconds=_STARTING_SECONDS)
    await wait_until_async(lambda: not lesson.containers() and not lesson.networks())


def replay(script: Path, engine_url: str) -> None:
    """Run the exported script with the real docker client."""
    done = subprocess.run(
        ["sh", str(script)],
        env={**os.environ, "DOCKER_HOST": engine_url},
        capture_output=True,
        text=True,
        timeout=_BUILDING_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout


async def finds_nothing_left_to_do(lesson: Lesson) -> None:
    """What the script made is, to the workbench, the very stack that it would make itself."""
    await wait_until_async(lambda: lesson.answers(), _STARTING_SECONDS, "the replayed app answers")
    await lesson.person.sees("● healthy", f"{lesson.name}:3.0", seconds=_STARTING_SECONDS)
    await lesson.person.press("u")
    await lesson.person.sees("Nothing to do")
