"""Removing all of a kind that nothing uses."""

import json
import re

import docker

from workbench.domain.commands import Outcome, PruneKind
from workbench.domain.errors import StillInUse
from workbench.domain.raw import Raw, raw_object
from workbench.domain.text import clean
from workbench.engine.calls import delete, get, named, post, version_of
from workbench.engine.failures import translated

_PATHS = {
    PruneKind.CONTAINERS: "/containers/prune",
    PruneKind.IMAGES: "/images/prune",
    PruneKind.NETWORKS: "/networks/prune",
    PruneKind.VOLUMES: "/volumes/prune",
    PruneKind.BUILD_CACHE: "/build/prune",
}
_SPARES_NAMED_VOLUMES_SINCE = (1, 42)
_ANONYMOUS_VOLUME = re.compile(r"[0-9a-f]{64}")


def prune(client: docker.APIClient, kind: PruneKind) -> Outcome:
    """Remove what nothing uses and tell what went; volumes that somebody named are always kept."""
    if kind is PruneKind.VOLUMES and version_of(client) < _SPARES_NAMED_VOLUMES_SINCE:
        return _prune_anonymous_volumes(client)
    answer = raw_object(post(client, _PATHS[kind]))
    return Outcome(notes=_removed(answer), freed_bytes=answer.number("SpaceReclaimed"))


def _prune_anonymous_volumes(client: docker.APIClient) -> Outcome:
    """As newer engines prune: older ones would remove volumes with names, and their data, too."""
    filters = json.dumps({"dangling": ["true"]})
    found = raw_object(get(client, "/volumes", {"filters": filters})).children("Volumes")
    removed: list[str] = []
    for name in (raw.text("Name") for raw in found):
        if not _ANONYMOUS_VOLUME.fullmatch(name):
            continue
        try:
            with translated(f"remove volume {name}"):
                delete(client, named("/volumes/{}", name))
        except StillInUse:
            continue  # A container took it up meanwhile.
        removed.append(name)
    return Outcome(notes=tuple(removed))


def _removed(answer: Raw) -> tuple[str, ...]:
    """The names of what went, under whichever key the kind has."""
    removed: list[str] = []
    for key in answer.fields:
        if key.endswith("Deleted"):
            removed += answer.texts(key)
            removed += [text for each in answer.children(key) for _, text in each.own_pairs()]
    return tuple(clean(each) for each in removed)
