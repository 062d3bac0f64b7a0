"""Image names: how Docker reads `redis`, `python:3.11`, `cgr.dev/x/y@sha256:…`."""

from __future__ import annotations

import re

from workbench.embedded.errors import BadParameter

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST = r"localhost|[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9][A-Za-z0-9.-]*(?=:)"
_DOMAIN = rf"(?:(?:{_HOST})(?::[0-9]+)?/)?"
_NAME = re.compile(rf"{_DOMAIN}{_COMPONENT}(?:/{_COMPONENT})*")
_TAG = re.compile(r"[\w][\w.-]{0,127}", re.ASCII)
_DEFAULT_PREFIXES = ("docker.io/library/", "index.docker.io/library/", "docker.io/", "library/")


def split_reference(reference: str) -> tuple[str, str]:
    """Split into repository and tag or digest; the second is empty when absent."""
    if "@" in reference:
        repository, _, digest = reference.partition("@")
        return repository, digest
    head, slash, last = reference.rpartition("/")
    name, _, tag = last.partition(":")
    return head + slash + name, tag


def familiar(repository: str) -> str:
    """Drop the parts that Docker adds to the names of its own registry."""
    for prefix in _DEFAULT_PREFIXES:
        if repository.startswith(prefix):
            return repository.removeprefix(prefix)
    return repository


def normalize(reference: str) -> str:
    """Give `repository:tag` as Docker lists it, or refuse a malformed name."""
    repository, tag = split_reference(reference)
    if not _NAME.fullmatch(repository):
        if repository != repository.lower() and _NAME.fullmatch(repository.lower()):
            raise BadParameter("invalid reference format: repository name must be lowercase")
        raise BadParameter("invalid reference format")
    if tag and not tag.startswith("sha256:") and not _TAG.fullmatch(tag):
        raise BadParameter("invalid reference format")
    separator = "@" if tag.startswith("sha256:") else ":"
    return f"{familiar(repository)}{separator}{tag or 'latest'}"


def registry_of(repository: str) -> str:
    """Give the host of the registry that a repository names; empty for Docker's own."""
    first, slash, _ = repository.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else ""
