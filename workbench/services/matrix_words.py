"""Every figure of a variant in words, each with how it was measured."""

from dataclasses import dataclass

from workbench.domain.matrix import MatrixRow
from workbench.domain.variants import VariantResult
from workbench.formatting import age, count, duration, percent, size
from workbench.services.proof_words import shell_words

_UNKNOWN = "–"
_NOT_MEASURED = "not measured yet"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a variant: its title, its value, and how it came about."""

    title: str
    value: str
    how: str


def figures(row: MatrixRow) -> tuple[Figure, ...]:
    """All figures of one variant, in the order in which a person asks for them."""
    variant, result = row.status.variant, row.status.result
    guessed = "expected from the Dockerfile; nothing is built yet"
    measured = row.transfer_bytes is not None
    return (
        Figure("tag", variant.tag, f"`x-workbench: variants:` or the name of {variant.dockerfile}"),
        Figure(
            "state", row.status.state.value, "the image on the engine, and the times of the sources since"
        ),
        Figure(
            "base", _base(row), f"the last FROM of {variant.dockerfile}; exact: a digest or three numbers"
        ),
        Figure("size on disk", size(row.size_bytes), "the engine's inspect: all layers, base included"),
        Figure(
            "size to transfer",
            size(row.transfer_bytes) if measured else _NOT_MEASURED,
            "`docker save` through gzip 6, what a push sends; beyond 64 MB from blocks spread evenly",
        ),
        Figure("saved", percent(row.saving), "against the largest variant of this app that is built"),
        Figure("layers", _layers(row), "the engine's inspect; the base's are those that begin the image"),
        Figure(
            "packages",
            str(row.package_count) if row.package_count is not None else _NOT_MEASURED,
            "the records of dpkg, apk and pip in the image's files",
        ),
        Figure(
            "build",
            _last_build(result),
            "our last build of it; cached: every step came from the cache",
        ),
        Figure(
            "build, cold", duration(row.cold_seconds), "our last build in which no step came from the cache"
        ),
        Figure("build, cached", duration(row.cached_seconds), "our last build in which every step did"),
        Figure("user", row.user or _UNKNOWN, guessed if row.is_expected else "the image's configuration"),
        Figure(
            "shell",
            _UNKNOWN if row.has_shell is None else "yes" if row.has_shell else "none",
            "expected by the name of the base; g and m look into the image"
            if row.shell_is_expected
            else "the files of the image, read by a proof or by measuring",
        ),
        Figure("proof", _proof(row), "the last `workbench prove` of it"),
        Figure(
            "advice",
            _UNKNOWN if row.advice_count is None else str(row.advice_count),
            "our own rules; what hadolint and BuildKit add is counted on the Dockerfile page",
        ),
        Figure(
            "built",
            f"{age(result.built_at)} ago" if result else _UNKNOWN,
            "our record, else the image's date",
        ),
    )


def _base(row: MatrixRow) -> str:
    if not row.base:
        return _UNKNOWN
    return f"{row.base} ({'exact' if row.base_is_exact else 'not exact: it may be another tomorrow'})"


def _last_build(result: VariantResult | None) -> str:
    if result is None or result.seconds is None:
        return _UNKNOWN
    steps = f", {result.cached_steps} of {count(result.total_steps, 'step')} from the cache"
    return f"{duration(result.seconds)}{steps if result.total_steps else ''}"


def _layers(row: MatrixRow) -> str:
    if row.layer_count is None:
        return _UNKNOWN
    own = row.own_layer_count
    if own is None:
        return f"{row.layer_count}, its base is not on this engine"
    return f"{own} of its own on {count(row.layer_count - own, 'layer')} of its base"


def _proof(row: MatrixRow) -> str:
    proof = row.proof
    if proof is None:
        return "never proved"
    since = f"{age(proof.started_at)} ago"
    if not row.proof_is_current:
        return f"{proof.state.value}, {since}, of an earlier image"
    said = proof.failure or f"answered after {duration(proof.first_answer_seconds)}"
    return f"{proof.state.value}, {since}: {said}, shell {shell_words(proof.shells)}"
