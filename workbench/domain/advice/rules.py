"""All rules of our own, and what they find."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from workbench.domain.advice.base_rules import build_tools, exact_base, slim_base
from workbench.domain.advice.context_rules import (
    copied_secrets,
    copy_sources_there,
    missing_ignore,
    untrue_ignore,
)
from workbench.domain.advice.copy_rules import cache_order, chown_layer, workdir
from workbench.domain.advice.package_rules import apk_cache, apt_lists, apt_recommends, pip_cache
from workbench.domain.advice.rule_texts import RULES
from workbench.domain.advice.run_rules import exec_form_command, health_check, other_user, secret_values
from workbench.domain.advice.subject import AdviceSubject
from workbench.domain.advice.values import Advice, AdviceLevel

# Some rules look from each stage to those that it stands on; nobody writes so many.
_MOST_STAGES = 300

_OWN: tuple[Callable[[AdviceSubject], Iterator[Advice]], ...] = (
    exact_base,
    slim_base,
    build_tools,
    other_user,
    workdir,
    missing_ignore,
    untrue_ignore,
    copied_secrets,
    copy_sources_there,
    cache_order,
    chown_layer,
    pip_cache,
    apt_lists,
    apt_recommends,
    apk_cache,
    exec_form_command,
    health_check,
    secret_values,
)


def own_advice(subject: AdviceSubject) -> tuple[Advice, ...]:
    """What a careful reader would say of this Dockerfile, in the order of its lines."""
    found = [
        Advice(each.line, "syntax", each.message, "The engine refuses it as it stands.", AdviceLevel.ERROR)
        for each in subject.dockerfile.problems
    ]
    if 0 < len(subject.dockerfile.stages) <= _MOST_STAGES:
        found.extend(each for rule in _OWN for each in rule(subject))
    return in_order(replace(each, reference=RULES[each.rule].reference) for each in found)


def in_order(found: Iterator[Advice]) -> tuple[Advice, ...]:
    """Advice by line, on one line the gravest first."""
    return tuple(sorted(found, key=lambda each: (each.line, each.level.rank)))
