"""What the engine holds, read cheaply: one request a list, however long the list is."""

import json
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

import docker

from workbench.domain.containers import Container, ContainerDetail, FilesystemChange, ProcessTable
from workbench.domain.engines import DiskUse, EngineFacts
from workbench.domain.errors import NotFound
from workbench.domain.images import Image, ImageDetail
from workbench.domain.layers import ForestImage, HistoryStep
from workbench.domain.networks import Network, Volume
from workbench.domain.raw import Raw, raw_object, raw_objects
from workbench.engine.calls import READING_SECONDS, SLOW_SECONDS, get, named, version_of
from workbench.engine.clients import Clients
from workbench.engine.failures import translated
from workbench.engine.layers import LayerReader, ToldLayers
from workbench.engine.measuring import measured_disk
from workbench.engine.prune import UNUSED_VOLUMES
from workbench.engine.translate_containers import (
    filesystem_change,
    inspected_container,
    listed_container,
    process_table,
)
from workbench.engine.translate_engine import disk_use, engine_facts, is_podman
from workbench.engine.translate_images import inspected_image, listed_image
from workbench.engine.translate_networks import listed_network, listed_volume, network_members

_SHARED_SIZES_SINCE = (1, 42)
_FEW, _AT_ONCE = 8, 4


class Readings:
    """Every reading of one engine; safe to use from any thread."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._layers = LayerReader()

    def facts(self) -> EngineFacts:
        """What the engine says of itself."""
        with translated("tell about itself"), self._clients.borrow() as client:
            return engine_facts(raw_object(get(client, "/info")), raw_object(get(client, "/version")))

    def containers(self, ids: Collection[str] = ()) -> tuple[Container, ...]:
        """All containers, running or not, the newest first; with full ids, only those."""
        chosen = {"filters": json.dumps({"id": sorted(ids)})} if ids else {}
        with translated("list the containers"), self._clients.borrow() as client:
            listed = raw_objects(get(client, "/containers/json", {"all": True, **chosen}))
            return tuple(listed_container(raw) for raw in listed)

    def container(self, reference: str) -> ContainerDetail:
        """One container in full, by name or id."""
        return inspected_container(self._inspect("/containers/{}/json", reference, "show the container"))

    def processes(self, reference: str, ps_arguments: str = "") -> ProcessTable:
        """The processes of a running container, in the columns that `ps` is asked for."""
        with translated("show the processes"), self._clients.borrow() as client:
            asked = {"ps_args": ps_arguments or None}
            return process_table(raw_object(get(client, named("/containers/{}/top", reference), asked)))

    def changes(self, reference: str) -> tuple[FilesystemChange, ...]:
        """The paths that differ from the container's image."""
        with translated("show the changed files"), self._clients.borrow() as client:
            return tuple(
                filesystem_change(raw) for raw in _list(client, named("/containers/{}/changes", reference))
            )

    def images(self, *, with_shared: bool = False) -> tuple[Image, ...]:
        """All images, the newest first; what they share costs the engine time and is told on demand."""
        with translated("list the images"), self._clients.borrow() as client:
            if not with_shared:
                return tuple(listed_image(raw) for raw in _list(client, "/images/json"))
            if version_of(client) >= _SHARED_SIZES_SINCE:
                return tuple(
                    listed_image(raw) for raw in _list(client, "/images/json?shared-size=1", SLOW_SECONDS)
                )
            return self._images_by_disk_use(client)

    def image(self, reference: str, *, with_step_tags: bool = True) -> ImageDetail:
        """One image in full, with its history, by name or id.

        Without the tags of its steps the history is only asked for where it is not known yet.
        """
        with translated("show the image"), self._clients.borrow() as client:
            raw = raw_object(get(client, named("/images/{}/json", reference)))
            self._layers.remember(raw)
            read = self._layers.history if with_step_tags else self._layers.untagged_history
            return inspected_image(raw, read(client, raw.text("Id")))

    def history(self, image_id: str) -> tuple[HistoryStep, ...]:
        """The steps of an image, oldest first, without their tags: an id stands for them for good."""
        with translated("show the image"), self._clients.borrow() as client:
            return self._layers.untagged_history(client, image_id)

    def diff_ids(self, image_id: str) -> tuple[str, ...]:
        """The layers of an image, lowest first."""
        with translated("show the image"), self._clients.borrow() as client:
            return self._layers.diff_ids(client, image_id)

    def forest_images(
        self, images: Sequence[Image] | None = None, used_ids: Collection[str] = ()
    ) -> tuple[ForestImage, ...]:
        """All images with their layers; each image is looked into once, however often this is asked.

        Where they were just listed, they and those that containers use need not be listed again.
        """
        if images is None:
            used_ids = {container.image_id for container in self.containers()}
            images = self.images()
        layers = self._layers_of([image.id for image in images])
        return tuple(
            ForestImage(
                image.id, image.tags, told.diff_ids, told.sizes_bytes, image.id in used_ids, told.instructions
            )
            for image in images
            if (told := layers.get(image.id)) is not None
        )

    def networks(self) -> tuple[Network, ...]:
        """All networks, without their members."""
        with translated("list the networks"), self._clients.borrow() as client:
            return tuple(listed_network(raw) for raw in _list(client, "/networks"))

    def network(self, reference: str) -> Network:
        """One network with its members, by name or id."""
        raw = self._inspect("/networks/{}", reference, "show the network")
        return listed_network(raw, network_members(raw))

    def volumes(self, *, only_unused: bool = False) -> tuple[Volume, ...]:
        """All named and anonymous volumes, or only those that no container holds; without their sizes."""
        parameters = UNUSED_VOLUMES if only_unused else None
        with translated("list the volumes"), self._clients.borrow() as client:
            found = raw_object(get(client, "/volumes", parameters)).children("Volumes")
            return tuple(listed_volume(raw) for raw in found)

    def disk_use(self) -> DiskUse:
        """What the engine's disk holds; the engine walks its folders for it, so ask seldom."""
        with translated("add up its disk"), self._clients.borrow() as client:
            return disk_use(measured_disk(client))

    def _inspect(self, pattern: str, reference: str, doing: str) -> Raw:
        with translated(doing), self._clients.borrow() as client:
            return raw_object(get(client, named(pattern, reference)))

    def _images_by_disk_use(self, client: docker.APIClient) -> tuple[Image, ...]:
        """The images with what the disk use tells of them, which Podman does not tell."""
        use: dict[str, Raw] = {}
        if not is_podman(raw_object(get(client, "/version"))):
            told = measured_disk(client).children("Images")
            use = {raw.text("Id"): raw for raw in told}
        return tuple(listed_image(raw, use) for raw in _list(client, "/images/json"))

    def _layers_of(self, image_ids: Sequence[str]) -> dict[str, ToldLayers]:
        """The layers of images by id, without those that were removed meanwhile."""
        unknown = [each for each in image_ids if self._layers.known(each) is None]
        # The engine takes longer to answer than we to read it: a few at once are done sooner.
        pool = ThreadPoolExecutor(_AT_ONCE if len(unknown) > _FEW else 1, "layers")
        try:
            asked = dict(zip(unknown, pool.map(self._told_layers, unknown), strict=True))
        finally:
            pool.shutdown(cancel_futures=True)
        found = {each: asked.get(each) or self._layers.known(each) for each in image_ids}
        return {name: told for name, told in found.items() if told is not None}

    def _told_layers(self, image_id: str) -> ToldLayers | None:
        """The layers of one image; None if it was removed meanwhile."""
        try:
            with translated("show the image"), self._clients.borrow() as client:
                return self._layers.told(client, image_id)
        except NotFound:
            return None


def _list(client: docker.APIClient, path: str, seconds: int = READING_SECONDS) -> tuple[Raw, ...]:
    return raw_objects(get(client, path, seconds=seconds))
