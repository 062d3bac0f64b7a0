"""A Dockerfile as a page: numbered and highlighted lines, advice under the line it is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from textual.content import Content

from workbench.domain.dockerfile_advice import Advice, advice
from workbench.domain.dockerfiles import parse_dockerfile
from workbench.domain.text import clean

_MOST_LINES = 1000


def dockerfile_page(path: Path, width: int) -> Content:
    """The page of a file for a window of so many cells; says so where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return Content.styled(f"{path.name} cannot be read: {error.strerror}.", "$text-error")
    dockerfile = parse_dockerfile(text)
    found = advice(dockerfile, (path.parent / ".dockerignore").exists())
    problems = [(each.line, clean(each.message)) for each in dockerfile.problems]
    return _page(text, found, problems, max(30, width - 12))


def _page(text: str, found: Sequence[Advice], problems: Sequence[tuple[int, str]], room: int) -> Content:
    from textual.highlight import highlight  # brings pygments along

    lines = [clean(line) for line in text.splitlines()[:_MOST_LINES]]
    coloured = highlight("\n".join(lines), language="docker").split("\n", allow_blank=True)
    general = [each for each in found if each.line <= 0]
    parts = [_note("▲", f"{each.message} {each.fix_hint}", "$text-warning", room) for each in general]
    for number, line in enumerate(coloured, 1):
        parts += [Content.styled(f"{number:>4}  ", "$text-muted"), line, Content("\n")]
        parts += [_note("✗", message, "$text-error", room) for at, message in problems if at == number]
        parts += [
            _note("▲", f"{each.message} {each.fix_hint}", "$text-warning", room)
            for each in found
            if each.line == number
        ]
    return Content("").join(parts)


def _note(sign: str, words: str, style: str, room: int) -> Content:
    """A remark under the line that it is about, wrapped under itself."""
    text = "\n        ".join(wrap(clean(words), room))
    return Content.styled(f"      {sign} {text}\n", style)
