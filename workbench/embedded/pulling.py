"""Pulling images: from the catalogue, layer by layer, with Docker's own progress lines."""

from __future__ import annotations

from collections.abc import AsyncIterator

from workbench.embedded.errors import NO_BUILDKIT, ApiError, NotFound, NotSimulated, ServerError
from workbench.embedded.host import Host
from workbench.embedded.membership import tell_image
from workbench.embedded.payload import JsonObject
from workbench.embedded.references import registry_of, split_reference
from workbench.embedded.world.images import Image
from workbench.embedded.world.layers import Layer

_BUILDKIT = "moby/buildkit"
_COMPRESSED_SHARE = 0.38
_PIECES = 5
_SECONDS_PER_MEGABYTE = 0.03


def pullable(host: Host, reference: str) -> tuple[str, Image]:
    """Find what a pull means, or refuse as a registry does."""
    found = host.catalogue.find(reference)
    if found is None:
        raise _refusal(host, reference)
    return found


def _refusal(host: Host, reference: str) -> ApiError:
    repository = split_reference(reference)[0]
    if repository == _BUILDKIT:  # buildx pulls it to build with, and shows people what it is told
        return NotSimulated(NO_BUILDKIT)
    held = host.catalogue.names_in(repository)
    if held:
        return NotFound(
            f"manifest for {reference} not found: manifest unknown: manifest unknown "
            f"(the embedded engine's catalogue holds {', '.join(held)})"
        )
    registry = registry_of(repository)
    if registry:
        return ServerError(
            f'Get "https://{registry}/v2/": dial tcp: lookup {registry}: no such host '
            "(the embedded engine reaches no network)"
        )
    return NotFound(
        f"pull access denied for {repository}, repository does not exist or may require 'docker login': "
        "denied: the embedded engine has no registry, only its own catalogue"
    )


async def pull(host: Host, name: str, image: Image) -> AsyncIterator[JsonObject]:
    """Pull an image, telling each step."""
    repository, tag = split_reference(name)
    yield {
        "status": f"Pulling from {repository if '/' in repository else f'library/{repository}'}",
        "id": tag,
    }
    held = {chain for other in host.images for chain in other.chain_ids}
    existing = host.images.by_id(image.id)
    is_new = existing is None or name not in existing.tags
    missing: list[tuple[str, Layer]] = []
    if existing is None:
        for chain, layer in zip(image.chain_ids, image.layers, strict=True):
            short = layer.diff_id[7:19]
            if chain in held:
                yield {"status": "Already exists", "progressDetail": {}, "id": short}
            else:
                yield {"status": "Pulling fs layer", "progressDetail": {}, "id": short}
                missing.append((short, layer))
    for short, layer in missing:
        async for step in _fetch(host, short, layer):
            yield step
    yield {"status": f"Digest: {image.id}"}
    if is_new:
        kept = host.images.add(image)
        host.images.tag_pulled(kept, name, host.clock.now_ns())
        tell_image(host, "pull", name, repository)
        yield {"status": f"Status: Downloaded newer image for {name}"}
    else:
        tell_image(host, "pull", name, repository)
        yield {"status": f"Status: Image is up to date for {name}"}


async def _fetch(host: Host, short: str, layer: Layer) -> AsyncIterator[JsonObject]:
    total = max(int(layer.size_bytes * _COMPRESSED_SHARE), 32)
    for status in ("Downloading", "Extracting"):
        for piece in range(1, _PIECES + 1):
            await host.clock.wait(total / 1e6 * _SECONDS_PER_MEGABYTE / _PIECES)
            current = total * piece // _PIECES
            arrow = "=" * (50 * piece // _PIECES)
            yield {
                "status": status,
                "progressDetail": {"current": current, "total": total},
                "progress": f"[{arrow:50}]  {current / 1e6:.4g}MB/{total / 1e6:.4g}MB",
                "id": short,
            }
        done = "Download complete" if status == "Downloading" else "Pull complete"
        yield {"status": done, "progressDetail": {}, "id": short}
