"""The commands that create and change containers, as requests to the engine."""

import docker

from workbench.domain.commands import (
    KillContainer,
    Outcome,
    PauseContainer,
    RemoveContainer,
    RestartContainer,
    RunContainer,
    StartContainer,
    StopContainer,
    UnpauseContainer,
)
from workbench.domain.errors import WorkbenchError
from workbench.domain.raw import raw_object
from workbench.domain.text import clean
from workbench.engine.calls import delete, named, post
from workbench.engine.failures import translated
from workbench.engine.run_parameters import container_configuration

ContainerChange = (
    StartContainer
    | StopContainer
    | RestartContainer
    | PauseContainer
    | UnpauseContainer
    | KillContainer
    | RemoveContainer
)


def change_container(client: docker.APIClient, command: ContainerChange) -> Outcome:
    """Change a container that is there."""
    match command:
        case StartContainer(container):
            post(client, named("/containers/{}/start", container))
        case StopContainer(container, seconds):
            post(
                client, named("/containers/{}/stop", container), {"t": seconds}, patience_seconds=seconds or 0
            )
        case RestartContainer(container, seconds):
            post(
                client,
                named("/containers/{}/restart", container),
                {"t": seconds},
                patience_seconds=seconds or 0,
            )
        case PauseContainer(container):
            post(client, named("/containers/{}/pause", container))
        case UnpauseContainer(container):
            post(client, named("/containers/{}/unpause", container))
        case KillContainer(container, signal):
            post(client, named("/containers/{}/kill", container), {"signal": signal})
        case RemoveContainer(container, force, with_volumes):
            delete(client, named("/containers/{}", container), {"force": force, "v": with_volumes})
    return Outcome()


def run_container(client: docker.APIClient, command: RunContainer) -> Outcome:
    """Create a container and start it; one that cannot be started is removed again, for nothing ran in it."""
    answer = raw_object(
        post(client, "/containers/create", {"name": command.name or None}, container_configuration(command))
    )
    container_id = answer.text("Id")
    try:
        with translated(command.summary):
            post(client, named("/containers/{}/start", container_id))
    except WorkbenchError as error:
        delete(client, named("/containers/{}", container_id), {"force": True, "v": True})
        hint = f"{error.hint} The container made for it was removed again.".strip()
        raise type(error)(error.message, hint) from error
    return Outcome(id=container_id, notes=tuple(clean(warning) for warning in answer.texts("Warnings")))
