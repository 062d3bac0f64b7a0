"""Waits until a container is so far, or until it answers."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from workbench.domain.cancellation import Cancellation
from workbench.domain.containers import ContainerDetail
from workbench.domain.errors import EngineGone, EngineUnavailable, NotFound, NotReady, WorkbenchError
from workbench.domain.stacks import Condition, WaitForAnswer, WaitUntilReady
from workbench.domain.text import clean, decode
from workbench.services.stacks.http_probe import ask
from workbench.services.stacks.readiness import Readiness, Verdict, judge

if TYPE_CHECKING:
    from workbench.engine.engine import Engine

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS, _PAUSE_GROWTH = 0.05, 1.0, 1.5
_STEADY_SECONDS = 1.0
"""How long what need only be started must have run: what ends at once did not start well."""
_LOG_LINES = 8
_CHECK_LINES = 4


def wait_until_ready(
    engine: "Engine", step: WaitUntilReady, report: Callable[[str], None], cancel: Cancellation
) -> str:
    """Return in words what the container does once it is so far; raises NotReady or Cancelled."""
    restarts = _detail(engine, step.container).restart_count
    seen_running_at: float | None = None

    def look() -> Verdict:
        nonlocal seen_running_at
        detail = _detail(engine, step.container)
        verdict = judge(detail, step.condition, restarts)
        if step.condition is not Condition.STARTED:
            return verdict
        if not detail.container.is_running:
            seen_running_at = None
            return verdict
        seen_running_at = seen_running_at or monotonic()
        is_steady = monotonic() - seen_running_at >= _STEADY_SECONDS
        return verdict if is_steady else Verdict(Readiness.WAITING, "has just started")

    return _until(engine, step.container, look, step.timeout_seconds, report, cancel)


def wait_for_answer(
    engine: "Engine", step: WaitForAnswer, report: Callable[[str], None], cancel: Cancellation
) -> str:
    """Return in words what answered once it does so well; raises NotReady or Cancelled."""
    restarts = _detail(engine, step.container).restart_count

    def look() -> Verdict:
        detail = _detail(engine, step.container)
        running = judge(detail, Condition.STARTED, restarts)
        if not detail.container.is_running:
            return Verdict(Readiness.FAILED, running.words)
        if running.readiness is not Readiness.READY:
            return running
        url = _url(step, detail)
        answer = ask(url)
        readiness = Readiness.READY if answer.is_good else Readiness.WAITING
        return Verdict(readiness, f"{answer.words} at {url}")

    return _until(engine, step.container, look, step.timeout_seconds, report, cancel)


def _until(
    engine: "Engine",
    container: str,
    look: Callable[[], Verdict],
    timeout_seconds: float,
    report: Callable[[str], None],
    cancel: Cancellation,
) -> str:
    deadline = monotonic() + timeout_seconds
    pause_seconds = _FIRST_PAUSE_SECONDS
    told = ""
    while True:
        cancel.check()
        verdict = look()
        words = clean(f"{container} {verdict.words}")
        if verdict.readiness is Readiness.READY:
            return words
        if verdict.readiness is Readiness.FAILED:
            raise NotReady(f"{words}.{_last_words(engine, container)}", _hint(container))
        if monotonic() >= deadline:
            waited = f"{words}, after {timeout_seconds:.0f} seconds of waiting"
            raise NotReady(f"{waited}.{_last_words(engine, container)}", _hint(container))
        if words != told:
            report(words)
            told = words
        cancel.wait(pause_seconds)
        pause_seconds = min(pause_seconds * _PAUSE_GROWTH, _LONGEST_PAUSE_SECONDS)


def _detail(engine: "Engine", container: str) -> ContainerDetail:
    try:
        return engine.container(container)
    except NotFound as error:
        raise NotReady(f"{container} was removed before it was ready.") from error


def _url(step: WaitForAnswer, detail: ContainerDetail) -> str:
    """The URL, with the port of the host that the engine chose where the file names none."""
    ports = detail.container.published_ports
    chosen = next((each.host_port for each in ports if each.container_port == step.container_port), None)
    if chosen is None:
        return step.url
    scheme, _, rest = step.url.partition("://")
    address, slash, path = rest.partition("/")
    return f"{scheme}://{address}:{chosen}{slash}{path}"


def _last_words(engine: "Engine", container: str) -> str:
    """What its health check said last and the end of its log, to be read below the message, as far as had."""
    lines = [*_last_check(engine, container), *_last_lines(engine, container)]
    return "".join(f"\n  {line}" for line in lines)


def _last_check(engine: "Engine", container: str) -> list[str]:
    """How the last health check failed; nothing where none did, or where it cannot be had."""
    try:
        probes = engine.container(container).health_log
    except (EngineGone, EngineUnavailable):
        raise
    except WorkbenchError:
        return []
    if not probes or probes[-1].exit_code == 0:
        return []
    said = [line for line in probes[-1].output.splitlines() if line.strip()]
    ended = f"Its last health check ended with exit code {probes[-1].exit_code}"
    return [f"{ended}:", *said[:_CHECK_LINES]] if said else [f"{ended} and said nothing."]


def _last_lines(engine: "Engine", container: str) -> list[str]:
    """The end of a container's log; nothing where it cannot be had."""
    try:
        with engine.logs(container, tail=_LOG_LINES, follow=False) as stream:
            lines = [clean(decode(line.text)) for batch in stream for line in batch]
    except (EngineGone, EngineUnavailable):
        raise
    except WorkbenchError:
        return []
    return ["Its log ends:", *lines] if lines else []


def _hint(container: str) -> str:
    return f"Read its log: `workbench logs {container}`."
