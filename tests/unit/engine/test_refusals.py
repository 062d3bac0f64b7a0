"""The engines' own words and what they mean to a person."""

import pytest

from workbench.domain.errors import (
    ApiTooOld,
    EngineRefused,
    ImageMissing,
    InvalidInput,
    NameTaken,
    NoSpace,
    NotFound,
    PortInUse,
    StillInUse,
    WorkbenchError,
    WrongState,
)
from workbench.engine.refusals import refusal

ID = "4f0c2a55d9d4e5b67a2e0ab1b1ef9ec3a4a87b0cf8ad8ad28a0b7a0c8a6cf0de"
SHORT = ID[:12]

# As Docker 20.10 to 28 and Podman 4 word them: the status, the message, our error, and what must be told.
WORDINGS: list[tuple[int, str, type[WorkbenchError], str]] = [
    (
        409,
        f'Conflict. The container name "/redis" is already in use by container "{ID}". '
        f"You have to remove (or "
        "rename) that container to be able to reuse that name.",
        NameTaken,
        "There is a container named redis already.",
    ),
    (
        500,
        f'creating container storage: the container name "redis" is already in use by '
        f"{ID}. You have to remove "
        "that container to be able to reuse that name: that name is already in use",
        NameTaken,
        "There is a container named redis already.",
    ),
    (409, "network with name lab already exists", NameTaken, "There is a network named lab already."),
    (
        500,
        "network name lab already used: network already exists",
        NameTaken,
        "There is a network named lab already.",
    ),
    (
        500,
        "driver failed programming external connectivity on endpoint a (b): Bind for "
        "127.0.0.1:5000 failed: port is "
        "already allocated",
        PortInUse,
        "Port 5000 ",
    ),
    (
        500,
        "driver failed programming external connectivity on endpoint a (b): Error "
        "starting userland proxy: listen "
        "tcp4 0.0.0.0:5000: bind: address already in use",
        PortInUse,
        "Port 5000 ",
    ),
    (
        500,
        "failed to set up container networking: driver failed programming external "
        "connectivity on endpoint a (b): "
        "failed to bind host port for 0.0.0.0:5000:172.17.0.2:80/tcp: address already in use",
        PortInUse,
        "Port 5000 ",
    ),
    (
        500,
        "rootlessport listen tcp 0.0.0.0:5000: bind: address already in use",
        PortInUse,
        "Port 5000 ",
    ),
    (
        500,
        "cannot listen on the TCP port: listen tcp4 :5000: bind: address already in use",
        PortInUse,
        "Port 5000 ",
    ),
    (
        500,
        "driver failed programming external connectivity on endpoint a (b): Error "
        "starting userland proxy: error "
        "while calling PortManager.AddPort(): listen tcp4 0.0.0.0:80: bind: permission denied",
        EngineRefused,
        "may not publish port 80",
    ),
    (404, "No such image: redis:latest", ImageMissing, "The image redis:latest is not on this engine."),
    (404, "no such image: a:1: No such image: a:1", ImageMissing, "The image a:1 is not on this engine."),
    (404, "redis:7: image not known", ImageMissing, "The image redis:7 is not on this engine."),
    (
        404,
        "pull access denied for nothere, repository does not exist or may require "
        "'docker login': denied: requested "
        "access to the resource is denied",
        ImageMissing,
        "The image nothere does not exist in its registry, or is private.",
    ),
    (
        404,
        "manifest for redis:99 not found: manifest unknown: manifest unknown",
        ImageMissing,
        "The registry has no image redis:99.",
    ),
    (
        500,
        'Get "https://registry.example/v2/": dial tcp: lookup registry.example on '
        "127.0.0.53:53: no such host",
        ImageMissing,
        "cannot reach the image's registry",
    ),
    (400, "invalid reference format: repository name must be lowercase", InvalidInput, "valid name"),
    (404, "No such container: web", NotFound, "There is no container web."),
    (
        404,
        'no container with name or ID "web" found: no such container',
        NotFound,
        "There is no container web.",
    ),
    (404, "network lab not found", NotFound, "There is no network lab."),
    (
        404,
        "unable to find network with name or ID lab: network not found",
        NotFound,
        "There is no network lab.",
    ),
    (404, "get data: no such volume", NotFound, "There is no volume data."),
    (404, 'no volume with name "data" found: no such volume', NotFound, "There is no volume data."),
    (
        403,
        f"error while removing network: network lab id {ID} has active endpoints",
        StillInUse,
        "Containers are still on the network lab.",
    ),
    (
        409,
        f"remove data: volume is in use - [{ID}]",
        StillInUse,
        f"A container still uses the volume data: {ID}.",
    ),
    (
        409,
        f"volume data is being used by the following container(s): {ID}: volume is being used",
        StillInUse,
        f"A container still uses the volume data: {ID}.",
    ),
    (
        409,
        f'conflict: unable to remove repository reference "redis" (must force) - '
        f"container {SHORT} is using its "
        "referenced image cd0c80a1222a",
        StillInUse,
        f"Container {SHORT} was made from redis.",
    ),
    (
        409,
        f"conflict: unable to delete cd0c80a1222a (cannot be forced) - image is being "
        f"used by running container {SHORT}",
        StillInUse,
        f"The running container {SHORT} uses the image.",
    ),
    (
        409,
        "conflict: unable to delete cd0c80a1222a (must be forced) - image is referenced "
        "in multiple repositories",
        StillInUse,
        "several names",
    ),
    (
        409,
        "conflict: unable to delete cd0c80a1222a (cannot be forced) - image has dependent child images",
        StillInUse,
        "Other images are built on it.",
    ),
    (
        409,
        f"You cannot remove a running container {ID}. Stop the container before "
        f"attempting removal or force remove",
        WrongState,
        "The container is running: the engine would not do it.",
    ),
    (
        409,
        'cannot remove container "/web": container is running: stop the container before '
        "removing or force remove",
        WrongState,
        "The container is running: the engine would not do it.",
    ),
    (
        409,
        f"Container {ID} is not running",
        WrongState,
        "The container is not running: the engine would not do it.",
    ),
    (
        409,
        f"Container {ID} is already paused",
        WrongState,
        "The container is paused already: the engine would not do it.",
    ),
    (
        500,
        f"Container {ID} is not paused",
        WrongState,
        "The container is not paused: the engine would not do it.",
    ),
    (409, f"removal of container {ID} is already in progress", WrongState, "being removed already"),
    (
        409,
        f"Container {ID} is restarting, wait until the container is running",
        WrongState,
        "The container is restarting: the engine would not do it.",
    ),
    (500, "write /var/lib/docker/tmp/x: no space left on device", NoSpace, "The engine's disk is full."),
    (
        400,
        "failed to create shim task: OCI runtime create failed: runc create failed: "
        "unable to start container process: "
        'exec: "nothere": executable file not found in $PATH: unknown',
        EngineRefused,
        "The program nothere is not in the image",
    ),
    (
        400,
        "client version 1.44 is too old. Minimum supported API version is 1.52",
        ApiTooOld,
        "does not speak the API version 1.44",
    ),
]


@pytest.mark.parametrize(("status", "said", "kind", "told"), WORDINGS, ids=lambda value: str(value)[:40])
def test_wording(status: int, said: str, kind: type[WorkbenchError], told: str) -> None:
    error = refusal(status, said, "do it")
    assert type(error) is kind
    assert told in error.message


def test_unknown_wording_is_told_as_it_is() -> None:
    error = refusal(500, "the moon is in the wrong phase", "start web")
    assert type(error) is EngineRefused
    assert error.message == "The engine would not start web: the moon is in the wrong phase"


def test_silence_is_told_by_its_status() -> None:
    assert refusal(503, "", "start web").message == "The engine would not start web: it answered 503"


def test_unknown_wording_of_something_missing_is_still_missing() -> None:
    assert type(refusal(404, "no such thing", "show it")) is NotFound


def test_wordings_from_outside_are_harmless() -> None:
    error = refusal(409, "network with name \x1b[31mred\x1b[0m\u202e already exists", "create it")
    assert error.message == "There is a network named red already."


def test_braces_in_a_name_are_only_text() -> None:
    assert refusal(404, "No such container: {0}{x!r}", "show it").message == "There is no container {0}{x!r}."


def test_a_taken_name_is_told_with_the_commands_that_free_it() -> None:
    said = f'Conflict. The container name "/redis" is already in use by container "{ID}".'
    hint = refusal(409, said, "run redis").hint
    assert "`docker rm redis`" in hint
    assert "`docker rename redis OTHER`" in hint
