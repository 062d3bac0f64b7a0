"""What the header says of the engine."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.engines import Candidate, CandidateSource, EngineFacts
from workbench.domain.inventory import Connection

_CONTEXTS = (
    CandidateSource.OPTION_CONTEXT,
    CandidateSource.ENVIRONMENT_CONTEXT,
    CandidateSource.CURRENT_CONTEXT,
)


@dataclass(frozen=True, slots=True)
class EngineTitle:
    """The engine in full; in short words, the most important first; the state that colours it.

    The first words, so many as `needed`, must be seen; the state is empty where all is well.
    """

    full: str
    words: tuple[str, ...]
    needed: int
    state: str


def engine_title(
    facts: EngineFacts, candidate: Candidate, connection: Connection, *, read_only: bool
) -> EngineTitle:
    """Its context or name, version and store; that it is gone, embedded or only read comes before."""
    flags = [
        (word, state)
        for holds, word, state in (
            (connection is Connection.LOST, "GONE", "gone"),
            (facts.is_embedded, "EMBEDDED", "embedded"),
            (read_only, "READ-ONLY", "read-only"),
        )
        if holds
    ]
    loud = [word for word, _ in flags]
    # There is but one embedded engine: its name tells nothing.
    name = "" if facts.is_embedded else candidate.name if candidate.source in _CONTEXTS else facts.name
    full = " · ".join(filter(None, (*loud, name, f"{facts.product} {facts.version}", facts.image_store)))
    words = tuple(filter(None, (*loud, name, facts.version.partition("+")[0], facts.image_store)))
    return EngineTitle(full, words, len(loud) + bool(name), flags[0][1] if flags else "")
