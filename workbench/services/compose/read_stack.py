"""Reads the stack of an app, with the variant that a person chose."""

import os
from collections.abc import Mapping
from dataclasses import replace

from workbench.domain.errors import ComposeError, InvalidInput
from workbench.domain.stacks import Service, Stack, StackNetwork
from workbench.domain.variants import App, Variant
from workbench.services.compose.document import Document, load_document
from workbench.services.compose.extension import Extension, read_extension
from workbench.services.compose.nodes import Fields, expected
from workbench.services.compose.resources import read_networks, read_volumes
from workbench.services.compose.scope import Scope
from workbench.services.compose.services import read_service
from workbench.services.compose.values import Section
from workbench.services.infer_stack import infer_stack
from workbench.services.start_order import start_order


def read_stack(
    app: App, *, variant: str | None = None, environment: Mapping[str, str] | None = None
) -> Stack:
    """The stack of the app's compose file, or one inferred from its requirements.

    The app's service is given the variant's image if one is chosen. Raises InvalidInput for a variant that is
    not there, ComposeError for a file that cannot be read.
    """
    chosen = None if variant is None else _chosen(app, variant)
    document = load_document(app.folder, os.environ if environment is None else environment)
    if document is None:
        return infer_stack(app, chosen)
    stack = _stack_of(document, app)
    start_order(stack)
    if chosen is not None and not stack.app_service:
        raise InvalidInput(
            f"{document.path.name} does not tell which service the variants are for.",
            "Name it there: `x-workbench:` with `app: SERVICE`.",
        )
    return _with_image(stack, app, chosen)


def _chosen(app: App, name: str) -> Variant:
    found = app.variant(name)
    if found is None:
        names = ", ".join(each.name for each in app.variants)
        hint = f"There are: {names}." if names else "Write a Dockerfile into it first."
        raise InvalidInput(f'The app {app.name} has no variant "{name}".', hint)
    return found


def _stack_of(document: Document, app: App) -> Stack:
    ignored, warnings = list(document.ignored), list(document.warnings)
    project = document.name or app.name
    top = Section(document.root, "a mapping with `services:`", ignored)
    for carried_out in ("name", "version"):
        top.take(carried_out)
    networks = read_networks(top.take("networks"), project, ignored)
    volumes = read_volumes(top.take("volumes"), project, ignored)
    scope = Scope(
        project,
        app.folder,
        document.environment,
        {each.key: each.name for each in networks},
        {each.key: each.name for each in volumes},
        ignored,
        warnings,
    )
    services = _services(top, scope)
    extension = read_extension(document.extension, document.environment, ignored)
    top.leave()
    used_networks = {joined.key for each in services for joined in each.networks}
    used_volumes = {mount.source for each in services for mount in each.mounts}
    return Stack(
        name=project,
        folder=app.folder,
        source=str(document.path),
        services=services,
        networks=_used(networks, used_networks),
        volumes=tuple(each for each in volumes if each.name in used_volumes),
        app_service=_app_service(services, app, extension, document),
        probe=extension.probe,
        ignored=tuple(ignored),
        warnings=tuple(warnings),
    )


def _used(networks: tuple[StackNetwork, ...], keys: set[str]) -> tuple[StackNetwork, ...]:
    return tuple(each for each in networks if each.key in keys)


def _services(top: Section, scope: Scope) -> tuple[Service, ...]:
    node = top.take("services")
    if node is None:
        raise top.place.complain("has no services", "Write at least one under `services:`.")
    if not isinstance(node, Fields):
        raise expected(node, "a mapping of services")
    read = (read_service(name, each, scope) for name, each in node.entries.items())
    services = tuple(service for service in read if service is not None)
    _refuse_unknown_dependencies(services, node)
    _refuse_repeated_names(services, node)
    return services


def _refuse_unknown_dependencies(services: tuple[Service, ...], node: Fields) -> None:
    names = {each.name for each in services}
    for service in services:
        for dependency in service.depends_on:
            if dependency.service not in names:
                problem = f'depends on "{dependency.service}", which is no service that starts'
                raise node.entries[service.name].place.complain(problem)


def _refuse_repeated_names(services: tuple[Service, ...], node: Fields) -> None:
    seen: dict[str, str] = {}
    for service in services:
        name = service.container_name
        if name and name in seen:
            place = node.entries[service.name].place
            raise place.complain(f'has the container_name "{name}", which {seen[name]} has too')
        seen[name] = service.name


def _app_service(services: tuple[Service, ...], app: App, extension: Extension, document: Document) -> str:
    names = [each.name for each in services]
    if extension.app:
        if extension.app not in names:
            raise ComposeError(
                f'{document.path.name}: x-workbench.app names "{extension.app}", which is no service of it.',
                f"There are: {', '.join(names)}.",
            )
        return extension.app
    tags = {variant.tag for variant in app.variants}
    likely = [each for each in services if each.image in tags] or [each for each in services if each.build]
    # Of several, the one named after the app, else one that a browser can reach, else the first.
    likely.sort(key=lambda each: (each.name != app.name, not each.ports))
    return likely[0].name if likely else ""


def _with_image(stack: Stack, app: App, chosen: Variant | None) -> Stack:
    """The stack whose app runs the chosen variant; with none chosen, one that can at least be built."""
    service = stack.service(stack.app_service)
    if service is None:
        return stack
    network = service.build.network if service.build else ""
    if chosen is None:
        same = next((each for each in app.variants if each.tag == service.image), None)
        if same is None or service.build is not None:
            return stack
        changed = replace(service, build=app.build_command(same, network))
    else:
        changed = replace(service, image=chosen.tag, build=app.build_command(chosen, network))
    services = tuple(changed if each is service else each for each in stack.services)
    return replace(stack, services=services)
