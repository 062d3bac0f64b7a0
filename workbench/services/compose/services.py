"""Reads one service of a compose file."""

import re

from workbench.domain.stacks import Service
from workbench.services.compose.builds import read_build
from workbench.services.compose.dependencies import read_dependencies, read_memberships
from workbench.services.compose.env_files import read_env_file
from workbench.services.compose.health import read_health
from workbench.services.compose.mounts import read_mounts
from workbench.services.compose.nodes import Fields, Items, Node, expected
from workbench.services.compose.ports import read_ports
from workbench.services.compose.scope import Scope
from workbench.services.compose.values import (
    Section,
    filled_in,
    labels_of,
    pairs,
    text_of,
    words,
    yes_or_no,
)

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_RESTART = re.compile(r"no|always|unless-stopped|on-failure(:\d+)?")


def read_service(name: str, node: Node, scope: Scope) -> Service | None:
    """The service, None for one that only starts in a profile (that is noted)."""
    if not _NAME.fullmatch(name):
        raise node.place.complain("is no name of letters, digits, dots, dashes and underscores")
    section = Section(node, "a mapping", scope.ignored)
    profiles = section.take("profiles")
    if profiles is not None:
        scope.ignored.append(f"{node.place.path} (it only starts in a profile)")
        return None
    image, build = section.text("image"), section.take("build")
    if not image and build is None:
        hint = "Give it `image:` or `build:`."
        if section.take("extends") is not None:
            hint += " What `extends` would bring along is not carried out."
        raise node.place.complain("has neither an image nor a build", hint)
    default_tag = f"{scope.project}-{name}"
    service = Service(
        name=name,
        image=image or default_tag,
        build=read_build(build, image or default_tag, scope),
        container_name=section.text("container_name"),
        command=_words(section.take("command")),
        entrypoint=_words(section.take("entrypoint")),
        environment=_environment(section.take("environment"), section.take("env_file"), scope),
        ports=read_ports(section.take("ports"), scope.ignored, scope.warnings),
        networks=read_memberships(section.take("networks"), scope),
        depends_on=read_dependencies(section.take("depends_on"), scope.ignored),
        health_check=read_health(section.take("healthcheck"), scope.ignored),
        restart_policy=_restart(section.take("restart")),
        mounts=read_mounts(section.take("volumes"), scope),
        labels=labels_of(section.take("labels")),
        user=section.text("user"),
        working_directory=section.text("working_dir"),
    )
    section.leave()
    return service


def _words(node: Node | None) -> tuple[str, ...]:
    return () if node is None else words(node)


def _restart(node: Node | None) -> str:
    if node is None:
        return ""
    policy = text_of(node)
    if not _RESTART.fullmatch(policy):
        raise expected(node, "no, always, unless-stopped or on-failure:3")
    return policy


def _environment(own: Node | None, files: Node | None, scope: Scope) -> tuple[tuple[str, str], ...]:
    variables: dict[str, str] = {}
    if files is not None:
        for each in files.items if isinstance(files, Items) else (files,):
            variables |= _env_file(each, scope)
    if own is not None:
        variables |= filled_in(pairs(own), scope.environment)
    return tuple(variables.items())


def _env_file(node: Node, scope: Scope) -> dict[str, str]:
    is_required = True
    if isinstance(node, Fields):
        section = Section(node, "a file, or a mapping with its path", scope.ignored)
        name, required = section.text("path"), section.take("required")
        is_required = required is None or yes_or_no(required)
        section.leave()
    else:
        name = text_of(node)
    path = scope.path(name)
    if path.is_file():
        return read_env_file(path, scope.environment)
    if is_required:
        raise node.place.complain(f'names the file "{name}", which is not there')
    return {}
