"""The jobs of the command line on a real engine: what they print, what they leave, how they end."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from tests.tools.workbench_cli import WorkbenchCli

IMAGE = "debian:bookworm-slim"


def run(docker: DockerCli, name: str, script: str, *options: str) -> str:
    return docker.lines("run", "-d", "--name", name, *options, IMAGE, "sh", "-c", script)[0]


def has_said(docker: DockerCli, name: str, text: str) -> bool:
    return docker.lines("logs", name) == [text]


def test_the_doctor_finds_the_engine_and_its_facts(workbench: WorkbenchCli, docker: DockerCli) -> None:
    done = workbench("doctor", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    [first, *_] = document["candidates"]
    assert (first["url"], first["source"], first["answered"]) == (workbench.url, "DOCKER_HOST", True)
    [version] = docker.lines("version", "--format", "{{.Server.Version}}")
    assert document["engine"]["version"] == version
    assert document["engine"]["url"] == workbench.url
    assert document["builder"]["kind"] in ("buildx", "classic")
    assert version in workbench("doctor").stdout


def test_containers_are_listed_with_documented_keys(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str
) -> None:
    options = ("--label", "a=b", "--publish", "127.0.0.1::80", "--expose", "81")
    identity = run(docker, unique_name, "sleep 1000", *options)
    document = json.loads(workbench("containers", "--json").stdout)
    [found] = [each for each in document if each["name"] == unique_name]
    assert found["id"] == identity
    assert (found["image"], found["state"], found["health"]) == (IMAGE, "running", "none")
    assert found["labels"] == {"a": "b"}
    [published] = [each for each in found["ports"] if each["container_port"] == 80]
    assert published["host_ip"] == "127.0.0.1"
    assert published["host_port"]
    assert found["created_at"].startswith("20")
    [line] = [line for line in workbench("containers").stdout.splitlines() if line.startswith(unique_name)]
    assert IMAGE in line
    assert "running" in line


def test_images_are_listed_with_the_size_that_docker_tells(
    workbench: WorkbenchCli, docker: DockerCli
) -> None:
    document = json.loads(workbench("images", "--json").stdout)
    [found] = [each for each in document if IMAGE in each["tags"]]
    [identity] = docker.lines("inspect", "--format", "{{.Id}}", IMAGE)
    assert found["id"] == identity
    assert found["size_bytes"] > 1_000_000
    assert any(line.startswith(IMAGE) for line in workbench("images").stdout.splitlines())


def test_layers_tell_the_base_part_from_the_own_steps(workbench: WorkbenchCli) -> None:
    document = json.loads(workbench("layers", "python:3.11-slim", "--json").stdout)
    assert document["image"] == "python:3.11-slim"
    assert IMAGE in document["bases"][0]["image_names"]
    steps = [step for part in document["bases"] for step in part["steps"]] + document["own_steps"]
    assert sum(step["size_bytes"] for step in steps) == document["size_bytes"]
    drawn = workbench("layers", "python:3.11-slim").stdout
    assert f"├─ {IMAGE}" in drawn
    assert "└─ its own steps" in drawn


def test_an_instruction_cannot_reach_the_terminal(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str
) -> None:
    run(docker, unique_name, "true")
    docker(
        "commit",
        "--message",
        "\x1b]0;t\x07",
        "--change",
        "LABEL x=\x1b[2J\x9b",
        unique_name,
        f"{unique_name}:1",
    )
    done = workbench("layers", f"{unique_name}:1")
    assert done.returncode == 0, done.stderr
    assert not any(sign in done.stdout for sign in "\x1b\x07\x9b")


def test_a_missing_name_fails_the_job_with_one_and_a_hint(workbench: WorkbenchCli, unique_name: str) -> None:
    for words in (["layers", unique_name], ["logs", unique_name], ["logs", unique_name, "--follow"]):
        done = workbench(*words)
        assert done.returncode == 1
        assert unique_name in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_a_log_in_a_pipe_is_exact_to_the_byte(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str
) -> None:
    run(docker, unique_name, r"printf '  two blanks\t\n\377\376\033[31mred\n\nlast'")
    docker("wait", unique_name, check=True)
    told = subprocess.run(
        ["docker", "-H", workbench.url, "logs", unique_name], capture_output=True, check=True
    )
    assert told.stdout.startswith(b"  two blanks\t\n")
    assert workbench.output_bytes("logs", unique_name) == told.stdout + b"\n"
    assert workbench.output_bytes("logs", unique_name, "--tail", "1") == b"last\n"


def test_logs_of_several_stand_in_the_order_of_their_times(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str
) -> None:
    one, two = f"{unique_name}-one", f"{unique_name}-two"
    for name in (one, two):
        run(docker, name, "echo up; trap 'echo down >&2; exit' TERM; sleep 1000 & wait")
        wait_until(partial(has_said, docker, name, "up"))
    for name in (two, one):
        docker("stop", name, check=True)
    written = workbench("logs", one, two).stdout.splitlines()
    assert written == [f"{one} | up", f"{two} | up", f"{two} | down", f"{one} | down"]
    documents = [json.loads(line) for line in workbench("logs", one, two, "--json").stdout.splitlines()]
    assert [(each["container"], each["stream"], each["text"]) for each in documents[2:]] == [
        (two, "stderr", "down"),
        (one, "stderr", "down"),
    ]


def test_ctrl_c_ends_following_and_no_line_is_lost(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str, tmp_path: Path
) -> None:
    run(docker, unique_name, "seq 1 20000; sleep 1000")
    with workbench.start(tmp_path, "logs", unique_name, "--follow") as following:
        wait_until(lambda: following.output.endswith("\n20000\n"), what="all lines are written")
        assert following.interrupt() == 130
        assert following.output.split() == [str(number) for number in range(1, 20001)]
        assert "Traceback" not in following.progress


def test_a_reader_that_leaves_ends_the_log_quietly(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str
) -> None:
    run(docker, unique_name, "seq 1 200000")
    docker("wait", unique_name, check=True)
    for option in ("", "--follow"):
        line = (
            f"'{sys.executable}' -m workbench --host {workbench.url} logs {unique_name} {option} | head -n 1"
        )
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout == "1\n"
        assert done.stderr == ""


def test_the_embedded_engine_answers_the_docker_client_until_ctrl_c(
    workbench: WorkbenchCli, tmp_path: Path
) -> None:
    socket = tmp_path / "play.sock"
    with workbench.start(tmp_path, "engine", "--socket", str(socket)) as running:
        wait_until(lambda: running.output, what="its address")
        assert running.output == f"export DOCKER_HOST=unix://{socket}\n"
        assert DockerCli(f"unix://{socket}").lines("ps", "--quiet") is not None
        assert workbench("engine", "--socket", str(socket)).returncode == 2
        assert running.interrupt() == 130
    assert not socket.exists()


def test_a_job_can_use_the_embedded_engine(workbench: WorkbenchCli) -> None:
    done = workbench("doctor", "--embedded", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["engine"]["is_embedded"] is True
