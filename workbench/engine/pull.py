"""Pulling an image, with its progress, until it is there or cancelled."""

import io
import threading
from collections.abc import Callable

import docker
from docker import auth
from docker.errors import NullResource

from workbench.domain.builds import Progress, PullProgress
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import Outcome, PullImage
from workbench.domain.errors import Cancelled, WorkbenchError
from workbench.domain.raw import Raw, raw_object
from workbench.domain.text import clean
from workbench.engine.calls import get, named
from workbench.engine.clients import Clients
from workbench.engine.failures import translated
from workbench.engine.image_names import parse_image_name
from workbench.engine.json_lines import JsonLines
from workbench.engine.raw_socket import RawBody, open_body
from workbench.engine.refusals import refusal


def pull_image(
    clients: Clients, command: PullImage, report: Callable[[Progress], None], cancel: Cancellation
) -> Outcome:
    """Fetch the image and return its id; raises ImageMissing, or Cancelled."""
    body = _open_until(cancel, lambda: _open(clients, command.reference))
    forget = cancel.on_cancel(body.close)
    notes: list[str] = []
    lines = JsonLines()
    try:
        with body:
            while block := body.read():
                for raw in lines.feed(block):
                    _check(raw, command.reference)
                    notes += _tell(raw, report)
    finally:
        forget()
    cancel.check()
    with translated(f"pull {command.reference}"), clients.borrow() as client:
        image = raw_object(get(client, named("/images/{}/json", command.reference)))
    return Outcome(id=image.text("Id"), notes=tuple(notes))


def _open(clients: Clients, reference: str) -> RawBody:
    """The engine's telling of the pull; without a tag the engine would fetch every tag that there is."""
    name = parse_image_name(reference)
    with translated(f"pull {reference}"), clients.borrow() as client:
        headers = _login(client, name.repository)
    return open_body(
        clients.make,
        "/images/create",
        {"fromImage": name.repository, "tag": name.tag or "latest"},
        doing=f"pull {reference}",
        upload=io.BytesIO(),
        headers=headers,
    )


def _login(client: docker.APIClient, repository: str) -> dict[str, str]:
    """What the docker command line remembers of a login to the image's registry."""
    if not repository:
        raise NullResource("no image was named")
    registry, _ = auth.resolve_repository_name(repository)
    header: object = auth.get_config_header(client, registry)  # pyright: ignore[reportUnknownMemberType] - half bare
    if isinstance(header, bytes):
        return {"X-Registry-Auth": header.decode("ascii")}
    return {}


def _check(raw: Raw, reference: str) -> None:
    said = raw.child("errorDetail").text("message") or raw.text("error")
    if said:
        raise refusal(None, said, f"pull {reference}")


def _tell(raw: Raw, report: Callable[[Progress], None]) -> list[str]:
    """Report what moved; what concerns the whole image and no part of it is returned."""
    status, part, progress = clean(raw.text("status")), clean(raw.text("id")), raw.child("progressDetail")
    report(
        PullProgress(
            part=part,
            status=status,
            current_bytes=progress.number("current") if progress.fields else None,
            total_bytes=progress.number("total") or None,
        )
    )
    return [] if part else [status]


def _open_until(cancel: Cancellation, open_it: Callable[[], RawBody]) -> RawBody:
    """Open the stream, or leave once cancelled: an engine says nothing until the registry answers."""
    opened: list[RawBody] = []
    failed: list[WorkbenchError] = []
    settled = threading.Event()
    lock = threading.Lock()

    def work() -> None:
        try:
            body = open_it()
        except WorkbenchError as error:
            failed.append(error)
        else:
            with lock:
                opened.append(body)
                abandoned = settled.is_set()
            if abandoned:
                body.close()
        settled.set()

    forget = cancel.on_cancel(settled.set)
    threading.Thread(target=work, name="workbench-pull", daemon=True).start()
    settled.wait()
    forget()
    if failed:
        raise failed[0]
    with lock:
        if opened and not cancel.is_cancelled:
            return opened[0]
    for body in opened:
        body.close()
    raise Cancelled("Stopped before it was done.")
