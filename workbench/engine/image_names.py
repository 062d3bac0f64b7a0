"""How image names are taken apart."""

from typing import NamedTuple


class ImageName(NamedTuple):
    """A repository and its tag or digest, empty where none is written."""

    repository: str
    tag: str


def parse_image_name(reference: str) -> ImageName:
    """`host:5000/name:tag` or `name@sha256:…` taken apart; a colon before a slash belongs to the host."""
    repository, at, digest = reference.partition("@")
    if at:
        return ImageName(
            repository.rpartition(":")[0] if ":" in repository.rpartition("/")[2] else repository, digest
        )
    head, slash, last = reference.rpartition("/")
    name, _, tag = last.partition(":")
    return ImageName(f"{head}{slash}{name}", tag)
