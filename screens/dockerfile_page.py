"""A Dockerfile as a page: numbered and highlighted lines, advice under the line it is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from textual.content import Content

from workbench.domain.advice.values import Advice, AdviceLevel, AdviceSource, Cost
from workbench.domain.text import clean
from workbench.formatting import count
from workbench.services.advise_costs import cost_words
from workbench.services.advise_variants import Advised

MOST_LINES = 1000
_MOST_BEYOND = 50
_SIGNS = {
    AdviceLevel.ERROR: ("✗", "$text-error"),
    AdviceLevel.WARNING: ("▲", "$text-warning"),
    AdviceLevel.HINT: ("△", "$text-accent"),
}


def dockerfile_page(advised: Advised) -> Content:
    """The page of a variant's Dockerfile."""
    from textual.highlight import highlight  # brings pygments along

    text = advised.subject.text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    lines = [clean(line) for line in (text if text[-1] else text[:-1])]
    coloured = highlight("\n".join(lines[:MOST_LINES]), language="docker").split("\n", allow_blank=True)
    at_line: dict[int, list[Advice]] = defaultdict(list)
    for each in advised.advice:
        at_line[min(each.line, len(coloured) + 1)].append(each)
    parts = [_summary(advised), *(_note(each) for each in at_line[0])]
    for number, line in enumerate(coloured, 1):
        parts += [Content.styled(f"{number:>4}  ", "$text-muted"), line, Content("\n")]
        parts += [_note(each) for each in at_line[number]]
    if len(lines) > MOST_LINES:
        parts.append(Content.styled(f"   …  {len(lines) - MOST_LINES:,} more lines\n", "$text-muted"))
    beyond = at_line[len(coloured) + 1]
    parts += [_note(each, f"line {each.line}: ") for each in beyond[:_MOST_BEYOND]]
    if len(beyond) > _MOST_BEYOND:
        parts.append(Content.styled(f"      … {len(beyond) - _MOST_BEYOND:,} more remarks\n", "$text-muted"))
    return Content("").join(parts)


def advice_sentence(advice: Advice) -> str:
    """What is advised and what it costs, in one line; the text is not cleaned."""
    source = "" if advice.source is AdviceSource.WORKBENCH else f"[{advice.source.value} {advice.rule}] "
    costs = f" {cost_sentence(advice.cost)}" if advice.cost else ""
    return f"{source}{advice.message} {advice.fix_hint}".rstrip() + costs


def cost_sentence(cost: Cost) -> str:
    """What was measured, as a sentence."""
    return f"It {cost_words(cost)}."


def advice_sign(advice: Advice) -> str:
    """The sign of its level."""
    return _SIGNS[advice.level][0]


def _summary(advised: Advised) -> Content:
    found, fixable = len(advised.advice), len(advised.fixable)
    said = f"{count(found, 'remark')}{_by_source(advised.advice)}" if found else "No remark"
    mends = f" · F shows them and can mend {fixable}" if found else ""
    parts = [Content.styled(f"      {said}{mends}\n", "$text-muted")]
    parts += [Content.styled(f"      {clean(problem)}\n", "$text-muted") for problem in advised.problems]
    return Content("").join(parts)


def _by_source(advice: Sequence[Advice]) -> str:
    """Whose they are where other programs found some too: the table counts those of our own rules."""
    counts = Counter(each.source for each in advice)
    if set(counts) <= {AdviceSource.WORKBENCH}:
        return ""
    ours = counts.pop(AdviceSource.WORKBENCH, 0)
    told = (f"{ours} of our own rules", *(f"{number} of {each.value}" for each, number in counts.items()))
    return f": {', '.join(told)}"


def _note(advice: Advice, where: str = "") -> Content:
    """A remark under the line that it is about, wrapped under itself."""
    sign, style = _SIGNS[advice.level]
    return Content.styled(f"      {sign} {clean(where + advice_sentence(advice))}\n", style)
