"""Builds through the Engine API, by the builder that each engine has."""

import base64
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Protocol, cast

from docker import auth
from docker.credentials import StoreError
from docker.errors import DockerException

from workbench.domain.builds import BuildEvent, ImageBuilt
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import BuildImage, Outcome
from workbench.domain.dockerfiles import buildkit_features, parse_dockerfile
from workbench.domain.errors import BuildFailed, DockerfileError, EngineRefused
from workbench.engine.builders.build_failures import NEEDS_BUILDKIT_HINT, build_error
from workbench.engine.builders.classic_parser import ClassicParser
from workbench.engine.builders.context import pack_context
from workbench.engine.builders.context_paths import dockerfile_in
from workbench.engine.builders.step_sizes import read_history, sizes_by_image
from workbench.engine.builders.upload import Upload
from workbench.engine.json_lines import JsonLines
from workbench.engine.raw_socket import MakeClient, RawBody, open_body

Report = Callable[[BuildEvent], None]


class _Credentials(Protocol):
    """The one thing that is asked of docker's settings, whose stubs leave out what it gives."""

    def get_all_credentials(self) -> Mapping[str, object]:
        """By registry, what the person is logged in as."""
        ...


def build_classic(
    make_client: MakeClient, command: BuildImage, report: Report, cancel: Cancellation
) -> Outcome:
    """Pack the context, send it and follow the build; raises Cancelled, or what a build can fail by.

    Breaking off the answer is what ends the build on the engine.
    """
    began = monotonic()
    parser = ClassicParser(monotonic)
    with _send(make_client, command, report, cancel) as body:
        forget = cancel.on_cancel(body.close)
        lines = JsonLines()
        try:
            while block := body.read():
                for raw in lines.feed(block):
                    for event in parser.feed(raw):
                        report(event)
        finally:
            forget()
    cancel.check()
    for event in parser.finish():
        report(event)
    seconds = monotonic() - began
    histories = [read_history(make_client, image) for image in parser.last_images]
    for sized in sizes_by_image(histories, parser.images, parser.titles):
        report(sized)
    if parser.error:
        raise build_error(command, parser.failure, parser.error)
    if not parser.image_id:
        raise BuildFailed("The build ended without an image.", "Look at the engine's own log.")
    report(ImageBuilt(parser.image_id, seconds))
    return Outcome(parser.image_id)


def refuse_buildkit_features(command: BuildImage) -> None:
    """Raise DockerfileError for what only BuildKit understands: the classic builder's own words mislead."""
    root = Path(command.context).absolute()
    text = (root / dockerfile_in(root, command.dockerfile)).read_text(encoding="utf-8", errors="replace")
    if features := buildkit_features(parse_dockerfile(text)):
        raise DockerfileError(
            f"{command.dockerfile} uses {', '.join(features)}, which the classic builder does not know.",
            NEEDS_BUILDKIT_HINT,
        )


def _send(make_client: MakeClient, command: BuildImage, report: Report, cancel: Cancellation) -> RawBody:
    with pack_context(Path(command.context).absolute(), command.dockerfile, report, cancel) as packed:
        try:
            return open_body(
                make_client,
                "/build",
                _parameters(command, packed.dockerfile),
                doing=command.summary,
                upload=Upload(packed, report, cancel),
                headers={"Content-Type": "application/x-tar", "X-Registry-Config": _credentials()},
            )
        except EngineRefused as error:
            if type(error) is not EngineRefused:
                raise
            raise build_error(command, None, error.message) from error


def _parameters(command: BuildImage, dockerfile: str) -> dict[str, str]:
    parameters = {"t": command.tag, "dockerfile": dockerfile, "rm": "1", "forcerm": "1"}
    if command.target:
        parameters["target"] = command.target
    if command.build_arguments:
        parameters["buildargs"] = json.dumps(dict(command.build_arguments))
    if command.labels:
        parameters["labels"] = json.dumps(dict(command.labels))
    if command.platform:
        parameters["platform"] = command.platform
    if command.network:
        parameters["networkmode"] = command.network
    if command.no_cache:
        parameters["nocache"] = "1"
    if command.pull:
        parameters["pull"] = "1"
    return parameters


def _credentials() -> str:
    """What the person is logged in to, for base images; without it, public ones can still be had."""
    found: Mapping[str, object] = {}
    with suppress(DockerException, StoreError):
        config = auth.load_config()  # pyright: ignore[reportUnknownMemberType] - the stubs leave a parameter bare
        found = cast("_Credentials", config).get_all_credentials()
    return base64.urlsafe_b64encode(json.dumps(found).encode()).decode("ascii")
