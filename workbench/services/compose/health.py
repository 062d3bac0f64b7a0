"""Reads a service's health check."""

from workbench.domain.health import HealthCheck
from workbench.services.compose.nodes import Items, Node, expected
from workbench.services.compose.values import Section, seconds, text_of, texts, whole_number


def read_health(node: Node | None, ignored: list[str]) -> HealthCheck | None:
    """The check, None where the image's own holds."""
    if node is None:
        return None
    section = Section(node, "a health check", ignored)
    test = _test(section.take("test"))
    interval, timeout = _seconds(section.take("interval")), _seconds(section.take("timeout"))
    start_period = _seconds(section.take("start_period"))
    retries = section.take("retries")
    is_disabled = section.flag("disable")
    section.leave()
    if is_disabled or test == ("NONE",):
        return HealthCheck(("NONE",))
    return HealthCheck(
        test, interval, timeout, start_period, None if retries is None else whole_number(retries)
    )


def _test(node: Node | None) -> tuple[str, ...]:
    match node:
        case None:
            return ()
        case Items():
            words = texts(node)
            kind = words[0] if words else ""
            if kind not in ("CMD", "CMD-SHELL", "NONE") or (kind == "CMD-SHELL" and len(words) != 2):
                raise expected(node, 'a test such as ["CMD", "redis-cli", "ping"] or ["CMD-SHELL", "a line"]')
            return words
        case _:
            return ("CMD-SHELL", text_of(node))


def _seconds(node: Node | None) -> float | None:
    return None if node is None else seconds(node)
