"""The `filters` parameter, in both forms that clients send."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from workbench.embedded.clock import parse_moment
from workbench.embedded.durations import duration_ns
from workbench.embedded.errors import BadParameter, ServerError
from workbench.embedded.http import Request
from workbench.embedded.payload import JsonValue

_FLAGS = {"dangling", "all"}
_MOMENT = re.compile(
    r"[0-9]{1,12}(?:\.[0-9]{1,9})?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:T[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)?(?:Z|[-+][0-9]{2}:[0-9]{2})?)?"
)


def read_filters(request: Request, known: Collection[str]) -> dict[str, list[str]]:
    """Read the filters; a name that is not known is refused."""
    text = request.text("filters")
    if not text:
        return {}
    try:
        value: JsonValue = json.loads(text)
    except ValueError as error:
        raise ServerError(f"invalid character '{text[:1]}' looking for beginning of value") from error
    if not isinstance(value, Mapping):
        raise BadParameter("invalid filter")
    filters: dict[str, list[str]] = {}
    for name, wanted in value.items():
        if name not in known:
            raise BadParameter(f"Invalid filter '{name}'")
        filters[name] = _values(wanted)
        if name in _FLAGS:
            read_flag(filters, name, default=False)  # one that cannot be read is refused, whatever there is
    return filters


def _values(wanted: JsonValue) -> list[str]:
    if isinstance(wanted, Mapping):
        return [name for name, chosen in wanted.items() if chosen]
    if isinstance(wanted, str) or not isinstance(wanted, Sequence):
        return [str(wanted)]
    return [str(item) for item in wanted]


def labels_pass(labels: Mapping[str, str], wanted: Sequence[str]) -> bool:
    """Tell whether labels hold all of `name` or `name=value`."""
    for each in wanted:
        name, equals, value = each.partition("=")
        if name not in labels or (equals and labels[name] != value):
            return False
    return True


def read_flag(filters: Mapping[str, Sequence[str]], name: str, *, default: bool) -> bool:
    """Read a filter that is yes or no; anything else, or both, is refused."""
    values = filters.get(name, [])
    if not values:
        return default
    is_yes, is_no = (any(each in values for each in words) for words in (("1", "true"), ("0", "false")))
    if is_yes == is_no:
        raise BadParameter(f"Invalid filter '{name}=[{' '.join(values)}]'")
    return is_yes


@dataclass(frozen=True, slots=True)
class PruneFilters:
    """What a prune may take: by age and by labels."""

    until_ns: int | None
    labels: Sequence[str]
    spared_labels: Sequence[str]

    def take(self, labels: Mapping[str, str], created_at_ns: int) -> bool:
        """Tell whether something with these labels, made at that moment, may be removed."""
        if self.until_ns is not None and created_at_ns > self.until_ns:
            return False
        is_spared = bool(self.spared_labels) and labels_pass(labels, self.spared_labels)
        return labels_pass(labels, self.labels) and not is_spared


def prune_filters(filters: Mapping[str, Sequence[str]], now_ns: int) -> PruneFilters:
    """Give what the filters of a prune let it take; an age that cannot be read is refused."""
    ages = filters.get("until", [])
    if len(ages) > 1:
        raise BadParameter("more than one until filter specified")
    until_ns = moment_before(ages[0], now_ns) if ages else None
    return PruneFilters(until_ns, filters.get("label", []), filters.get("label!", []))


def moment_before(text: str, now_ns: int) -> int:
    """Read a moment or an age, which counts back from now; it is tried first, so that `0` means now."""
    length_ns = duration_ns(text)
    if length_ns is not None:
        return now_ns - length_ns
    moment_ns = parse_moment(text) if _MOMENT.fullmatch(text) else None
    if moment_ns is None:
        raise BadParameter(f'failed to parse value as time or duration: "{text}"')
    return moment_ns
