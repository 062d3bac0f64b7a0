"""Commands run beside a container's own process."""

from __future__ import annotations

from workbench.embedded.bodies import body_object
from workbench.embedded.errors import BadParameter, Conflict, NotFound, ServerError
from workbench.embedded.execs import Exec
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.membership import tell
from workbench.embedded.payload import JsonObject, flag_at, text_at, texts_at
from workbench.embedded.routing import Router
from workbench.embedded.world.containers import Container, State
from workbench.embedded.world.users import unknown_user

router = Router()
_FIRST_EXEC_PID = 40_000


def _check(container: Container) -> None:
    if container.state is State.PAUSED:
        raise Conflict(f"Container {container.name} is paused, unpause the container before exec")
    if not container.is_running:
        raise Conflict(f"Container {container.id} is not running")


def _found(host: Host, exchange: Exchange) -> Exec:
    exec_id = exchange.params["id"]
    if exec_id not in host.execs:
        raise NotFound(f"No such exec instance: {exec_id}")
    return host.execs[exec_id]


@router.on("POST", "/containers/{id}/exec")
async def _create(host: Host, exchange: Exchange) -> None:
    body = body_object(exchange.request)
    container = host.containers.find(exchange.params["id"])
    argv = tuple(texts_at(body, "Cmd"))
    if not argv:
        raise BadParameter("No exec command specified")
    _check(container)
    made = Exec(
        id=host.ids.new_id("exec"),
        container=container,
        argv=argv,
        environment=tuple(texts_at(body, "Env")),
        user=text_at(body, "User"),
        folder=text_at(body, "WorkingDir"),
        has_tty=flag_at(body, "Tty"),
        is_privileged=flag_at(body, "Privileged"),
        takes_input=flag_at(body, "AttachStdin"),
        gives_output=flag_at(body, "AttachStdout"),
        gives_errors=flag_at(body, "AttachStderr"),
    )
    host.execs[made.id] = made
    container.execs.append(made.id)
    tell(host, container, f"exec_create: {' '.join(argv)}", execID=made.id)
    await exchange.reply({"Id": made.id}, 201)


@router.on("POST", "/exec/{id}/start")
async def _start(host: Host, exchange: Exchange) -> None:
    # An engine that starts runs no command yet.
    from workbench.embedded.exec_running import CANNOT_START_CODE, run_attached, run_detached

    body = body_object(exchange.request)
    item = _found(host, exchange)
    _check(item.container)
    if item.exit_code is not None or item.is_running:
        raise Conflict(f"Error: Exec command {item.id} has already run")
    tell(host, item.container, f"exec_start: {' '.join(item.argv)}", execID=item.id)
    item.pid = _FIRST_EXEC_PID + len(host.execs)
    if flag_at(body, "Detach"):
        unknown = unknown_user(item.container.tree, item.user)
        if unknown:
            item.exit_code = CANNOT_START_CODE
            raise ServerError(unknown)
        host.spawn(run_detached(host, item))
        await exchange.reply_nothing(200)
        return
    await exchange.hijack()
    await run_attached(host, item, exchange)


@router.on("POST", "/exec/{id}/resize")
async def _resize(host: Host, exchange: Exchange) -> None:
    item = _found(host, exchange)
    item.terminal.columns = exchange.request.number("w", item.terminal.columns)
    item.terminal.lines = exchange.request.number("h", item.terminal.lines)
    await exchange.reply_nothing(200)


@router.on("GET", "/exec/{id}/json")
async def _inspect(host: Host, exchange: Exchange) -> None:
    await exchange.reply(_as_json(_found(host, exchange)))


def _as_json(item: Exec) -> JsonObject:
    return {
        "ID": item.id,
        "Running": item.is_running,
        "ExitCode": item.exit_code,
        "ProcessConfig": {
            "tty": item.has_tty,
            "entrypoint": item.argv[0],
            "arguments": list(item.argv[1:]),
            "privileged": item.is_privileged,
        },
        "OpenStdin": item.takes_input,
        "OpenStderr": item.gives_errors,
        "OpenStdout": item.gives_output,
        "CanRemove": False,
        "ContainerID": item.container.id,
        "DetachKeys": "",
        "Pid": item.pid,
    }
