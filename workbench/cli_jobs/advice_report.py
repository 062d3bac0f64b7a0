"""Advice on an image's layers as the command line writes it."""

from collections.abc import Iterator, Sequence

from workbench.domain.layer_advice import LayerAdvice
from workbench.formatting import size

_NO_ADVICE = "Nothing needless was found in its own layers."


def advice_lines(advice: Sequence[LayerAdvice]) -> Iterator[str]:
    """Each hint with its place, the bytes that it saves, and the fix below it."""
    yield "advice"
    if not advice:
        yield f"  {_NO_ADVICE}"
    for each in advice:
        saves = f"saves {size(each.saves_bytes)}: " if each.saves_bytes else ""
        yield f"  {each.where}  {saves}{each.reason}"
        if each.fix:
            yield f"      {each.fix}"
        if each.examples:
            yield f"      as {', '.join(f'/{path}' for path in each.examples)}"


def advice_document(advice: Sequence[LayerAdvice]) -> list[dict[str, object]]:
    """The same for a program."""
    return [
        {
            "layer": each.layer + 1 if each.layer is not None else None,
            "rule": each.rule,
            "place": each.place or None,
            "reason": each.reason,
            "fix": each.fix or None,
            "saves_bytes": each.saves_bytes,
            "file_count": each.file_count,
            "examples": list(each.examples),
        }
        for each in advice
    ]
