"""Why no engine answered at a place, in a person's words, and what to do about it."""

import errno
import grp
import socket
from collections.abc import Iterator
from pathlib import Path

import requests
from docker.errors import InvalidConfigFile, TLSParameterError

from workbench.domain.engines import Candidate, CandidateSource
from workbench.domain.errors import EngineUnavailable, PermissionRefused
from workbench.domain.text import clean

_START_HINT = "Start the engine: `sudo systemctl start docker` on Linux, else open Docker Desktop, Colima, …"


def unavailable(candidate: Candidate, error: Exception) -> EngineUnavailable:
    """What a failure to connect to a candidate means."""
    place = _place(candidate)
    system = _system_error(error)
    match error:
        case TLSParameterError():
            return EngineUnavailable(
                f"The TLS identity in {candidate.tls_folder} is not complete.",
                "It needs ca.pem, cert.pem and key.pem; see DOCKER_CERT_PATH.",
            )
        case InvalidConfigFile():
            return EngineUnavailable(
                f"Docker's own settings cannot be read: {_said(error)}.", "Correct or remove its config.json."
            )
        case requests.exceptions.SSLError():
            return EngineUnavailable(
                f"{place} could not be trusted: {_said(error)}",
                "Check the certificates (DOCKER_CERT_PATH, DOCKER_TLS_VERIFY, or those of the context).",
            )
        case requests.Timeout():
            return EngineUnavailable(
                f"{place} did not answer in time.", "Is the engine busy, or the host away?"
            )
        case _ if system is not None:
            return _by_system_error(candidate, place, system)
        case _:
            return not_an_engine(candidate)


def not_an_address(candidate: Candidate) -> EngineUnavailable:
    """Something that nobody can connect to."""
    return EngineUnavailable(
        f"{clean(candidate.url, 200)!r} is not the address of an engine.",
        "Write it like unix:///path/to/engine.sock or tcp://host:2375.",
    )


def not_an_engine(candidate: Candidate) -> EngineUnavailable:
    """Something answers, but not as an engine does."""
    return EngineUnavailable(
        f"What answers at {_place(candidate)} is not a Docker engine.",
        "Check the address, and its port and scheme.",
    )


def nowhere(candidate: Candidate) -> EngineUnavailable:
    """A context that is not there, or that names no engine."""
    return EngineUnavailable(
        f"There is no docker context {candidate.name!r} that names an engine.",
        "`docker context ls` shows those that there are.",
    )


def over_ssh(candidate: Candidate) -> EngineUnavailable:
    """An engine behind ssh, whose streams could not be closed."""
    target = candidate.url.removeprefix("ssh://").partition("/")[0]
    return EngineUnavailable(
        f"Engines over ssh are reached through a forwarded socket, not by {candidate.url} itself.",
        f"Run `ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock {target}` in another terminal, "
        "then `workbench --host unix:///tmp/engine.sock`.",
    )


def _by_system_error(candidate: Candidate, place: str, error: OSError) -> EngineUnavailable:
    match error:
        case PermissionError():
            return PermissionRefused(f"This user may not use {place}.", _permission_hint(candidate))
        case socket.gaierror():
            return EngineUnavailable(f"No host of that name is known: {place}.", "Check the address.")
        case FileNotFoundError() | NotADirectoryError():
            return EngineUnavailable(f"Nothing is there: {place} does not exist.", _START_HINT)
        case ConnectionRefusedError():
            return EngineUnavailable(f"No engine listens at {place}.", _START_HINT)
        case TimeoutError():
            return EngineUnavailable(
                f"{place} did not answer in time.", "Is the engine busy, or the host away?"
            )
        case ConnectionResetError() | BrokenPipeError():
            return EngineUnavailable(
                f"{place} broke the connection off.",
                "Is it an engine, and does it want TLS (DOCKER_TLS_VERIFY)?",
            )
        case _:
            return EngineUnavailable(f"{place} cannot be reached: {_said(error)}", "Check the address.")


def _permission_hint(candidate: Candidate) -> str:
    if candidate.source is CandidateSource.KNOWN_SOCKET and "odman" in candidate.name:
        return "Start Podman's socket for this user: `systemctl --user start podman.socket`."
    group = _group(candidate)
    return f"Join its group with `sudo usermod -aG {group} $USER`, log out and log in again."


def _group(candidate: Candidate) -> str:
    """The group that may use the socket; docker's usual one where it cannot be told or is root's."""
    try:
        name = grp.getgrgid(Path(candidate.url.removeprefix("unix://")).stat().st_gid).gr_name
    except (OSError, KeyError):
        return "docker"
    return "docker" if name == "root" else name


def _place(candidate: Candidate) -> str:
    return clean(candidate.url.removeprefix("unix://"), 200)


def _said(error: BaseException) -> str:
    return clean(str(error), 200)


def _system_error(error: BaseException) -> OSError | None:
    """The system's own error beneath those that the libraries wrap around it."""
    for each in _beneath(error):
        if isinstance(each, OSError) and not isinstance(each, requests.RequestException):
            if each.errno == errno.ENOTSOCK:
                continue
            return each
    return None


def _beneath(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it wraps, each once."""
    seen: set[int] = set()
    pending: list[object] = [error]
    while pending:
        each = pending.pop(0)
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            pending += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
