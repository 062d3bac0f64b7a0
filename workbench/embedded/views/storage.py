"""Where a real engine would keep its data."""

from __future__ import annotations

from workbench.embedded.payload import JsonObject

ENGINE_ROOT = "/var/lib/docker"


def graph_driver(identity: str) -> JsonObject:
    """Give the folders that overlay2 would use for an image or a container."""
    folder = f"{ENGINE_ROOT}/overlay2/{identity.removeprefix('sha256:')}"
    return {
        "Data": {
            "LowerDir": f"{folder}-init/diff",
            "MergedDir": f"{folder}/merged",
            "UpperDir": f"{folder}/diff",
            "WorkDir": f"{folder}/work",
        },
        "Name": "overlay2",
    }
