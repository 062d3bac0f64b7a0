"""Makes a container from what the client asks and what its image says."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.embedded.container_config import container_config, host_config
from workbench.embedded.errors import ApiError, BadParameter, NotFound, ServerError
from workbench.embedded.host import Host
from workbench.embedded.logs import LogBuffer
from workbench.embedded.membership import tell
from workbench.embedded.mounting import mount_disks, release_volumes
from workbench.embedded.payload import (
    JsonObject,
    flag_at,
    object_at,
    objects_at,
    text_at,
    texts_at,
)  # fmt: skip
from workbench.embedded.platforms import check_image_platform
from workbench.embedded.setting_checks import check_settings
from workbench.embedded.views.storage import ENGINE_ROOT
from workbench.embedded.world.containers import Container, Endpoint, Mount
from workbench.embedded.world.files import FOLDER, FileTree, join
from workbench.embedded.world.volumes import Volume, check_volume_name

_MOUNT_MODES = set("ro rw z Z nocopy consistent cached delegated".split()) | {
    f"{kind}{spread}" for kind in ("", "r") for spread in ("private", "shared", "slave")
}
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


def check_container_name(name: str) -> None:
    """Refuse what cannot name a container, in Docker's words."""
    if not _NAME.fullmatch(name.removeprefix("/")):
        raise BadParameter(f"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")


def create_container(host: Host, body: JsonObject, name: str, platform: str = "") -> Container:
    """Make a container, with its volumes, and say so."""
    if name:
        check_container_name(name)
    check_settings(body)
    image_name = text_at(body, "Image")
    image = host.images.find(image_name)
    check_image_platform(platform, image_name)
    name = name.removeprefix("/") or free_name(host)
    host.containers.claim(name)
    container_id = host.ids.new_id("container")
    config = container_config(body, image, container_id)
    argv = (*texts_at(config, "Entrypoint"), *texts_at(config, "Cmd"))
    if not argv:
        raise BadParameter("No command specified")
    container = Container(
        id=container_id,
        name=name,
        image=image,
        image_name=image_name,
        config=config,
        host_config=host_config(object_at(body, "HostConfig")),
        argv=argv,
        created_at_ns=host.clock.now_ns(),
        tree=FileTree(image.files),
        logs=LogBuffer(host.clock, has_tty=flag_at(config, "Tty")),
    )
    _check_links(host, container)
    container.endpoints = _endpoints(host, container, body)
    try:
        _take_mounts(host, container)
    except ApiError:
        release_volumes(host, container, with_anonymous=True)
        raise
    mount_disks(host, container)
    _make_folder(container)
    container.tree.is_writable = container.may_write
    host.containers.add(container)
    tell(host, container, "create")
    return container


def _check_links(host: Host, container: Container) -> None:
    for link in texts_at(container.host_config, "Links"):
        name = link.partition(":")[0]
        try:
            host.containers.find(name)
        except NotFound as error:
            raise BadParameter(f"could not get container for {name}: {error.message}") from error


def _make_folder(container: Container) -> None:
    """Make the folder that the process is to work in, as Docker does."""
    place = container.tree.resolve(join("", text_at(container.config, "WorkingDir")))
    if container.tree.entry(place) is None:
        container.tree.put(place, FOLDER)


def free_name(host: Host) -> str:
    """Make up a name that no container has."""
    name = host.ids.new_name()
    while host.containers.has_name(name):
        name = f"{host.ids.new_name()}{host.ids.random.randrange(10_000)}"
    return name


def _endpoints(host: Host, container: Container, body: JsonObject) -> dict[str, Endpoint]:
    mode = container.network_mode
    wanted = object_at(object_at(body, "NetworkingConfig"), "EndpointsConfig")
    first = "bridge" if mode in ("default", "bridge") else mode
    if first.startswith("container:"):
        return {}
    found: dict[str, Endpoint] = {}
    for reference in (first, *(each for each in wanted if each != "default")):
        name = _network_name(host, reference)
        settings = object_at(wanted, name) or object_at(wanted, reference)
        if reference == first:
            settings = settings or object_at(wanted, mode)
        aliases = [alias for alias in texts_at(settings, "Aliases") if alias != container.id[:12]]
        address = text_at(object_at(settings, "IPAMConfig"), "IPv4Address")
        found.setdefault(name, Endpoint(tuple(aliases), address))
    return found


def _network_name(host: Host, reference: str) -> str:
    """Give a network's name; one that does not exist is refused when the container starts, as in Docker."""
    try:
        return host.networks.find(reference).name
    except NotFound:
        return reference


def _take_mounts(host: Host, container: Container) -> None:
    """Give a container its mounts one by one, so that those it has can be released when one is refused."""
    # Docker looks for the lenders before it makes a volume.
    lenders = [_lender(host, each) for each in texts_at(container.host_config, "VolumesFrom")]
    for bind in texts_at(container.host_config, "Binds"):
        source, _, rest = bind.partition(":")
        destination, _, mode = rest.partition(":")
        container.mounts += (_bind(host, container, source, destination, mode),)
    for item in objects_at(container.host_config, "Mounts"):
        mode = "ro" if flag_at(item, "ReadOnly") else ""
        source = text_at(item, "Source")
        is_anonymous = text_at(item, "Type") == "volume" and not source
        if is_anonymous:
            source = host.ids.new_id("volume")
        if text_at(item, "Type") in ("bind", "volume"):
            target = text_at(item, "Target")
            container.mounts += (_bind(host, container, source, target, mode, is_anonymous=is_anonymous),)
    for lender, lent_mode in lenders:
        container.mounts += _borrowed(host, container, lender, lent_mode)
    taken = {mount.destination for mount in container.mounts}
    for destination in object_at(container.config, "Volumes"):
        if destination not in taken:
            name = host.ids.new_id("volume")
            container.mounts += (_volume(host, container, name, destination, "", is_anonymous=True),)


def _lender(host: Host, asked: str) -> tuple[Container, str]:
    """Find the container whose mounts are asked for, and how: `name:ro` takes them read-only."""
    name, _, mode = asked.partition(":")
    try:
        return host.containers.find(name), mode
    except NotFound as error:
        raise BadParameter(error.message) from error


def _borrowed(host: Host, container: Container, lender: Container, mode: str) -> tuple[Mount, ...]:
    """Give what another container has mounted where this one has nothing yet."""
    taken = {mount.destination for mount in container.mounts}
    found = [mount for mount in lender.mounts if mount.destination not in taken]
    for volume in filter(None, (host.volumes.get(mount.name) for mount in found)):
        volume.holders.add(container.id)
    return tuple(replace(mount, is_writable=mount.is_writable and mode != "ro") for mount in found)


def _bind(
    host: Host, container: Container, source: str, destination: str, mode: str, *, is_anonymous: bool = False
) -> Mount:
    if not destination.startswith("/"):
        raise ServerError(
            f"invalid volume specification: '{source}:{destination}': invalid mount config for type "
            f'"{"bind" if source.startswith("/") else "volume"}": '
            f"invalid mount path: '{destination}' mount path must be absolute"
        )
    for word in mode.split(",") if mode else ():
        if word not in _MOUNT_MODES:
            raise ServerError(f"invalid mode: {mode}")
    if source.startswith("/"):
        return Mount("bind", "", source, destination, mode, "ro" not in mode.split(","))
    check_volume_name(source)
    return _volume(host, container, source, destination, mode or "z", is_anonymous=is_anonymous)


def _volume(
    host: Host, container: Container, name: str, destination: str, mode: str, *, is_anonymous: bool
) -> Mount:
    volume = host.volumes.get(name)
    if volume is None:
        volume = Volume(name, host.clock.now_ns(), is_anonymous=is_anonymous)
        host.volumes.add(volume)
        host.events.emit("volume", "create", name, {"driver": volume.driver})
    volume.holders.add(container.id)
    source = f"{ENGINE_ROOT}/volumes/{name}/_data"
    return Mount("volume", name, source, destination, mode, "ro" not in mode.split(","), is_anonymous)
