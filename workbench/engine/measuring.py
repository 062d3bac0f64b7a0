"""Measuring the disk: before version 23 an engine does it for one asker and refuses all others meanwhile."""

import time

import docker
from docker.errors import APIError

from workbench.domain.raw import Raw, raw_object
from workbench.engine.calls import SLOW_SECONDS, get

_BUSY = "disk usage operation is already running"
_PAUSE_SECONDS = 0.25
_PATIENCE_SECONDS = 60.0


def measured_disk(client: docker.APIClient) -> Raw:
    """What the engine tells of its disk, when need be after it has told another asker."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return raw_object(get(client, "/system/df", seconds=SLOW_SECONDS))
        except APIError as error:
            if _BUSY not in str(error.explanation) or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_SECONDS)
