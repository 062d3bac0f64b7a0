"""What the engine says of images, as domain values."""

from collections.abc import Mapping

from workbench.domain.images import Image, ImageDetail
from workbench.domain.layers import HistoryStep
from workbench.domain.raw import EPOCH, Raw
from workbench.engine.shown_json import shown_json

_NO_NAME = "<none>"


def listed_image(raw: Raw, use: Mapping[str, Raw] | None = None) -> Image:
    """One entry of the image list; `use` holds what the disk use tells of images, by id."""
    told = (use or {}).get(raw.text("Id"), raw)
    return Image(
        id=raw.text("Id"),
        tags=_names(raw.texts("RepoTags")),
        digests=_names(raw.texts("RepoDigests")),
        created_at=raw.moment("Created") or EPOCH,
        size_bytes=raw.number("Size"),
        shared_size_bytes=_known(told.number("SharedSize", -1)),
        container_count=_known(told.number("Containers", -1)),
        labels=raw.pairs("Labels"),
    )


def inspected_image(raw: Raw, history: tuple[HistoryStep, ...]) -> ImageDetail:
    """One image as inspect and history tell it."""
    configuration = raw.child("Config")
    return ImageDetail(
        image=Image(
            id=raw.text("Id"),
            tags=_names(raw.texts("RepoTags")),
            digests=_names(raw.texts("RepoDigests")),
            created_at=raw.moment("Created") or EPOCH,
            size_bytes=raw.number("Size"),
            labels=configuration.pairs("Labels"),
        ),
        architecture=raw.text("Architecture"),
        operating_system=raw.text("Os"),
        user=configuration.text("User"),
        working_directory=configuration.text("WorkingDir"),
        entrypoint=configuration.texts("Entrypoint"),
        command=configuration.texts("Cmd"),
        environment=tuple(_assignment(each) for each in configuration.texts("Env")),
        exposed_ports=configuration.keys("ExposedPorts"),
        volumes=configuration.keys("Volumes"),
        diff_ids=diff_ids(raw),
        history=history,
        raw_json=shown_json(raw),
    )


def diff_ids(raw: Raw) -> tuple[str, ...]:
    """The layers of an inspected image, lowest first."""
    return raw.child("RootFS").texts("Layers")


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that are any: the engine writes one of angle brackets for none."""
    return tuple(name for name in names if _NO_NAME not in name)


def _known(number: int) -> int | None:
    return None if number < 0 else number


def _assignment(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value
