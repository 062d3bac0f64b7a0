"""Which images an archive holds: by Docker's manifest.json, or by an OCI layout's index.json alone.

The formats: docker save since 1.10, and the OCI image-spec's image-layout.md.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.archive.image_config import ImageConfig, read_config
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.layer_files import FileTable, LayerFiles
from workbench.domain.archive.members import LayerMember, Members
from workbench.domain.errors import ArchiveError
from workbench.domain.raw import Raw, raw_object, raw_objects, read_json

_DEEPEST_INDEX = 4
_MOST_IMAGES = 1000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME_NOTES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_OTHER_CHECKSUM = "It does not have the checksum that the image knows it by: it was changed or damaged."
_HINT = "`docker save`, `podman save` and OCI layouts packed by tar are understood."


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an archive keeps one image: names of its members."""

    config: str
    layers: tuple[str, ...]
    names: tuple[str, ...]


def images_of(members: Members) -> tuple[ImageFiles, ...]:
    """All images of an archive; raises ArchiveError where it holds none.

    Of an archive that broke off before it told of its images, there is one with the layers that were found.
    """
    places = tuple(_places(members))
    found = tuple(_image(place, members) for place in places if _has_any(place, members))
    if found:
        return found
    if members.failure:
        if not members.layers:
            raise members.failure
        return (_fragment(members),)
    if places:
        raise ArchiveError("The archive tells of an image and does not hold it.", "Save the image again.")
    raise ArchiveError("The archive holds no image: neither manifest.json nor index.json.", _HINT)


def _places(members: Members) -> Iterator[_Place]:
    manifests = raw_objects(read_json(members.documents.get("manifest.json", b"")))
    for each in manifests[:_MOST_IMAGES]:
        yield _Place(
            members.resolved(each.text("Config")),
            tuple(members.resolved(name) for name in each.texts("Layers")),
            each.texts("RepoTags"),
        )
    if not manifests:
        yield from _indexed(members, _document(members, "index.json"), (), _DEEPEST_INDEX)


def _indexed(members: Members, index: Raw, names: tuple[str, ...], depth: int) -> Iterator[_Place]:
    for entry in index.children("manifests")[:_MOST_IMAGES]:
        notes = dict(entry.pairs("annotations"))
        if "vnd.docker.reference.type" in notes:  # What was attested of an image is none itself.
            continue
        own = tuple(name for name in (notes.get(note, "") for note in _NAME_NOTES) if name)[:1] or names
        manifest = _document(members, _blob(entry.text("digest")))
        if manifest.children("manifests") and depth:
            yield from _indexed(members, manifest, own, depth - 1)
        elif config := manifest.child("config").text("digest"):
            layers = tuple(_blob(layer.text("digest")) for layer in manifest.children("layers"))
            yield _Place(_blob(config), layers, own)


def _blob(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/', 1)}"


def _document(members: Members, name: str) -> Raw:
    return raw_object(read_json(members.documents.get(name, b"")))


def _has_any(place: _Place, members: Members) -> bool:
    """Whether there is more of an image than its name: an index may tell of platforms that were not saved."""
    return place.config in members.documents


def _image(place: _Place, members: Members) -> ImageFiles:
    data = members.documents[place.config]
    digest = hashlib.sha256(data).hexdigest()
    config = read_config(raw_object(read_json(data)))
    warnings: list[str] = []
    told = _DIGEST.search(place.config)
    if told and told[0] != digest:
        warnings.append("The image's configuration does not have the checksum that it is known by.")
    if len(config.diff_ids) != len(place.layers):
        warnings.append(
            f"The configuration tells of {len(config.diff_ids)} layers, the archive of {len(place.layers)}."
        )
    layers = tuple(_layers(place, config, members))
    return ImageFiles(f"sha256:{digest}", place.names, config, layers, members.failure, tuple(warnings))


def _layers(place: _Place, config: ImageConfig, members: Members) -> Iterator[LayerFiles]:
    steps = config.layer_steps()
    below: list[FileTable] = []
    for index, name in enumerate(place.layers):
        step = steps[index] if index < len(steps) else None
        missing = (
            "The archive ends before it." if members.failure else "It is no tar, or is not in the archive."
        )
        member = members.layers.get(name) or LayerMember(FileTable(), missing)
        diff_id = config.diff_ids[index] if index < len(config.diff_ids) else ""
        is_other = member.checksum and diff_id.startswith("sha256:") and member.checksum != diff_id
        yield LayerFiles(
            diff_id=diff_id,
            member=name,
            files=member.files,
            created_by=step.created_by if step else "",
            created_at=step.created_at if step else None,
            problem=member.problem or (_OTHER_CHECKSUM if is_other else _flaws(member.files, below)),
            is_verified=bool(diff_id) and member.checksum == diff_id,
        )
        below.append(member.files)


def _flaws(files: FileTable, below: Sequence[FileTable]) -> str:
    """What is wrong with some entries of a layer."""
    flaws: list[str] = []
    if files.left_out:
        flaws.append(f"Entries that lead out of the image are left out: {files.left_out:,}.")
    if broken := _broken_links(files, below):
        flaws.append(f"Hard links lead to files that are not in the archive: {broken:,}.")
    return " ".join(flaws)


def _broken_links(files: FileTable, below: Sequence[FileTable]) -> int:
    """How many hard links lead to what neither the layer nor one below it holds."""
    names = [files.first_name(number) for number in files.hard_links]
    missing = set(names)
    for table in (files, *below):
        if not missing:
            return 0
        missing.difference_update(table.paths)
    return sum(name in missing for name in names)


def _fragment(members: Members) -> ImageFiles:
    """The layers of an archive that broke off before it told their order, as they came."""
    layers = tuple(
        LayerFiles("", name, member.files, problem=member.problem or _flaws(member.files, ()))
        for name, member in members.layers.items()
    )
    warning = "The archive broke off before it told the order of its layers: they stand as they came."
    return ImageFiles("", (), ImageConfig(), layers, members.failure, (warning,))
