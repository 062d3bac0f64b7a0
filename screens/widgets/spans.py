"""Text with a named style, and fitting it into cells."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size

from workbench.domain.text import ELLIPSIS, clean


class Span(NamedTuple):
    """Untrusted text and the name of its style: "good", "bad", "warn", "muted", "accent" or ""."""

    text: str
    style: str = ""


Label: TypeAlias = str | tuple[Span, ...]
"""A line of text: plain, or in spans."""


def label_spans(label: Label) -> tuple[Span, ...]:
    """The label as spans, cleaned."""
    if isinstance(label, str):
        return (Span(clean(label)),)
    return tuple(Span(clean(text), style) for text, style in label)


def spans_width(spans: Iterable[Span]) -> int:
    """The cells that cleaned spans take."""
    return sum(width(span.text) for span in spans)


def width(text: str) -> int:
    """The cells that cleaned text takes."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, cells: int, right: bool = False) -> str:
    """Cleaned text cut or padded to exactly `cells` cells."""
    taken = width(text)
    if taken > cells:
        if cells < 1:
            return ""
        return set_cell_size(text, cells - 1) + ELLIPSIS
    padding = " " * (cells - taken)
    return padding + text if right else text + padding


def fit_spans(spans: Iterable[Span], cells: int) -> list[Span]:
    """Cleaned spans cut or padded to exactly `cells` cells."""
    fitted: list[Span] = []
    left = cells
    for text, style in spans:
        taken = width(text)
        if taken > left:
            fitted.append(Span(fit(text, left), style))
            return fitted
        fitted.append(Span(text, style))
        left -= taken
    fitted.append(Span(" " * left))
    return fitted
