"""Builds with `docker buildx build`, in a process group of its own, so that it can be ended as a whole."""

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from workbench.domain.builds import BuildEvent, ImageBuilt
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import BuildImage, Outcome
from workbench.domain.engines import Candidate
from workbench.domain.errors import BuildFailed
from workbench.engine.builders.build_failures import build_error
from workbench.engine.builders.buildx_parser import BuildxParser
from workbench.engine.builders.context_paths import dockerfile_in
from workbench.engine.builders.rawjson import RawJsonReader
from workbench.engine.builders.step_sizes import dockerfile_text, read_history, sizes_by_instruction
from workbench.engine.raw_socket import MakeClient

_BLOCK_BYTES = 64 * 1024
# How long buildx may take to end the build on the engine before it is killed.
_GRACE_SECONDS = 10.0

Report = Callable[[BuildEvent], None]


def build_with_buildx(
    docker: str,
    candidate: Candidate,
    make_client: MakeClient,
    command: BuildImage,
    report: Report,
    cancel: Cancellation,
) -> Outcome:
    """Build and load the image; raises Cancelled, or what a build can fail by."""
    began = monotonic()
    root = Path(command.context).absolute()
    dockerfile = root / dockerfile_in(root, command.dockerfile)
    text = dockerfile_text(dockerfile)
    with tempfile.TemporaryDirectory(prefix="workbench-build-") as folder:
        id_file = Path(folder) / "image-id"
        arguments = [docker, *_arguments(command, root, dockerfile, id_file)]
        parser, reader = BuildxParser(), RawJsonReader()

        def read(block: bytes, is_last: bool) -> None:
            for raw in reader.feed(block, is_last=is_last):
                for event in parser.feed(raw):
                    report(event)

        code = _run(arguments, buildx_environment(candidate), read, cancel)
        if code:
            cancel.check()
            raise build_error(command, parser.failure, reader.text)
        image_id = _image_id(id_file)
    seconds = monotonic() - began
    for sized in sizes_by_instruction(read_history(make_client, image_id), text, command, parser.placed):
        report(sized)
    report(ImageBuilt(image_id, seconds))
    return Outcome(image_id)


def _arguments(command: BuildImage, root: Path, dockerfile: Path, id_file: Path) -> list[str]:
    words = ["buildx", "build", "--progress=rawjson", "--load", "--provenance=false", f"--iidfile={id_file}"]
    words += [f"--file={dockerfile}", f"--tag={command.tag}"]
    words += [f"--target={command.target}"] if command.target else []
    words += [f"--build-arg={key}={value}" for key, value in command.build_arguments]
    words += [f"--label={key}={value}" for key, value in command.labels]
    words += [f"--platform={command.platform}"] if command.platform else []
    words += [f"--network={command.network}"] if command.network else []
    words += ["--no-cache"] if command.no_cache else []
    words += ["--pull"] if command.pull else []
    return [*words, str(root)]


def buildx_environment(candidate: Candidate) -> dict[str, str]:
    """This process's environment, pointed at the engine and at its own BuildKit, where its images are."""
    left_out = {"DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "BUILDX_BUILDER"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    scheme, separator, place = candidate.url.partition("://")
    environment["DOCKER_HOST"] = (
        "tcp://" + place if scheme in ("http", "https") else scheme + separator + place
    )
    environment["BUILDX_BUILDER"] = "default"
    if candidate.tls_folder:
        environment["DOCKER_CERT_PATH"] = candidate.tls_folder
        environment["DOCKER_TLS_VERIFY" if candidate.tls_verify else "DOCKER_TLS"] = "1"
    return environment


def _run(
    arguments: list[str],
    environment: dict[str, str],
    read: Callable[[bytes, bool], None],
    cancel: Cancellation,
) -> int:
    """Run to the end, each block of the progress read as it comes; the exit code."""
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
        bufsize=0,
    )
    killer = threading.Timer(_GRACE_SECONDS, _signal, (process, signal.SIGKILL))
    killer.daemon = True

    def end() -> None:
        _signal(process, signal.SIGTERM)
        killer.start()

    with process:
        forget = cancel.on_cancel(end)
        try:
            if process.stderr is not None:
                while block := process.stderr.read(_BLOCK_BYTES):
                    read(block, False)
                read(b"", True)
            return process.wait()
        finally:
            forget()
            _end_for_sure(process)
            killer.cancel()


def _end_for_sure(process: "subprocess.Popen[bytes]") -> None:
    """Leave no process behind when the reader itself failed."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _image_id(id_file: Path) -> str:
    try:
        return id_file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BuildFailed("The build ended without an image.", "Try again; is the disk full?") from error
