"""What Docker lays over a container's own disk: its volumes and folders, and the files that name it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.embedded.host import Host
from workbench.embedded.payload import object_at, objects_at, text_at, texts_at
from workbench.embedded.world.containers import Container
from workbench.embedded.world.files import FOLDER, FileTree, file_of, join
from workbench.embedded.world.networks import PREDEFINED

_LOOPBACK = (
    "127.0.0.1\tlocalhost\n"
    "::1\tlocalhost ip6-localhost ip6-loopback\n"
    "fe00::0\tip6-localnet\n"
    "ff00::0\tip6-mcastprefix\n"
    "ff02::1\tip6-allnodes\n"
    "ff02::2\tip6-allrouters\n"
)
# What Docker falls back on where the host's own resolver cannot be reached from a container.
_DEFAULT_RESOLVER = "nameserver 8.8.8.8\nnameserver 8.8.4.4\n"
_MEMORY = replace(FOLDER, mode=0o1777)


def mount_disks(host: Host, container: Container) -> None:
    """Mount a new container's volumes and folders; an empty volume takes over what the image has there.

    A folder of the host is mounted empty: the embedded engine does not read the host's files.
    """
    tree = container.tree
    for mount in container.mounts:
        place = tree.resolve(join("", mount.destination))
        volume = host.volumes.get(mount.name)
        if volume and set(volume.files) == {""}:
            volume.files |= {"": tree.entry(place) or FOLDER, **dict(tree.below(place))}
        tree.mount(place, volume.files if volume else {"": FOLDER})


def release_volumes(host: Host, container: Container, *, with_anonymous: bool) -> None:
    """Let a container hold its volumes no longer; those without a name can go with it."""
    for mount in container.mounts:
        volume = host.volumes.get(mount.name)
        if volume:
            volume.holders.discard(container.id)
            if with_anonymous and mount.is_anonymous and not volume.holders:
                host.volumes.forget(volume)
                host.events.emit("volume", "destroy", volume.name, {"driver": volume.driver})


def mount_memory(container: Container) -> None:
    """Mount a starting container's folders in memory, which begin empty each time."""
    places = [*object_at(container.host_config, "Tmpfs")]
    for each in objects_at(container.host_config, "Mounts"):
        if text_at(each, "Type") == "tmpfs":
            places.append(text_at(each, "Target"))
    for place in places:
        container.tree.mount(container.tree.resolve(join("", place)), {"": _MEMORY})
    container.tree.mount("dev/shm", {"": _MEMORY}, makes_place=False)


def mount_names(host: Host, container: Container) -> None:
    """Write the files by which a container knows itself and its resolver, as its networks stand now."""
    kind, _, name = container.network_mode.partition(":")
    owner = host.containers.find(name) if kind == "container" and name else container
    hostname, added = _hostname(owner), texts_at(owner.host_config, "ExtraHosts")
    domain = text_at(owner.config, "Domainname")
    names = f"{hostname}.{domain} {hostname}" if domain else hostname
    lines = [f"{address}\t{known}\n" for known, _, address in (each.partition(":") for each in added)]
    lines += [f"{each.address}\t{names}\n" for each in owner.endpoints.values() if each.address]
    lay_names(container.tree, hostname, lines, _resolver(owner))


def _hostname(container: Container) -> str:
    return text_at(container.config, "Hostname") or container.id[:12]


def lay_names(
    tree: FileTree, hostname: str, host_lines: Sequence[str], resolver: str = _DEFAULT_RESOLVER
) -> None:
    """Lay the three files by which a container knows itself over those of its image."""
    hosts = "".join([_LOOPBACK, *host_lines])
    for name, text in (("hostname", f"{hostname}\n"), ("hosts", hosts), ("resolv.conf", resolver)):
        tree.mount(f"etc/{name}", {"": file_of(text.encode())}, makes_place=False)


def _resolver(container: Container) -> str:
    if any(name not in PREDEFINED for name in container.endpoints):
        return "nameserver 127.0.0.11\noptions ndots:0\n"
    asked = container.host_config
    search, options = " ".join(texts_at(asked, "DnsSearch")), " ".join(texts_at(asked, "DnsOptions"))
    servers = "".join(f"nameserver {address}\n" for address in texts_at(asked, "Dns")) or _DEFAULT_RESOLVER
    return (f"search {search}\n" if search else "") + servers + (f"options {options}\n" if options else "")
