"""The `filters` parameter, in both forms that clients send."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from workbench.embedded.errors import BadParameter, ServerError
from workbench.embedded.http import Request
from workbench.embedded.payload import JsonValue


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
