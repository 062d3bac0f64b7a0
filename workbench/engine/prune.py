"""Removing all of a kind that nothing uses."""

import docker

from workbench.domain.commands import Outcome, PruneKind
from workbench.domain.errors import StillInUse
from workbench.domain.networks import is_anonymous_name
from workbench.domain.raw import Raw, raw_object
from workbench.domain.text import clean
from workbench.engine.calls import delete, get, named, post
from workbench.engine.failures import translated

UNUSED_VOLUMES = {"filters": '{"dangling":["true"]}'}
"""The parameters that list the volumes which no container holds, running or not."""
_PATHS = {
    PruneKind.CONTAINERS: "/containers/prune",
    PruneKind.IMAGES: "/images/prune",
    PruneKind.NETWORKS: "/networks/prune",
    PruneKind.BUILD_CACHE: "/build/prune",
}


def prune(client: docker.APIClient, kind: PruneKind) -> Outcome:
    """Remove what nothing uses and tell what went; volumes that somebody named are always kept."""
    if kind is PruneKind.VOLUMES:
        return _prune_anonymous_volumes(client)
    answer = raw_object(post(client, _PATHS[kind]))
    freed = answer.number("SpaceReclaimed") if "SpaceReclaimed" in answer.fields else None
    return Outcome(notes=_removed(answer), freed_bytes=freed)


def _prune_anonymous_volumes(client: docker.APIClient) -> Outcome:
    """One by one: of an engine before API 1.42 a prune would take volumes with names, and their data, too."""
    found = raw_object(get(client, "/volumes", UNUSED_VOLUMES)).children("Volumes")
    removed: list[str] = []
    for name in filter(is_anonymous_name, (raw.text("Name") for raw in found)):
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
