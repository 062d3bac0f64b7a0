"""A Dockerfile as a page: numbered and highlighted lines, advice under the line it is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from workbench.domain.dockerfile_advice import Advice, advice
from workbench.domain.dockerfiles import parse_dockerfile
from workbench.domain.text import clean

_MOST_LINES = 1000


def dockerfile_page(path: Path) -> Content:
    """The page of a file; says so where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return Content.styled(f"{path.name} cannot be read: {error.strerror}.", "$text-error")
    dockerfile = parse_dockerfile(text)
    found = advice(dockerfile, (path.parent / ".dockerignore").exists())
    problems = [(each.line, clean(each.message)) for each in dockerfile.problems]
    return _page(text, found, problems)


def _page(text: str, found: Sequence[Advice], problems: Sequence[tuple[int, str]]) -> Content:
    from textual.highlight import highlight  # brings pygments along

    lines = [clean(line) for line in text.splitlines()[:_MOST_LINES]]
    coloured = highlight("\n".join(lines), language="docker").split("\n", allow_blank=True)
    general = [each for each in found if each.line <= 0]
    parts = [Content.styled(f"advice: {clean(each.message)}\n", "$text-warning") for each in general]
    for number, line in enumerate(coloured, 1):
        parts += [Content.styled(f"{number:>4}  ", "$text-muted"), line, Content("\n")]
        parts += [
            Content.styled(f"      ✗ {message}\n", "$text-error") for at, message in problems if at == number
        ]
        for each in found:
            if each.line == number:
                parts.append(
                    Content.styled(f"      ▲ {clean(each.message)} {clean(each.fix_hint)}\n", "$text-warning")
                )
    return Content("").join(parts)
