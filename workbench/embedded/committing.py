"""Makes an image of a container's changes and settings."""

from __future__ import annotations

from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.embedded.builds.failure import BuildFailure
from workbench.embedded.builds.metadata import settings_after
from workbench.embedded.builds.stage import StageState
from workbench.embedded.errors import BadParameter
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.membership import tell, tell_image
from workbench.embedded.world.images import HistoryEntry, Image
from workbench.embedded.world.layer_tars import layer_of

_CHANGES = {
    "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "ONBUILD", "STOPSIGNAL", "USER", "VOLUME",
    "WORKDIR",
}  # fmt: skip


async def answer_commit(host: Host, exchange: Exchange) -> None:
    """Commit the container that is asked for, with the Dockerfile instructions that come with it."""
    request = exchange.request
    container = host.containers.find(request.text("container"))
    stage = StageState(container.image, dict(container.config))
    changes = parse_dockerfile("FROM scratch\n" + "\n".join(request.query.get("changes", [])))
    for instruction in changes.instructions[1:]:
        if instruction.keyword not in _CHANGES:
            raise BadParameter(f"{instruction.keyword.lower()} is not a valid change command")
        try:
            _, stage.config = settings_after(instruction, stage)
        except BuildFailure as failure:
            raise BadParameter(failure.message) from failure
    layers, index = container.image.layers, None
    if container.tree.changed:
        layers, index = (*layers, layer_of(container.tree.changed)), len(layers)
    now_ns = host.clock.now_ns()
    entry = HistoryEntry(now_ns, " ".join(container.argv), request.text("comment"), index)
    history = (*container.image.history, entry)
    made = Image(stage.config, layers, history, now_ns, container.image.id, author=request.text("author"))
    image = host.images.add(made)
    tell(host, container, "commit")
    if request.text("repo"):
        name = f"{request.text('repo')}:{request.text('tag') or 'latest'}"
        tell_image(host, "tag", image.id, host.images.tag(image, name, now_ns))
    await exchange.reply({"Id": image.id}, 201)
