"""A stage under way, and how a step of it is kept and found again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.embedded.builds.failure import BuildFailure
from workbench.embedded.host import Host
from workbench.embedded.identity import digest
from workbench.embedded.payload import JsonObject, JsonValue, text_at, texts_at, variables_of
from workbench.embedded.views.images import full_config
from workbench.embedded.world.files import Entry, FileTree
from workbench.embedded.world.images import HistoryEntry, Image
from workbench.embedded.world.layer_tars import layer_of
from workbench.embedded.world.layers import Layer


@dataclass(eq=False, slots=True)
class StageState:
    """What the steps of one stage change."""

    image: Image | None
    config: dict[str, JsonValue]
    arguments: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def environment(self) -> dict[str, str]:
        """Give the image's variables."""
        return variables_of(texts_at(self.config, "Env"))

    @property
    def known(self) -> dict[str, str]:
        """Give all variables that a step can use."""
        return {**self.arguments, **self.environment}

    @property
    def folder(self) -> str:
        """Give the folder that steps work in."""
        return text_at(self.config, "WorkingDir") or "/"

    @property
    def shell(self) -> list[str]:
        """Give the shell of the shell form."""
        return texts_at(self.config, "Shell") or ["/bin/sh", "-c"]

    @property
    def nop(self) -> str:
        """Give what the history writes before a step that runs nothing."""
        return " ".join([*self.shell, "#(nop)"])

    @property
    def files(self) -> Mapping[str, Entry]:
        """Give the files so far."""
        return self.image.files if self.image else {}


class Steps:
    """Keeps steps as images, and finds a step that was done before."""

    def __init__(self, host: Host, *, uses_cache: bool) -> None:
        self._host = host
        self._uses_cache = uses_cache

    def cached(self, stage: StageState, created_by: str) -> Image | None:
        """Find the image that the same step on the same parent has left."""
        if not self._uses_cache:
            return None
        found = self._host.images.cached_steps.get(self._key(stage, created_by))
        return self._host.images.by_id(found) if found else None

    def _key(self, stage: StageState, created_by: str) -> str:
        parent = stage.image.id if stage.image else "scratch"
        return digest(f"{parent}\n{created_by}\n{sorted(stage.config.items(), key=str)}")

    async def commit(
        self, stage: StageState, created_by: str, tree: FileTree | None, config: JsonObject
    ) -> Image:
        """Keep a step as an image with the files that it changed."""
        before = stage.image
        layers: tuple[Layer, ...] = before.layers if before else ()
        index: int | None = None
        if tree and tree.changed:
            if self._host.faults.is_disk_full:
                raise BuildFailure(
                    "failed to register layer: Error processing tar file: no space left on device"
                )
            index = len(layers)
            # Hashing a big layer takes a moment, in which other clients are still answered.
            layers = (*layers, await asyncio.to_thread(layer_of, tree.changed))
        now_ns = self._host.clock.now_ns()
        entry = HistoryEntry(now_ns, created_by, "", index)
        image = self._host.images.add(
            Image(
                config=dict(config),
                layers=layers,
                history=(*(before.history if before else ()), entry),
                created_at_ns=now_ns,
                parent_id=before.id if before else "",
                container_config=full_config({**config, "Cmd": created_by.split(" ", 2)}),
            )
        )
        self._host.images.cached_steps[self._key(stage, created_by)] = image.id
        return image
