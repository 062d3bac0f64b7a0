"""What the header says of the engine."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.engines import EngineFacts
from workbench.domain.inventory import Connection


@dataclass(frozen=True, slots=True)
class EngineTitle:
    """The engine in full and in short, and the state that colours it (empty where all is well)."""

    full: str
    short: str
    state: str


def engine_title(facts: EngineFacts, connection: Connection, *, read_only: bool) -> EngineTitle:
    """Its name, product and store; that it is gone, embedded or only read comes before all else."""
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
    words = [*loud, facts.name, f"{facts.product} {facts.version}", facts.image_store]
    short = " ".join(loud) or facts.version.partition("+")[0]
    return EngineTitle(" · ".join(filter(None, words)), short, flags[0][1] if flags else "")
