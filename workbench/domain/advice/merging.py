"""Brings the findings of several into one list in which each thing is said once."""

from collections.abc import Iterable
from dataclasses import replace

from workbench.domain.advice.rules import in_order
from workbench.domain.advice.values import Advice, AdviceSource

# What others call the things that our rules find, and each other's.
_SAME = {
    "DL1000": "syntax",
    "DL3000": "WorkdirRelativePath",
    "DL3002": "non-root-user",
    "DL3006": "exact-base",
    "DL3007": "exact-base",
    "DL3009": "apt-lists",
    "DL3012": "MultipleInstructionsDisallowed",
    "DL3015": "apt-recommends",
    "DL3019": "apk-no-cache",
    "DL3024": "DuplicateStageName",
    "DL3025": "exec-form",
    "DL3029": "FromPlatformFlagConstDisallowed",
    "DL3042": "pip-no-cache",
    "DL3045": "workdir",
    "DL3057": "health-check",
    "DL3061": "syntax",
    "DL3064": "secret-value",
    "DL4000": "MaintainerDeprecated",
    "DL4003": "MultipleInstructionsDisallowed",
    "DL4004": "MultipleInstructionsDisallowed",
    "JSONArgsRecommended": "exec-form",
    "SecretsUsedInArgOrEnv": "secret-value",
    "CopyIgnoredFile": "copy-source",
}
_ORDER = tuple(AdviceSource)


def merged(found: Iterable[Advice]) -> tuple[Advice, ...]:
    """One list, by line: what several say is said in our words, or the first one's, and names the others."""
    kept: dict[tuple[str, int], Advice] = {}
    for each in sorted(found, key=lambda each: _ORDER.index(each.source)):
        key = (_SAME.get(each.rule, each.rule), _line(each))
        first = kept.get(key)
        if first is None:
            kept[key] = each
        elif each.source is not first.source:
            name = f"{each.source.value} {each.rule}"
            if name not in first.also:
                kept[key] = replace(first, also=(*first.also, name))
    return in_order(iter(kept.values()))


def _line(advice: Advice) -> int:
    """Where it counts as the same: each asks for a user, or for a health check, at another line."""
    one_for_all = ("non-root-user", "health-check")
    return 0 if _SAME.get(advice.rule, advice.rule) in one_for_all else advice.line
