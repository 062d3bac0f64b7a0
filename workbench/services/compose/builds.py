"""Reads how a service's image is built."""

import os
from pathlib import Path

from workbench.domain.commands import BuildImage
from workbench.services.compose.nodes import Node, Scalar
from workbench.services.compose.scope import Scope
from workbench.services.compose.values import Section, filled_in, labels_of, pairs, text_of

_REMOTE = ("http://", "https://", "git://", "ssh://", "git@", "github.com/")


def read_build(node: Node | None, tag: str, scope: Scope) -> BuildImage | None:
    """The build that gives the service its image under this tag, None where it has none."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        return BuildImage(_context(node, text_of(node), scope), "Dockerfile", tag)
    section = Section(node, "a folder, or a mapping with a context", scope.ignored)
    context = _context(node, section.text("context") or ".", scope)
    dockerfile = section.text("dockerfile") or "Dockerfile"
    arguments = section.take("args")
    build = BuildImage(
        context=context,
        dockerfile=os.path.relpath(Path(context, dockerfile), context).replace(os.sep, "/"),
        tag=tag,
        target=section.text("target"),
        build_arguments=() if arguments is None else filled_in(pairs(arguments), scope.environment),
        labels=labels_of(section.take("labels")),
        network=section.text("network"),
        no_cache=section.flag("no_cache"),
        pull=section.flag("pull"),
    )
    section.leave()
    return build


def _context(node: Node, text: str, scope: Scope) -> str:
    if text.startswith(_REMOTE):
        raise node.place.complain(f'builds from "{text}", expected a folder of this machine')
    return str(scope.path(text))
