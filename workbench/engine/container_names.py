"""Puts the names of containers into errors in which the engine tells their ids."""

import re

import docker

from workbench.domain.errors import EngineRefused
from workbench.domain.raw import raw_object
from workbench.domain.text import clean
from workbench.engine.calls import get, named
from workbench.engine.failures import FOREIGN_ERRORS

_ID = re.compile(r"\b[0-9a-f]{12}(?:[0-9a-f]{52})?\b")


def name_containers(client: docker.APIClient, error: EngineRefused) -> None:
    """Write each container's name for its id, as far as the engine still knows it."""
    error.message = _ID.sub(lambda found: _name(client, found[0]), error.message)


def _name(client: docker.APIClient, container_id: str) -> str:
    """The container's name; the id itself where it is no container's."""
    try:
        name = raw_object(get(client, named("/containers/{}/json", container_id))).text("Name")
    except FOREIGN_ERRORS:
        return container_id
    return clean(name.lstrip("/")) or container_id
