"""The classic builder: sizes, the cache, and where it fails."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import io
import re
import tarfile
from itertools import takewhile
from pathlib import Path

import docker
import pytest
from docker.errors import APIError

from tests.unit.embedded.sample import build_variant

_BASE = "FROM python:3.11-slim\n"


def _told(
    client: docker.DockerClient,
    folder: Path,
    text: str,
    *,
    tag: str | None = None,
    nocache: bool = False,
    buildargs: dict[str, str] | None = None,
) -> list[dict[str, str]]:
    (folder / "Dockerfile").write_text(text)
    return list(
        client.api.build(path=str(folder), decode=True, tag=tag, nocache=nocache, buildargs=buildargs)
    )


def _build(
    client: docker.DockerClient,
    folder: Path,
    text: str,
    *,
    tag: str | None = None,
    nocache: bool = False,
    buildargs: dict[str, str] | None = None,
) -> list[str]:
    told = _told(client, folder, text, tag=tag, nocache=nocache, buildargs=buildargs)
    assert "error" not in told[-1], told[-1]
    return [each.get("stream", "") for each in told]


def _refusal(client: docker.DockerClient, folder: Path, text: str) -> str:
    try:
        return _told(client, folder, text)[-1].get("error", "")
    except APIError as error:
        return str(error.explanation)


@pytest.mark.parametrize(
    ("variant", "shown"),
    [
        ("full", "1.03GB"),
        ("slim", "149MB"),
        ("distroless", "72.8MB"),
        ("alpine", "70.3MB"),
        ("hardened", "147MB"),
    ],
)
def test_the_sample_comes_out_at_the_sizes_of_the_lesson(
    client: docker.DockerClient, variant: str, shown: str
) -> None:
    size = client.images.get(build_variant(client, variant)).attrs["Size"]
    assert (f"{size / 1e9:.3g}GB" if size >= 1e9 else f"{size / 1e6:.3g}MB") == shown


def test_the_history_tells_each_step_with_its_size(client: docker.DockerClient, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"x" * 1234)
    _build(client, tmp_path, f"{_BASE}WORKDIR /app\nCOPY data .\nENV A=1\n", tag="told:1")
    rows = client.images.get("told:1").history()[:3]
    assert [(row["CreatedBy"], row["Size"]) for row in rows[::2]] == [
        ("/bin/sh -c #(nop)  ENV A=1", 0),
        ("/bin/sh -c #(nop) WORKDIR /app", 0),
    ]
    assert rows[1]["CreatedBy"].startswith("/bin/sh -c #(nop) COPY file:")
    assert rows[1]["Size"] == 1234


def test_the_history_is_written_as_docker_writes_it(client: docker.DockerClient, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    steps = (
        'CMD ["a\\"b", "c\\td"]',
        "ENTRYPOINT []",
        'HEALTHCHECK --interval=1h --timeout=1m30s --start-period=1500ms --retries=65 CMD true "a b"',
        'HEALTHCHECK CMD ["true", "x"]',
        "HEALTHCHECK NONE",
        "EXPOSE 90/tcp 80 53/udp",
        "WORKDIR /a",
        "COPY data x/../y",
        'SHELL ["/bin/sh", "-e", "-c"]',
        "ARG A B=2",
        'RUN ["true"]',
    )
    _build(client, tmp_path, _BASE + "\n".join(steps), tag="told:2")
    rows = client.images.get("told:2").history()[: len(steps)]
    assert [re.sub("file:[0-9a-f]+", "file:X", row["CreatedBy"]) for row in reversed(rows)] == [
        '/bin/sh -c #(nop)  CMD ["a\\"b" "c\\td"]',
        "/bin/sh -c #(nop)  ENTRYPOINT []",
        '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "true \\"a b\\""] "1h0m0s" "1m30s" "1.5s" \'A\'}',
        '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "true" "x"] "0s" "0s" "0s" \'\\x00\'}',
        '/bin/sh -c #(nop)  HEALTHCHECK &{["NONE"] "0s" "0s" "0s" \'\\x00\'}',
        "/bin/sh -c #(nop)  EXPOSE 53/udp 80 90/tcp",
        "/bin/sh -c #(nop) WORKDIR /a",
        "/bin/sh -c #(nop) COPY file:X in x/../y ",
        "/bin/sh -e -c #(nop)  SHELL [/bin/sh -e -c]",
        "/bin/sh -e -c #(nop)  ARG A B=2",
        "|1 B=2 true",
    ]


def test_a_failed_step_leaves_its_container_to_look_into(client: docker.DockerClient, tmp_path: Path) -> None:
    _told(client, tmp_path, f"{_BASE}RUN touch /made && exit 3\n")
    [container] = client.containers.list(all=True)
    assert (container.status, container.attrs["State"]["ExitCode"]) == ("exited", 3)
    assert container.attrs["Config"]["Cmd"] == ["/bin/sh", "-c", "touch /made && exit 3"]
    assert {"Path": "/made", "Kind": 1} in container.diff()
    container.remove()
    list(client.api.build(path=str(tmp_path), decode=True, forcerm=True))
    assert client.containers.list(all=True) == []


@pytest.mark.parametrize(
    ("step", "actions"),
    [("RUN exit 3", ["create", "start", "die"]), ('RUN ["/nosuch"]', ["create"])],
)
def test_the_container_of_a_failed_step_is_told_as_an_event(
    client: docker.DockerClient, tmp_path: Path, step: str, actions: list[str]
) -> None:
    stream = client.events(decode=True, filters={"type": "container"})
    _told(client, tmp_path, f"{_BASE}{step}\n")
    [left] = client.containers.list(all=True)
    last = client.containers.create("redis")
    told = takewhile(lambda each: each["Actor"]["ID"] != last.id, stream)
    assert [(each["Action"], each["Actor"]["ID"]) for each in told] == [
        (action, left.id) for action in actions
    ]
    stream.close()


def test_a_step_has_names_that_its_image_does_not_keep(client: docker.DockerClient, tmp_path: Path) -> None:
    told = _build(client, tmp_path, f"{_BASE}RUN tail -n 1 /etc/hosts; echo x >> /etc/hosts\n", tag="named:1")
    assert any(line.startswith("172.17.0.2\t") for line in told)
    assert client.images.get("named:1").history()[0]["Size"] == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"target": "nosuch"}, "failed to reach build target nosuch in Dockerfile"),
        ({"platform": "nosuch"}, '"nosuch": unknown operating system or architecture: invalid argument'),
    ],
)
def test_options_that_are_refused_before_a_step(
    client: docker.DockerClient, tmp_path: Path, options: dict[str, str], told: str
) -> None:
    (tmp_path / "Dockerfile").write_text(_BASE)
    with pytest.raises(APIError) as refused:
        _built_with(client, tmp_path, **options)
    assert (refused.value.status_code, refused.value.explanation) == (400, told)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"platform": "linux/arm64"}, "no matching manifest for linux/arm64 in the manifest list entries"),
        ({"network_mode": "nosuch"}, "network nosuch not found"),
    ],
)
def test_options_that_are_refused_at_a_step(
    client: docker.DockerClient, tmp_path: Path, options: dict[str, str], told: str
) -> None:
    (tmp_path / "Dockerfile").write_text(f"{_BASE}RUN true\n")
    assert _built_with(client, tmp_path, **options)[-1]["error"] == told


def _built_with(
    client: docker.DockerClient,
    folder: Path,
    *,
    target: str | None = None,
    platform: str | None = None,
    network_mode: str | None = None,
) -> list[dict[str, str]]:
    return list(
        client.api.build(
            path=str(folder), decode=True, target=target, platform=platform, network_mode=network_mode
        )
    )


def test_an_archive_that_ends_within_a_block_is_read(client: docker.DockerClient) -> None:
    """The docker client sends one when it reads a Dockerfile from its input."""
    text = f"{_BASE}ENV A=1\n".encode()
    member = tarfile.TarInfo("Dockerfile")
    member.size = len(text)
    told = list(client.api.build(fileobj=io.BytesIO(member.tobuf() + text), custom_context=True, decode=True))
    assert "Successfully built" in told[-1]["stream"]


def test_steps_are_cached_by_what_they_copy(client: docker.DockerClient, tmp_path: Path) -> None:
    text = f"{_BASE}COPY data /data\nRUN echo made\n"
    (tmp_path / "data").write_text("one")
    first = _build(client, tmp_path, text)
    assert " ---> Using cache\n" not in first
    assert _build(client, tmp_path, text).count(" ---> Using cache\n") == 2
    (tmp_path / "data").write_text("two")
    assert " ---> Using cache\n" not in _build(client, tmp_path, text)
    assert " ---> Using cache\n" not in _build(client, tmp_path, text, nocache=True)


def test_stages_arguments_and_owners(client: docker.DockerClient, tmp_path: Path) -> None:
    text = (
        "ARG TAG=3.11-slim\nFROM python:$TAG AS first\nARG WHO=nobody\nRUN echo $WHO > /who\n"
        f"{_BASE}COPY --from=first --chown=1000:1000 /who /kept/\nUSER 1000\nCMD cat /kept/who\n"
    )
    _build(client, tmp_path, text, tag="staged:1", buildargs={"WHO": "somebody"})
    assert client.containers.run("staged:1", remove=True) == b"somebody\n"
    listed = client.containers.run("staged:1", ["ls", "-l", "/kept"], remove=True)
    assert b" 1000 " in listed


def test_an_entrypoint_of_its_own_forgets_the_command_of_the_base(
    client: docker.DockerClient, tmp_path: Path
) -> None:
    _build(client, tmp_path, f'{_BASE}ENTRYPOINT ["echo"]\n', tag="own:1")
    config = client.images.get("own:1").attrs["Config"]
    assert (config["Entrypoint"], config["Cmd"]) == (["echo"], None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the Dockerfile (Dockerfile) cannot be empty"),
        ("# only\n", "failed to parse Dockerfile: file with no instructions"),
        ("RUN x\n", "no build stage in current context"),
        (f"{_BASE}COPY --link a /a\n", "dockerfile parse error line 2: Unknown flag: link"),
        (f"FROM --platform=bad {_BASE[5:]}", 'failed to parse platform bad: "bad": unknown operating system'),
        (f"{_BASE}FOO bar\n", "dockerfile parse error line 2: unknown instruction: FOO"),
        (
            f"{_BASE}COPY missing .\n",
            "COPY failed: file not found in build context or excluded by .dockerignore",
        ),
        ("FROM nope/nope\n", "pull access denied for nope/nope"),
        (f"{_BASE}RUN exit 3\n", "The command '/bin/sh -c exit 3' returned a non-zero code: 3"),
        (f"{_BASE}RUN --mount=type=cache,target=/x true\n", "the --mount option requires BuildKit"),
        (
            "FROM cgr.dev/chainguard/python\nRUN ls\n",
            'exec: "/bin/sh": stat /bin/sh: no such file or directory',
        ),
        (f"{_BASE}USER ghost\nRUN id\n", "unable to find user ghost"),
        (f"{_BASE}RUN pip install no-such-package\n", "returned a non-zero code: 1"),
        (f"{_BASE}COPY --from=ghost /a /b\n", "invalid from flag value ghost"),
    ],
)
def test_it_fails_where_docker_does(
    client: docker.DockerClient, tmp_path: Path, text: str, told: str
) -> None:
    assert told in _refusal(client, tmp_path, text)


def test_what_the_ignore_file_keeps_out_is_missing(client: docker.DockerClient, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / ".dockerignore").write_text("secret\n")
    assert "excluded by .dockerignore" in _refusal(client, tmp_path, f"{_BASE}COPY secret .\n")


def test_removing_an_image_takes_its_steps_along_but_not_its_base(
    client: docker.DockerClient, tmp_path: Path
) -> None:
    before = {image.id for image in client.images.list(all=True)}
    _build(client, tmp_path, f"{_BASE}ENV A=1\nRUN echo x > /x\n", tag="gone:1")
    client.images.remove("gone:1")
    assert {image.id for image in client.images.list(all=True)} == before


def test_an_image_in_use_is_kept(client: docker.DockerClient) -> None:
    client.containers.run("redis", detach=True)
    with pytest.raises(APIError, match="is using its referenced image") as caught:
        client.images.remove("redis")
    assert caught.value.status_code == 409
