"""Everyday docker lines are answered alike by both engines: output, complaint and exit code."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from workbench.embedded import EmbeddedEngine

_RUN = "run --rm debian:bookworm-slim"
_SH = f"{_RUN} sh -c"
_CREATE = "create --name NAME"
_IDS = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")


@pytest.fixture
def embedded() -> Iterator[DockerCli]:
    """Give the docker client on an embedded engine where nothing takes time."""
    with EmbeddedEngine(speed=0) as engine:
        yield DockerCli(engine.url)


def _answers(docker: DockerCli, lines: tuple[str, ...], name: str, folder: Path) -> list[str]:
    answers: list[str] = []
    for line in lines:
        words = [word.replace("NAME", name).replace("FOLDER", str(folder)) for word in shlex.split(line)]
        done = docker(*words)
        answers.append(
            f"{line} → {done.returncode}\n{_IDS.sub('ID', done.stdout)}{_IDS.sub('ID', done.stderr)}"
        )
    return answers


def _agree(docker: DockerCli, embedded: DockerCli, lines: tuple[str, ...], name: str, folder: Path) -> None:
    assert _answers(embedded, lines, name, folder) == _answers(docker, lines, name, folder)


@pytest.mark.parametrize(
    "settings",
    [
        "--cpus 999999999",
        "--memory 1m",
        "--memory 10m --memory-swap 5m",
        "--memory 64m --memory-reservation 128m",
        "--cpuset-cpus x",
        "--oom-score-adj 5000",
        "--restart nosuch",
        "--restart on-failure:-1",
        "--restart always:3",
        "--restart always --rm",
        "--runtime nosuch",
        "--log-opt nosuch=1",
        "--cap-add NOSUCH",
        "--cap-drop nosuch",
        "--stop-signal NOSUCH",
        "--health-cmd true --health-interval 1ns",
        "--volumes-from NAME-ghost",
        "--link NAME-ghost",
        "--volume NAME:relative",
        "--volume NAME:/x:nosuch",
        "--workdir relative",
        "--pull never --platform linux/arm64",
    ],
)
def test_what_no_container_may_have(
    docker: DockerCli, embedded: DockerCli, unique_name: str, tmp_path: Path, settings: str
) -> None:
    lines = (f"{_CREATE} {settings} debian:bookworm-slim true", "ps --all --quiet --filter name=NAME")
    real, simulated = (_answers(each, lines, unique_name, tmp_path) for each in (docker, embedded))
    # How many processors there are is the host's affair.
    assert [re.sub(r"\d+\.00|only \d+", "N", each) for each in simulated] == [
        re.sub(r"\d+\.00|only \d+", "N", each) for each in real
    ]


@pytest.mark.parametrize(
    "settings",
    ["--gpus all", "--device /dev/nosuch", "--ip 1.2.3.4", "--ipc nosuch", "--user nosuch", "--network NAME"],
)
def test_what_can_be_created_and_not_started(
    docker: DockerCli, embedded: DockerCli, unique_name: str, tmp_path: Path, settings: str
) -> None:
    lines = (
        f"{_CREATE} {settings} debian:bookworm-slim true",
        "start NAME",
        "inspect --format '{{.State.Status}} {{.State.ExitCode}}' NAME",
    )
    _agree(docker, embedded, lines, unique_name, tmp_path)


@pytest.mark.parametrize(
    "lines",
    [
        (f"{_SH} 'ls -d /etc/hosts; rm /etc/hosts'",),
        ("run --rm --add-host other:1.2.3.4 --network none debian:bookworm-slim cat /etc/hosts",),
        (
            "network create --subnet 10.97.83.0/24 --gateway 10.97.83.9 NAME",
            "run --rm --network NAME --ip 10.97.83.7 --hostname own --domainname its.net "
            "debian:bookworm-slim cat /etc/hosts /etc/hostname /etc/resolv.conf",
            "network inspect --format '{{json .IPAM.Config}}' NAME",
        ),
        ("run --rm --dns 1.1.1.1 --dns-search its.net debian:bookworm-slim cat /etc/resolv.conf",),
        (
            "run --name NAME --volume NAME:/kept/here --tmpfs /fast --workdir /made debian:bookworm-slim "
            "sh -c 'pwd; echo a > /kept/here/file; echo b > /fast/file; ls -d /kept/here /fast'",
            "diff NAME",
            "cp NAME:/kept/here/file -",
            "run --rm --volumes-from NAME:ro debian:bookworm-slim sh -c 'ls /kept/here; touch /kept/here/x'",
            "rm NAME",
            "run --rm --volume NAME:/again debian:bookworm-slim cat /again/file",
        ),
        (
            "run --rm --volume NAME:/etc debian:bookworm-slim true",
            "run --rm --volume NAME:/x redis ls /x/passwd",
        ),
    ],
    ids=["busy", "hosts", "network", "dns", "volume", "volume of an image"],
)
def test_what_is_laid_over_a_disk(
    docker: DockerCli, embedded: DockerCli, unique_name: str, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    real, simulated = (_answers(each, lines, unique_name, tmp_path) for each in (docker, embedded))
    for each in (real, simulated):
        each[:] = ["\n".join(sorted(answer.splitlines())) if "diff" in answer else answer for answer in each]
    assert [answer for answer in simulated if "cp NAME" not in answer] == [
        answer for answer in real if "cp NAME" not in answer
    ]


@pytest.mark.parametrize(
    "script",
    [
        "case abc in x|a*) echo one;; *) echo other;; esac",
        "case 'a b' in (b) ;; \"a b\") echo quoted;; esac; case z in a) ;; esac; echo $?",
        "case '*' in \"*\") echo literal;; esac; case x in '*') echo wrong;; esac",
        "case x in x) echo yes;& esac",
        "f() { echo $1 $#; return 3; }; f a b; echo $? $#; g() (cd /tmp; pwd); g; pwd",
        "h() { exit 7; }; h; echo never",
        "trap 'echo bye; exit 9' EXIT; (exit 3); echo $(echo in); exit 2",
        "trap 'echo bye' 0; trap - EXIT; echo only",
        "f()",
        "esac",
        "echo a (b)",
        "echo )",
        "nosuch",
        "cd /nosuch",
        "echo > /nosuch/file",
        "rm /nosuch; rmdir /etc; touch /no/such; cp /nosuch /x; tail -n 1 /nosuch; echo $PWD",
        "for i in 1 2; do for j in 1 2; do echo $i$j; break 2; done; echo in $i; done",
        "for i in 1 2; do for j in 1 2; do echo $i$j; continue 2; done; echo in $i; done; break x; echo no",
        "mkdir -p /q/a/.h /q/b; touch /q/f; cd /q; ls -R; ls -AR . b f; ls --color=never",
        "cd /opt; ls -a; ls -A; ls -la | head -1; ls /nosuch /opt -d",
    ],
)
def test_what_a_shell_does(
    docker: DockerCli, embedded: DockerCli, unique_name: str, tmp_path: Path, script: str
) -> None:
    _agree(docker, embedded, (f"{_RUN} sh -c {shlex.quote(script)}",), unique_name, tmp_path)


@pytest.mark.parametrize(
    "lines",
    [
        ("run --rm redis redis-cli -h 127.0.0.9 -p 9 ping",),
        ("run --rm redis redis-cli ping",),
        (
            "run --detach --init --name NAME redis",
            'exec NAME sh -c \'printf "set a b\\nget a\\nget none\\nget \\"\\nquit\\nping\\n" | redis-cli\'',
            "exec NAME sh -c 'echo ping | redis-cli -p 1'",
        ),
        (
            "run --detach --init --name NAME debian:bookworm-slim sleep 1000",
            "kill --signal WINCH NAME",
            "kill --signal USR1 NAME",
            "wait NAME",
        ),
        (f"{_RUN} /etc",),
        (
            "run --detach --name NAME --label a=b debian:bookworm-slim sh -c 'echo one; sleep 100'",
            "ps --filter name=^/?NA --filter name=^NAME$ --format {{.Names}}",
            "ps --filter name=NAME --filter expose=1-9 --quiet",
            "ps --filter name=NAME --filter is-task=true --quiet",
            "logs --details NAME",
            "exec --workdir /nosuch NAME pwd",
            "exec NAME /etc",
            "top NAME -eo nosuch",
            "top NAME -o cmd",
            "rename NAME 'bad name'",
            "update --memory 64m NAME",
            "update --memory 64m --memory-swap 64m --restart always NAME",
            "inspect --format '{{.HostConfig.Memory}} {{json .HostConfig.RestartPolicy}}' NAME",
            "update --restart nosuch NAME",
            "cp NAME:/nosuch .",
            "rm --force NAME",
        ),
        ("run --name NAME --log-driver none debian:bookworm-slim echo said", "logs NAME"),
        ("tag redis NAME:1", "tag redis NAME:2", "images NAME --format {{.Repository}}"),
    ],
    ids=["redis far", "redis near", "redis lines", "init", "folder", "container", "unlogged", "tags"],
)
def test_what_else_is_asked(
    docker: DockerCli, embedded: DockerCli, unique_name: str, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    _agree(docker, embedded, lines, unique_name, tmp_path)


@pytest.mark.parametrize(
    ("dockerfile", "options"),
    [
        ("", ""),
        ("# only\n", ""),
        ("FROM debian:bookworm-slim\nCOPY --link Dockerfile /x\n", ""),
        ("FROM debian:bookworm-slim\n", "--target nosuch"),
        ("FROM debian:bookworm-slim\n", "--platform nosuch"),
        ("FROM --platform=bad debian:bookworm-slim\n", "--quiet"),
        ("FROM debian:bookworm-slim\nRUN echo NAME\n", "--network NAME --quiet --force-rm"),
    ],
)
def test_builds_that_are_refused(
    docker: DockerCli,
    embedded: DockerCli,
    unique_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dockerfile: str,
    options: str,
) -> None:
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    (tmp_path / "Dockerfile").write_text(dockerfile.replace("NAME", unique_name))
    real, simulated = (
        _answers(each, (f"build {options} FOLDER",), unique_name, tmp_path) for each in (docker, embedded)
    )
    assert simulated[0].splitlines()[-1] == real[0].splitlines()[-1]


_INSTRUCTIONS = """FROM debian:bookworm-slim
WORKDIR /a/b
COPY Dockerfile ./
COPY Dockerfile x/../y
HEALTHCHECK --retries=3 --timeout=1m30s --start-period=500ms CMD true "a b"
HEALTHCHECK NONE
CMD echo "a"  b
ENTRYPOINT []
EXPOSE 90/tcp 80 53/udp
SHELL ["/bin/sh", "-e", "-c"]
CMD ["a\\"b", "c\\td"]
ARG A B=2
RUN true
"""


def test_a_history_is_written_alike(
    docker: DockerCli,
    embedded: DockerCli,
    unique_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    (tmp_path / "Dockerfile").write_text(_INSTRUCTIONS)
    real, simulated = (_history(each, unique_name, tmp_path) for each in (docker, embedded))
    assert simulated == real


def _history(docker: DockerCli, name: str, folder: Path) -> list[str]:
    docker("build", "--tag", name, str(folder), check=True)
    lines = docker.lines("history", "--no-trunc", "--format", "{{.CreatedBy}}", name)
    return [_IDS.sub("ID", line) for line in lines[: _INSTRUCTIONS.count("\n") - 1]]


@pytest.mark.parametrize(("options", "left"), [("", "Exited (3)"), ("--force-rm", "")])
def test_a_failed_step_leaves_its_container(
    docker: DockerCli,
    embedded: DockerCli,
    unique_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: str,
    left: str,
) -> None:
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    (tmp_path / "Dockerfile").write_text(f"FROM debian:bookworm-slim\nRUN touch /{unique_name} && exit 3\n")
    for each in (docker, embedded):
        each("build", *options.split(), str(tmp_path))
        rows = each.lines("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Status}} {{.Command}}")
        ours = [row for row in rows if unique_name in row]
        assert [left in row for row in ours] == [True] * bool(left)
        for row in ours:
            assert f"A /{unique_name}" in each.lines("diff", row.split()[0])
            each("rm", row.split()[0], check=True)
