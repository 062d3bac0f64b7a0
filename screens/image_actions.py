"""What the keys of the Images screen do to images."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from screens.image_rows import users_by_image
from workbench.domain.commands import PullImage, RemoveImage, RunContainer, TagImage
from workbench.domain.containers import PortMapping
from workbench.domain.images import Image
from workbench.formatting import count, size

if TYPE_CHECKING:
    from screens.images import ImagesScreen
    from screens.widgets.dialogs import Field

Current = tuple[Image, str] | None
_REFERENCE = re.compile(r"[a-z0-9]([a-z0-9._:/-]*[a-z0-9])?(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?")
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


class ImageActions:
    """Asks what is needed, and has the screen carry the command out."""

    def __init__(self, screen: ImagesScreen) -> None:
        self._screen = screen
        self._typed: dict[str, dict[str, str]] = {}
        """What stood in a form whose command did not succeed, by its title: it opens again with that."""

    def run(self, current: Current) -> None:
        """Ask for name, port, network and environment, then start a container."""
        from screens.widgets.dialogs import Field, FormDialog  # only when asked for

        if current is None:
            return
        image, tag = current
        reference = tag or image.id
        form = f"Run {tag or image.short_id}"
        fields = (
            Field("name", "Name", placeholder="the engine makes one up", validate=optional_name),
            Field(
                "ports",
                "Ports",
                placeholder="none, or such as 5000:5000",
                help="host:container, on 127.0.0.1 unless an address is given",
                validate=ports_problem,
            ),
            Field("network", "Network", placeholder="bridge"),
            Field(
                "environment",
                "Environment",
                placeholder="none, or such as NAME=value OTHER=value",
                validate=environment_problem,
            ),
            Field("command", "Command", placeholder="the image's own", validate=words_problem),
        )

        def answered(answers: dict[str, str] | None) -> None:
            if answers is None:
                return
            self._typed[form] = answers
            command = RunContainer(
                image=reference,
                name=answers["name"].strip(),
                ports=read_ports(answers["ports"]),
                network=answers["network"].strip(),
                environment=tuple(
                    (name, value)
                    for name, _, value in (
                        word.partition("=") for word in shlex.split(answers["environment"])
                    )
                ),
                command=tuple(shlex.split(answers["command"])),
            )
            self._screen.carry_out(command, then=lambda _: self._forget(form))

        self._screen.app.push_screen(
            FormDialog(form, self._as_typed(form, fields), done_label="Run"), answered
        )

    def tag(self, current: Current) -> None:
        """Ask for one more name."""
        from screens.widgets.dialogs import Field, FormDialog  # only when asked for

        if current is None:
            return
        image, tag = current
        form = f"Tag {tag or image.short_id}"

        def answered(answers: dict[str, str] | None) -> None:
            if answers is not None:
                self._typed[form] = answers
                command = TagImage(tag or image.id, answers["tag"].strip())
                self._screen.carry_out(command, then=lambda _: self._forget(form))

        field = Field("tag", "New tag", value=tag, placeholder="name:tag", validate=reference_problem)
        self._screen.app.push_screen(FormDialog(form, self._as_typed(form, (field,))), answered)

    def remove(self, current: Current, sizes: Mapping[str, Image]) -> None:
        """Remove a tag; says what that frees, and who uses the image."""
        if current is None:
            return
        image, tag = current
        command = RemoveImage(tag or image.id)
        users = users_by_image(self._screen.inventory).get(image.id, [])
        if len(image.tags) > 1:
            losses: tuple[str, ...] = (
                f"the tag {tag}; the image stays under {count(len(image.tags) - 1, 'other tag')}",
            )
        else:
            known = sizes.get(image.id)
            unique = known.unique_size_bytes if known else None
            freed = f", which frees {size(unique)}" if unique is not None else ""
            losses = (f"image {tag or image.short_id} and the layers that no other image shares{freed}",)
        if users:
            losses = (*losses, f"containers use it, so the engine may refuse: {', '.join(users)}")
        self._screen.carry_out(command, title=f"Remove {tag or image.short_id}?", losses=losses)

    def pull(self, current: Current) -> None:
        """Ask for a reference, then pull it with progress."""
        from screens.pull_dialog import PullDialog  # only when asked for
        from screens.widgets.dialogs import Field, FormDialog

        def answered(answers: dict[str, str] | None) -> None:
            if answers is not None:
                self._typed[form] = answers
                command = PullImage(answers["reference"].strip())
                self._screen.app.push_screen(PullDialog(self._screen.workspace, command), pulled)

        def pulled(reference: str | None) -> None:
            if reference:
                self._forget(form)
                self._screen.say(reference, title="Pulled")

        form = "Pull an image"
        tag = current[1] if current else ""
        field = Field("reference", "Image", value=tag, placeholder="redis:7", validate=reference_problem)
        self._screen.app.push_screen(FormDialog(form, self._as_typed(form, (field,))), answered)

    def _as_typed(self, form: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        typed = self._typed.get(form, {})
        return tuple(replace(field, value=typed.get(field.name, field.value)) for field in fields)

    def _forget(self, form: str) -> None:
        self._typed.pop(form, None)


def reference_problem(text: str) -> str | None:
    """What is wrong with an image reference, None when nothing is."""
    return (
        None
        if _REFERENCE.fullmatch(text.strip())
        else "such as redis:7 or ghcr.io/owner/name:tag, in lower case"
    )


def optional_name(text: str) -> str | None:
    """What is wrong with a container name, None when nothing is or none is given."""
    if not text.strip() or _NAME.fullmatch(text.strip()):
        return None
    return "letters, digits, _ . and -, at least two, the first a letter or digit"


def environment_problem(text: str) -> str | None:
    """What is wrong with a row of NAME=value words."""
    problem = words_problem(text)
    if problem is not None:
        return problem
    bad = next((word for word in shlex.split(text) if not word.partition("=")[0] or "=" not in word), None)
    return None if bad is None else f"{bad} is not NAME=value"


def words_problem(text: str) -> str | None:
    """What is wrong with words as a shell reads them."""
    try:
        shlex.split(text)
    except ValueError:
        return "a quote is not closed"
    return None


def ports_problem(text: str) -> str | None:
    """What is wrong with a row of ports."""
    try:
        read_ports(text)
    except ValueError as error:
        return str(error)
    return None


def read_ports(text: str) -> tuple[PortMapping, ...]:
    """`5000`, `8080:5000` or `0.0.0.0:8080:5000`, several with spaces; 127.0.0.1 unless an address is given.

    Raises ValueError with what is wrong.
    """
    mappings: list[PortMapping] = []
    for word in text.replace(",", " ").split():
        body, _, protocol = word.partition("/")
        parts = body.rsplit(":", 2)
        container = parts[-1]
        host = parts[-2] if len(parts) > 1 else container
        address = parts[0] if len(parts) == 3 else "127.0.0.1"
        if not (_is_port(container) and _is_port(host)):
            raise ValueError(f"{word} is not a port such as 5000:5000 (1 to 65535)")
        if protocol not in ("", "tcp", "udp", "sctp"):
            raise ValueError(f"{protocol} is no protocol: tcp, udp or sctp")
        mappings.append(PortMapping(int(container), protocol or "tcp", address.strip("[]"), int(host)))
    return tuple(mappings)


def _is_port(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= 65535
