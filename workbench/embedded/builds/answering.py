"""Answers a request to build an image: reads what was sent, builds, and tells step by step."""

from __future__ import annotations

import json

from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.embedded.builds.checking import check
from workbench.embedded.builds.classic import BuildRequest, ClassicBuilder
from workbench.embedded.builds.context import read_context
from workbench.embedded.builds.failure import BuildFailure
from workbench.embedded.errors import NO_BUILDKIT, BadParameter, NotSimulated
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange, Request
from workbench.embedded.membership import tell_image
from workbench.embedded.payload import JsonObject, JsonValue, encode
from workbench.embedded.platforms import read_platform
from workbench.embedded.references import normalize


async def answer_build(host: Host, exchange: Exchange) -> None:
    """Build what a request asks for; a failure that Docker tells within its stream is told there."""
    request = exchange.request
    if request.text("version") == "2":
        raise NotSimulated(NO_BUILDKIT)
    if request.text("remote"):
        raise NotSimulated("the embedded engine reaches no network: send the build context")
    platform = request.text("platform")
    if platform:
        read_platform(platform)
    names = [normalize(name) for name in request.query.get("t", []) if name]
    path = request.text("dockerfile") or "Dockerfile"
    context, text = read_context(request.body, path)
    if not text:
        raise BadParameter(f"the Dockerfile ({path}) cannot be empty")
    dockerfile = parse_dockerfile(text)
    check(dockerfile, request.text("target"))
    asked = BuildRequest(
        dockerfile=dockerfile,
        context=context,
        arguments=_text_map(request, "buildargs"),
        labels=_text_map(request, "labels"),
        target=request.text("target"),
        platform=platform,
        network=request.text("networkmode") or "default",
        uses_cache=not request.flag("nocache"),
        keeps_failed=not request.flag("forcerm"),
    )
    async with exchange.stream() as stream:

        async def send(value: JsonObject) -> None:
            if not request.flag("q") or "stream" not in value:
                await stream.send(encode(value).rstrip() + b"\r\n")

        try:
            image = await ClassicBuilder(host, asked, send).build()
        except BuildFailure as failure:
            await send(failure.as_json())
            return
        await send({"stream": f"Successfully built {image.short_id}\n"})
        for name in names:
            host.images.tag(image, name, host.clock.now_ns())
            tell_image(host, "tag", image.id, name)
            await send({"stream": f"Successfully tagged {name}\n"})
        if request.flag("q"):
            await stream.send(encode({"stream": f"{image.id}\n"}))


def _text_map(request: Request, name: str) -> dict[str, str]:
    try:
        value: JsonValue = json.loads(request.text(name) or "{}")
    except ValueError as error:
        raise BadParameter(f"error reading {name}: {error}") from error
    return (
        {key: str(each) for key, each in value.items() if each is not None} if isinstance(value, dict) else {}
    )
