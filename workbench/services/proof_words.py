"""A proof in words: a line of a table, each check with how it was measured, and why it failed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.proofs import STOP_SECONDS, Proof
from workbench.formatting import count, duration, size

TITLES = ("variant", "proof", "answer", "memory", "user", "shell", "listens on", "ends", "remarks")
_NOT_KNOWN = "–"
_SHOWN_PATHS = 6


@dataclass(frozen=True, slots=True)
class ProofCheck:
    """One thing that a proof looked at: good, not good, or None where it is a fact or was not measured."""

    title: str
    found: str
    is_good: bool | None
    how: str


def proof_cells(proof: Proof) -> tuple[str, ...]:
    """The cells of one proof under TITLES."""
    return (
        proof.variant,
        proof.state.value,
        duration(proof.first_answer_seconds),
        size(proof.memory_bytes),
        user_words(proof.user_id),
        shell_words(proof.shells),
        _listed(proof.listens_on, "nothing"),
        _ending(proof),
        "; ".join(proof.remarks) or _NOT_KNOWN,
    )


def user_words(user_id: int | None) -> str:
    """A user's number, with the name of the one that matters."""
    return _NOT_KNOWN if user_id is None else "root" if user_id == 0 else str(user_id)


def shell_words(shells: Sequence[str] | None) -> str:
    """Whether there is a shell."""
    return _NOT_KNOWN if shells is None else "yes" if shells else "no"


def failure_lines(proof: Proof) -> Iterator[str]:
    """Why a proof failed: what happened, the likely reason, the end of the log; nothing where it did not."""
    if not proof.failure:
        return
    yield ""
    yield f"{proof.variant}: {proof.failure}"
    if proof.reason:
        yield f"  Likely: {proof.reason}"
    if proof.last_lines:
        yield "  Its log ends:"
        yield from (f"    {line}" for line in proof.last_lines)


def proof_checks(proof: Proof) -> tuple[ProofCheck, ...]:
    """Everything that a proof found, in the order in which it was looked at."""
    return (
        _answer(proof),
        ProofCheck(
            "memory at rest",
            size(proof.memory_bytes),
            None,
            "the engine's statistics a moment after the first answer, without the file cache",
        ),
        ProofCheck(
            "user",
            user_words(proof.user_id),
            None if proof.user_id is None else proof.user_id != 0,
            "the number of the user of the main process, by the engine's `top`",
        ),
        ProofCheck(
            "shell",
            "none" if proof.shells == () else _listed(proof.shells, "none"),
            None if proof.shells is None else not proof.shells,
            "the files of the image",
        ),
        ProofCheck(
            "may write",
            _listed(proof.writable_paths, "nothing"),
            None if proof.writable_paths is None else proof.writable_paths != ("/",),
            "owners and permissions of the image's files, for that user",
        ),
        ProofCheck("wrote", _listed(proof.written_paths, "nothing"), None, "`docker diff` after the answer"),
        ProofCheck(
            "listens on",
            _listed(proof.listens_on, "nothing"),
            None,
            "the kernel's table, read by a second container on the same network",
        ),
        ProofCheck(
            "ends on SIGTERM",
            _ending(proof),
            proof.ends_by_itself,
            f"`docker stop -t {STOP_SECONDS}`, then the exit code: 137 is SIGKILL",
        ),
        ProofCheck(
            "errors in its log",
            _NOT_KNOWN if proof.log_errors is None else "\n".join(proof.log_errors) or "none",
            None if proof.log_errors is None else not proof.log_errors,
            "lines of its log that begin a traceback or carry the level ERROR, CRITICAL or FATAL",
        ),
    )


def _answer(proof: Proof) -> ProofCheck:
    if proof.port is None:
        found = proof.failure or "it serves no port, and ran well"
        return ProofCheck("runs", found, not proof.failure, "it ended with 0, or still ran after 5 seconds")
    found = proof.failure or f"status {proof.status} after {duration(proof.first_answer_seconds)}"
    how = f"GET {proof.path} on port {proof.port}, from `docker run` to the first good answer"
    return ProofCheck("answers", found, not proof.failure, how)


def _ending(proof: Proof) -> str:
    if proof.ends_by_itself is None:
        return _NOT_KNOWN
    if proof.ends_by_itself:
        return f"by itself, {duration(proof.stop_seconds)}"
    return f"killed after {duration(proof.stop_seconds)}"


def _listed(found: Sequence[str] | None, nothing: str) -> str:
    if found is None:
        return _NOT_KNOWN
    shown = ", ".join(found[:_SHOWN_PATHS])
    rest = len(found) - _SHOWN_PATHS
    return f"{shown} and {count(rest, 'more', 'more')}" if rest > 0 else shown or nothing
