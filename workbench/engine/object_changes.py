"""The commands that change images, networks and volumes, as requests to the engine."""

import docker

from workbench.domain.commands import (
    ConnectNetwork,
    CreateNetwork,
    CreateVolume,
    DisconnectNetwork,
    Outcome,
    RemoveImage,
    RemoveNetwork,
    RemoveVolume,
    TagImage,
)
from workbench.domain.raw import raw_object, raw_objects
from workbench.domain.text import clean
from workbench.engine.calls import Json, delete, get, named, post
from workbench.engine.image_names import parse_image_name

ObjectChange = (
    TagImage
    | RemoveImage
    | CreateNetwork
    | RemoveNetwork
    | ConnectNetwork
    | DisconnectNetwork
    | CreateVolume
    | RemoveVolume
)


def change_object(client: docker.APIClient, command: ObjectChange) -> Outcome:
    """Change images, networks and volumes."""
    match command:
        case TagImage():
            return _tag(client, command)
        case RemoveImage(image, force):
            gone = raw_objects(delete(client, named("/images/{}", image), {"force": force}))
            return Outcome(notes=tuple(_removal(each.own_pairs()) for each in gone))
        case CreateNetwork():
            return _create_network(client, command)
        case RemoveNetwork(network):
            delete(client, named("/networks/{}", network))
        case ConnectNetwork(network, container, aliases):
            endpoint: dict[str, Json] = {"Aliases": list(aliases)} if aliases else {}
            body: dict[str, Json] = {"Container": container, "EndpointConfig": endpoint}
            post(client, named("/networks/{}/connect", network), body=body)
        case DisconnectNetwork(network, container, force):
            post(
                client,
                named("/networks/{}/disconnect", network),
                body={"Container": container, "Force": force},
            )
        case CreateVolume(name, labels):
            made = raw_object(post(client, "/volumes/create", body={"Name": name, "Labels": dict(labels)}))
            return Outcome(id=made.text("Name"))
        case RemoveVolume(volume, force):
            delete(client, named("/volumes/{}", volume), {"force": force})
    return Outcome()


def _tag(client: docker.APIClient, command: TagImage) -> Outcome:
    name = parse_image_name(command.tag)
    post(client, named("/images/{}/tag", command.image), {"repo": name.repository, "tag": name.tag or None})
    return Outcome(id=raw_object(get(client, named("/images/{}/json", command.tag))).text("Id"))


def _create_network(client: docker.APIClient, command: CreateNetwork) -> Outcome:
    answer = raw_object(
        post(
            client,
            "/networks/create",
            body={
                "Name": command.name,
                # Old engines make a second network of the same name otherwise.
                "CheckDuplicate": True,
                "Driver": command.driver,
                "Internal": command.internal,
                "IPAM": {"Driver": "default", "Options": {}, "Config": []},
                "Options": {},
                "Labels": dict(command.labels),
            },
        )
    )
    warning = clean(answer.text("Warning"))
    return Outcome(id=answer.text("Id"), notes=(warning,) if warning else ())


def _removal(told: tuple[tuple[str, str], ...]) -> str:
    """What became of a tag or a layer, as the engine tells it."""
    return clean(", ".join(f"{what}: {which}" for what, which in told))
