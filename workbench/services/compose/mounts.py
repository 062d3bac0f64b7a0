"""Reads the volumes of a service, short (`data:/data:ro`) and long."""

from workbench.domain.commands import VolumeMount
from workbench.services.compose.nodes import Fields, Node, expected
from workbench.services.compose.scope import Scope
from workbench.services.compose.values import Section, items_of, text_of

_FORM = 'a volume such as "data:/data" or "./folder:/data:ro"'


def read_mounts(node: Node | None, scope: Scope) -> tuple[VolumeMount, ...]:
    """All mounts of a service; kinds that we do not carry out are noted."""
    if node is None:
        return ()
    found = (
        _long(each, scope) if isinstance(each, Fields) else _short(each, scope)
        for each in items_of(node, "a list of volumes")
    )
    return tuple(mount for mount in found if mount is not None)


def _short(node: Node, scope: Scope) -> VolumeMount | None:
    source, colon, rest = text_of(node).partition(":")
    if not colon:
        scope.ignored.append(f"{node.place.path} (a volume without a name)")
        return None
    target, _, options = rest.partition(":")
    if not source or not target.startswith("/"):
        raise expected(node, _FORM)
    read_only = False
    for option in filter(None, options.split(",")):
        if option == "ro":
            read_only = True
        elif option != "rw":
            scope.ignored.append(f"{node.place.path} (the option {option})")
    return VolumeMount(_source(node, source, scope), target, read_only)


def _long(node: Fields, scope: Scope) -> VolumeMount | None:
    section = Section(node, "a volume", scope.ignored)
    kind, source, target = section.text("type"), section.text("source"), section.text("target")
    read_only = section.flag("read_only")
    if kind not in ("bind", "volume") or (kind == "volume" and not source):
        what = "a volume without a name" if kind in ("volume", "") else f"a {kind} mount"
        scope.ignored.append(f"{node.place.path} ({what})")
        return None
    section.leave()
    if not source or not target.startswith("/"):
        raise node.place.complain("expected a source, and a target that begins with /")
    full = str(scope.path(source)) if kind == "bind" else _named(node, source, scope)
    return VolumeMount(full, target, read_only)


def _source(node: Node, source: str, scope: Scope) -> str:
    if source.startswith((".", "/", "~")):
        return str(scope.path(source))
    return _named(node, source, scope)


def _named(node: Node, key: str, scope: Scope) -> str:
    if key not in scope.volumes:
        hint = f"Name it under the file's `volumes:`, or write ./{key} for a folder."
        raise node.place.complain(f'names the volume "{key}", which the file does not define', hint)
    return scope.volumes[key]
