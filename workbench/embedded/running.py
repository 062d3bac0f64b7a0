"""Commands run inside a container: what they see of it and of its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.embedded.errors import BadParameter
from workbench.embedded.host import Host
from workbench.embedded.payload import text_at, texts_at, variables_of
from workbench.embedded.processes.program import Program, SilentProgram
from workbench.embedded.shell.session import DEFAULT_PATH, Machine, Session
from workbench.embedded.shell.streams import BrokenPipe, Buffer
from workbench.embedded.world.containers import Container, State
from workbench.embedded.world.networks import reachable
from workbench.embedded.world.users import home_of


def program_of(container: Container) -> Program | None:
    """Give the program of a container that runs."""
    return container.process.program if container.process else None


def hostname_of(container: Container) -> str:
    """Give the name that a container has for itself."""
    return text_at(container.config, "Hostname") or container.id[:12]


def machine_of(host: Host, container: Container) -> Machine:
    """Give what commands in a container see of it."""

    def reach(name: str) -> Program | None:
        other = reachable(host.networks, container, name)
        found = container if name == "localhost" else other[0] if other else None
        if found and found.state is State.PAUSED and found is not container:
            return SilentProgram()
        return program_of(found) if found else None

    def address_of(name: str) -> str:
        found = reachable(host.networks, container, name)
        return found[1] if found else ""

    def processes() -> list[str]:
        return container.process.commands() if container.process else []

    def sockets() -> list[tuple[str, int]]:
        program = program_of(_network_owner(host, container))
        return program.sockets() if program else []

    return Machine(
        clock=host.clock,
        catalogue=host.catalogue,
        tree=container.tree,
        hostname=hostname_of(container),
        reach=reach,
        address_of=address_of,
        addresses=lambda: [endpoint.address for endpoint in container.endpoints.values() if endpoint.address],
        processes=processes,
        sockets=sockets,
        unpaused=container.unpaused,
        memory_limit_bytes=container.memory_limit_bytes,
        run_out_of_memory=lambda: setattr(container, "is_out_of_memory", True),
    )


def _network_owner(host: Host, container: Container) -> Container:
    """Give the container whose network it is on: its own, or another's that it shares."""
    kind, _, name = container.network_mode.partition(":")
    return host.containers.find(name) if kind == "container" and name else container


def session_of(
    host: Host, container: Container, extra: Sequence[str] = (), user: str = "", folder: str = ""
) -> Session:
    """Give a command in a container its variables, user and folder."""
    user = user or text_at(container.config, "User")
    own = [f"PATH={DEFAULT_PATH}", f"HOSTNAME={hostname_of(container)}"]
    variables = variables_of([*own, *texts_at(container.config, "Env"), *extra])
    session = Session(machine_of(host, container), variables, user=user)
    session.folder = session.path(folder or text_at(container.config, "WorkingDir") or "/")
    variables.setdefault("HOME", home_of(container.tree, user))
    return session


def missing_program(argv: Sequence[str], session: Session) -> str:
    """Say in runc's words that a program is not there; empty when it is."""
    name = argv[0] if argv else ""
    if session.program_path(name):
        return ""
    if "/" in name and session.machine.tree.find(session.path(name)):
        return f'exec: "{name}": permission denied: unknown'
    if "/" in name:
        return f'exec: "{name}": stat {name}: no such file or directory: unknown'
    return f'exec: "{name}": executable file not found in $PATH: unknown'


async def run_argv(argv: Sequence[str], session: Session) -> int:
    """Run a command without a shell around it, as the kernel does."""
    from workbench.embedded.shell.interpreter import run_script  # an engine that starts runs no command yet
    from workbench.embedded.shell.programs import run_found

    try:
        name = argv[0].rpartition("/")[2]
        return await run_found(name, list(argv), session, run_script)
    except BrokenPipe:
        return 141


async def run_in_container(host: Host, container: Container, argv: Sequence[str]) -> tuple[int, bytes]:
    """Run a command and give its exit code with all that it wrote."""
    if not argv:
        raise BadParameter("No exec command specified")
    session = session_of(host, container)
    problem = missing_program(argv, session)
    if problem:
        return (
            -1,
            f"OCI runtime exec failed: exec failed: unable to start container process: {problem}".encode(),
        )
    output = Buffer()
    session.stdout = session.stderr = output
    return await run_argv(argv, session), output.data
