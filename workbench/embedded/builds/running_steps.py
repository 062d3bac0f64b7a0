"""RUN: the command of a step, carried out by the small shell over the stage's files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_values import Instruction
from workbench.embedded.builds.failure import BuildFailure
from workbench.embedded.builds.stage import StageState
from workbench.embedded.errors import NotFound
from workbench.embedded.host import Host
from workbench.embedded.mounting import lay_names
from workbench.embedded.payload import text_at
from workbench.embedded.running import missing_program, run_argv
from workbench.embedded.shell.session import DEFAULT_PATH, Machine, Session
from workbench.embedded.shell.streams import Sink
from workbench.embedded.world.files import FileTree
from workbench.embedded.world.users import home_of, unknown_user

Say = Callable[[str], Awaitable[None]]
_NEEDS_BUILDKIT = (
    "the --{flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ "
    "to learn how to build images with BuildKit enabled"
)
_STEP_SECONDS = 0.3
_ADDRESS = "172.17.0.2"


def refuse_buildkit_flags(instruction: Instruction) -> None:
    """Refuse what only the newer builder can."""
    for flag in ("mount", "network", "security", "chmod"):
        if instruction.flag(flag) is not None:
            raise BuildFailure(_NEEDS_BUILDKIT.format(flag=flag))


def refuse_network(host: Host, name: str) -> None:
    """Refuse to run on a network that does not exist."""
    try:
        host.networks.find(name)
    except NotFound as error:
        raise BuildFailure(error.message) from error


def argv_of(instruction: Instruction, stage: StageState) -> list[str]:
    """Give the command line of a RUN."""
    given = exec_form(instruction.arguments)
    return list(given) if given is not None else [*stage.shell, instruction.arguments]


async def run_step(
    host: Host, instruction: Instruction, stage: StageState, say: Say, tree: FileTree, hostname: str
) -> None:
    """Carry a RUN out over a tree of files."""
    user = text_at(stage.config, "User")
    unknown = unknown_user(tree, user)
    if unknown:
        raise BuildFailure(unknown)
    lay_names(tree, hostname, [f"{_ADDRESS}\t{hostname}\n"])
    machine = Machine(host.clock, host.catalogue, tree, hostname)
    variables = {"PATH": DEFAULT_PATH, **stage.arguments, **stage.environment}
    session = Session(machine, variables, user=user)
    session.folder = session.path(stage.folder)
    variables.setdefault("HOME", home_of(tree, user))

    async def take_output(data: bytes) -> None:
        await say(data.decode("utf-8", "replace"))

    async def take_errors(data: bytes) -> None:
        await say(f"\x1b[91m{data.decode('utf-8', 'replace')}\x1b[0m")

    session.stdout, session.stderr = Sink(take_output), Sink(take_errors)
    argv = argv_of(instruction, stage)
    problem = missing_program(argv, session)
    if problem:
        raise BuildFailure(
            "failed to create shim task: OCI runtime create failed: runc create failed: "
            f"unable to start container process: {problem}"
        )
    await host.clock.wait(_STEP_SECONDS)
    code = await run_argv(argv, session)
    if code:
        raise BuildFailure(f"The command '{' '.join(argv)}' returned a non-zero code: {code}", code)
