"""Removing images as Docker does: names first, then the image, then parents that nothing needs."""

from __future__ import annotations

import re

from workbench.embedded.errors import Conflict
from workbench.embedded.host import Host
from workbench.embedded.membership import tell_image
from workbench.embedded.payload import JsonObject
from workbench.embedded.references import normalize, split_reference
from workbench.embedded.views.images import digests_of
from workbench.embedded.world.images import Image

_ID = re.compile(r"(sha256:)?[0-9a-f]{1,64}")


def remove_image(host: Host, reference: str, *, is_forced: bool, keeps_parents: bool) -> list[JsonObject]:
    """Remove a name, or an image with all its names; give what went, as the API lists it."""
    image = host.images.find(reference)
    records: list[JsonObject] = []
    repositories = {split_reference(tag)[0] for tag in image.tags}
    by_id = bool(_ID.fullmatch(reference)) and image.id[7:].startswith(reference.removeprefix("sha256:"))
    if not by_id:
        name = normalize(reference)
        users = host.containers.using(image)
        if len(image.tags) == 1 and users and not is_forced:
            raise Conflict(
                f'conflict: unable to remove repository reference "{reference}" (must force) - container '
                f"{users[0].id[:12]} is using its referenced image {image.short_id}"
            )
        _untag(host, image, name, records)
        if image.tags:
            return records
    elif len(image.tags) == 1 or (len(repositories) == 1 and image.tags) or is_forced:
        problem = _conflict(host, image, is_forced=is_forced, checks_names=False)
        if problem:
            raise Conflict(problem)
        for name in list(image.tags):
            _untag(host, image, name, records)
    _delete(host, image, records, is_forced=is_forced, keeps_parents=keeps_parents, is_quiet=not by_id)
    return records


def _untag(host: Host, image: Image, name: str, records: list[JsonObject]) -> None:
    digests = digests_of(image)
    host.images.untag(name)
    left = digests_of(image)
    records += [{"Untagged": each} for each in (name, *digests) if each not in left]
    tell_image(host, "untag", image.id, image.id)


def _conflict(host: Host, image: Image, *, is_forced: bool, checks_names: bool = True) -> str:
    hard = f"conflict: unable to delete {image.short_id} (cannot be forced) - "
    soft = f"conflict: unable to delete {image.short_id} (must be forced) - "
    if host.images.children_of(image):
        return hard + "image has dependent child images"
    users = host.containers.using(image)
    running = [user for user in users if user.is_running]
    if running:
        return f"{hard}image is being used by running container {running[0].id[:12]}"
    if is_forced:
        return ""
    if checks_names and image.tags:
        return soft + "image is referenced in multiple repositories"
    if users:
        return f"{soft}image is being used by stopped container {users[0].id[:12]}"
    return ""


def _delete(
    host: Host,
    image: Image,
    records: list[JsonObject],
    *,
    is_forced: bool,
    keeps_parents: bool,
    is_quiet: bool,
) -> None:
    problem = _conflict(host, image, is_forced=is_forced)
    if problem:
        if is_quiet:
            return
        raise Conflict(problem)
    layers = host.images.forget(image)
    tell_image(host, "delete", image.id, image.id)
    records.append({"Deleted": image.id})
    records += [{"Deleted": chain} for chain in layers]
    parent = host.images.by_id(image.parent_id)
    if parent and not keeps_parents and not parent.tags:
        _delete(host, parent, records, is_forced=False, keeps_parents=False, is_quiet=True)
