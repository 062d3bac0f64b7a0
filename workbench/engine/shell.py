"""A shell in a container: which there are, and one at this process's terminal."""

import sys
from time import monotonic, sleep

import docker
import requests

from workbench.domain.commands import OpenShell
from workbench.domain.errors import InvalidInput
from workbench.domain.raw import raw_object
from workbench.engine.calls import Json, exists, get, named, post
from workbench.engine.failures import FOREIGN_ERRORS, translated
from workbench.engine.raw_socket import MakeClient, ask, buffered_reader
from workbench.engine.terminal_link import ProgramConnection, Size, join, raw_terminal

_SHELLS = ("bash", "zsh", "ash", "sh")
_FOLDERS = ("/bin", "/usr/bin", "/usr/local/bin")
# The engine holds back the first of these keys to see whether the others follow; its own choice begins
# with ctrl-p, which every shell uses.
_DETACH_KEYS = "ctrl-@,ctrl-^,ctrl-_"
_EXIT_CODE_SECONDS = 5.0


def available_shells(client: docker.APIClient, reference: str) -> tuple[str, ...]:
    """The shells that a container's files hold, the best first; it need not run. Raises NotFound."""
    get(client, named("/containers/{}/json", reference))
    return tuple(shell for shell in _SHELLS if any(_has(client, reference, each, shell) for each in _FOLDERS))


def run_shell(make_client: MakeClient, command: OpenShell) -> int:
    """Run a shell with this process's terminal as its own; its exit code."""
    keyboard, screen = _terminal()
    with translated(f"open {command.shell} in {command.container}"), make_client() as client:
        body: dict[str, Json] = {
            "AttachStdin": True,
            "AttachStdout": True,
            "AttachStderr": True,
            "Tty": True,
            "Cmd": [command.shell],
            "DetachKeys": _DETACH_KEYS,
        }
        created = post(client, named("/containers/{}/exec", command.container), body=body)
        exec_id = raw_object(created).text("Id")
        with _started(client, exec_id) as response:
            connection = ProgramConnection(buffered_reader(response))
            with raw_terminal(keyboard):
                join(connection, keyboard, screen, lambda size: _resized(client, exec_id, size))
        return _exit_code(client, exec_id)


def _has(client: docker.APIClient, reference: str, folder: str, shell: str) -> bool:
    return exists(client, named("/containers/{}/archive", reference), {"path": f"{folder}/{shell}"})


def _terminal() -> tuple[int, int]:
    keyboard, screen = sys.__stdin__, sys.__stdout__
    if keyboard is None or screen is None or not (keyboard.isatty() and screen.isatty()):
        raise InvalidInput("A shell needs a terminal.", "Start it where keys can be typed.")
    return keyboard.fileno(), screen.fileno()


def _started(client: docker.APIClient, exec_id: str) -> requests.Response:
    return ask(
        client,
        "POST",
        named("/exec/{}/start", exec_id),
        body={"Detach": False, "Tty": True},
        headers={"Connection": "Upgrade", "Upgrade": "tcp"},
    )


def _resized(client: docker.APIClient, exec_id: str, size: Size) -> bool:
    """Tell the shell the window's size; false while the engine has not started it yet."""
    columns, lines = size
    try:
        post(client, named("/exec/{}/resize", exec_id), {"w": columns, "h": lines})
    except FOREIGN_ERRORS:
        return False
    return True


def _exit_code(client: docker.APIClient, exec_id: str) -> int:
    """The engine closes the connection a moment before it knows how the shell ended."""
    deadline = monotonic() + _EXIT_CODE_SECONDS
    while True:
        state = raw_object(get(client, named("/exec/{}/json", exec_id)))
        if not state.flag("Running") or monotonic() > deadline:
            return state.number("ExitCode")
        sleep(0.02)
