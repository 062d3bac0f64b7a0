"""Text with a named style, and fitting it into cells."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size

from workbench.domain.text import ELLIPSIS, clean


class Span(NamedTuple):
    """Untrusted text and the name of its style: "good", "bad", "warn", "muted", "accent" or ""."""

    text: str
    style: str = ""


class PathSpan(Span):
    """A path: where it does not fit, its start gives way, for what stands last tells it apart."""

    __slots__ = ()


Label: TypeAlias = str | tuple[Span, ...]
"""A line of text: plain, or in spans."""


def label_spans(label: Label) -> tuple[Span, ...]:
    """The label as spans, cleaned."""
    if isinstance(label, str):
        return (Span(clean(label)),)
    return tuple(type(span)(clean(span.text), span.style) for span in label)


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


def fit_path(path: str, cells: int) -> str:
    """A cleaned path cut at its start or padded to exactly `cells` cells."""
    if width(path) <= cells or cells < 1:
        return fit(path, cells)
    return ELLIPSIS + set_cell_size(path[::-1], cells - 1)[::-1]


def fit_spans(spans: Iterable[Span], cells: int) -> list[Span]:
    """Cleaned spans cut or padded to exactly `cells` cells."""
    fitted: list[Span] = []
    left = cells
    for span in spans:
        taken = width(span.text)
        if taken > left:
            fit_it = fit_path if isinstance(span, PathSpan) else fit
            fitted.append(Span(fit_it(span.text, left), span.style))
            return fitted
        fitted.append(span)
        left -= taken
    fitted.append(Span(" " * left))
    return fitted
