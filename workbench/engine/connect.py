"""Which engine to talk to: the places where one may answer, in order, and the first that does."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from workbench.domain.engines import Attempt, Candidate, CandidateSource
from workbench.domain.errors import EngineUnavailable, InvalidInput
from workbench.engine.contexts import DEFAULT_CONTEXT, context_candidate, current_context, docker_folder
from workbench.engine.engine import Engine
from workbench.engine.handshake import agree_on_version
from workbench.engine.known_sockets import known_sockets

_EXPLICIT = frozenset(
    {
        CandidateSource.OPTION_HOST,
        CandidateSource.OPTION_CONTEXT,
        CandidateSource.ENVIRONMENT_HOST,
        CandidateSource.ENVIRONMENT_CONTEXT,
        CandidateSource.EMBEDDED,
    }
)


def candidates(
    *, host: str | None, context: str | None, environment: Mapping[str, str], home: Path
) -> tuple[Candidate, ...]:
    """The places where an engine may answer, the one asked for first; each address once."""
    if host and context:
        raise InvalidInput("Both a host and a context were given.", "Give one of --host and --context.")
    found: dict[str, Candidate] = {}
    for candidate in _in_order(host, context, environment, home):
        found.setdefault(candidate.url or candidate.name, candidate)
    return tuple(found.values())


def connect(
    *,
    host: str | None = None,
    context: str | None = None,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
    read_only: bool = False,
) -> Engine:
    """The first engine that answers; one that was asked for and does not is not replaced by another.

    Raises EngineUnavailable with what came of each place tried.
    """
    attempts: list[Attempt] = []
    for candidate in _given(host, context, environment, home):
        try:
            return open_engine(candidate, read_only=read_only)
        except EngineUnavailable as error:
            attempts.append(_failed(candidate, error))
            if candidate.source in _EXPLICIT:
                raise type(error)(error.message, error.hint, tuple(attempts)) from error
    raise EngineUnavailable("No engine answers on this machine.", _likeliest_hint(attempts), tuple(attempts))


def survey(
    *,
    host: str | None = None,
    context: str | None = None,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> tuple[Attempt, ...]:
    """What comes of trying every place, all at once, in their order."""
    found = _given(host, context, environment, home)
    with ThreadPoolExecutor(max_workers=len(found)) as pool:
        return tuple(pool.map(_attempt, found))


def open_engine(candidate: Candidate, *, read_only: bool = False) -> Engine:
    """The engine of one candidate, which has answered; raises EngineUnavailable where none does."""
    return Engine(candidate, agree_on_version(candidate), read_only=read_only)


def _given(
    host: str | None, context: str | None, environment: Mapping[str, str] | None, home: Path | None
) -> tuple[Candidate, ...]:
    return candidates(
        host=host,
        context=context,
        environment=os.environ if environment is None else environment,
        home=home or Path.home(),
    )


def _in_order(
    host: str | None, context: str | None, environment: Mapping[str, str], home: Path
) -> Iterator[Candidate]:
    folder = docker_folder(environment, home)
    if host:
        yield _host_candidate(host, CandidateSource.OPTION_HOST, environment, folder)
    # The context named default means what holds where no context is chosen.
    if context and context != DEFAULT_CONTEXT:
        yield context_candidate(folder, context, CandidateSource.OPTION_CONTEXT)
    if environment_host := environment.get("DOCKER_HOST", ""):
        yield _host_candidate(environment_host, CandidateSource.ENVIRONMENT_HOST, environment, folder)
    environment_context = environment.get("DOCKER_CONTEXT", "")
    if environment_context and environment_context != DEFAULT_CONTEXT:
        yield context_candidate(folder, environment_context, CandidateSource.ENVIRONMENT_CONTEXT)
    current = current_context(folder)
    if current and not environment_context and context != DEFAULT_CONTEXT:
        yield context_candidate(folder, current, CandidateSource.CURRENT_CONTEXT)
    yield from known_sockets(environment, home)


def _host_candidate(
    url: str, source: CandidateSource, environment: Mapping[str, str], folder: Path
) -> Candidate:
    """An address with the TLS identity that the environment gives, as the docker command line reads it."""
    verify = bool(environment.get("DOCKER_TLS_VERIFY"))
    over_network = url.startswith(("tcp://", "https://"))
    uses_tls = over_network and (verify or bool(environment.get("DOCKER_TLS")))
    tls_folder = environment.get("DOCKER_CERT_PATH") or str(folder)
    return Candidate(url, source, url, tls_folder if uses_tls else "", verify if uses_tls else True)


def _attempt(candidate: Candidate) -> Attempt:
    try:
        return Attempt(candidate, api_version=agree_on_version(candidate))
    except EngineUnavailable as error:
        return _failed(candidate, error)


def _failed(candidate: Candidate, error: EngineUnavailable) -> Attempt:
    return Attempt(candidate, failure=error.message, hint=error.hint)


def _likeliest_hint(attempts: list[Attempt]) -> str:
    """The hint of an engine that is there but cannot be used, else that of the first place."""
    present = [each for each in attempts if "does not exist" not in each.failure]
    return (present or attempts)[0].hint
