"""Asks a variant until it answers as it should, or tells why it no longer can."""

from dataclasses import dataclass
from time import monotonic

from workbench.domain.cancellation import Cancellation
from workbench.domain.containers import PortMapping
from workbench.domain.proofs import Probe
from workbench.domain.stacks import Condition
from workbench.domain.text import decode
from workbench.engine.engine import Engine
from workbench.services.engine_place import remote_host
from workbench.services.stacks.http_probe import Answer, ask
from workbench.services.stacks.readiness import Readiness, judge

_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 0.5
_WRONG_ANSWER_SECONDS = 5.0
"""An app may answer wrongly while it starts; one that still does so much later means it."""
_RUN_SECONDS = 5.0
THIS_MACHINE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of the asking: good or not, in words, and the last status where there was one."""

    is_good: bool
    words: str
    status: int | None = None


def wait_for_good_answer(
    engine: Engine, container: str, port: int, probe: Probe, cancel: Cancellation
) -> Asked:
    """Ask until the answer is as wanted, the process ends or the time is over; raises Cancelled."""
    deadline = monotonic() + probe.timeout_seconds
    pause_seconds = _PAUSE_SECONDS
    first_wrong: float | None = None
    while True:
        cancel.check()
        detail = engine.container(container)
        verdict = judge(detail, Condition.STARTED)
        if verdict.readiness is Readiness.FAILED or not detail.container.is_running:
            return Asked(False, f"It does not answer: its container {verdict.words}.")
        answer = _answer(engine, detail.container.published_ports, port, probe.path)
        problem = _problem(answer, probe)
        if not problem:
            return Asked(True, answer.words, answer.status)
        now = monotonic()
        if answer.status is not None:
            first_wrong = first_wrong or now
        is_settled = first_wrong is not None and now - first_wrong >= _WRONG_ANSWER_SECONDS
        if is_settled or now >= deadline:
            return Asked(False, problem, answer.status)
        cancel.wait(pause_seconds)
        pause_seconds = min(pause_seconds * 1.2, _LONGEST_PAUSE_SECONDS)


def run_without_port(engine: Engine, container: str, cancel: Cancellation) -> Asked:
    """For a program that serves nothing: it ends well, or still runs after a while; raises Cancelled."""
    deadline = monotonic() + _RUN_SECONDS
    while True:
        cancel.check()
        detail = engine.container(container)
        if not detail.container.is_running:
            code = detail.exit_code
            return Asked(code == 0, f"It ended with exit code {code}.")
        if monotonic() >= deadline:
            return Asked(True, "It runs.")
        cancel.wait(_PAUSE_SECONDS)


def _answer(engine: Engine, ports: tuple[PortMapping, ...], port: int, path: str) -> Answer:
    host_port = next((each.host_port for each in ports if each.container_port == port), None)
    if host_port is None:
        return Answer(None, f"its port {port} is not published")
    host = remote_host(engine) or THIS_MACHINE
    shown = f"[{host}]" if ":" in host else host
    return ask(f"http://{shown}:{host_port}{path}")


def _problem(answer: Answer, probe: Probe) -> str:
    """What is wrong with an answer; empty where it is as asked."""
    where = f"on {probe.path}"
    if answer.status is None:
        return f"It {answer.words} {where}."
    if probe.status is None and not answer.is_good:
        return f"It {answer.words} {where}."
    if probe.status is not None and answer.status != probe.status:
        return f"It {answer.words} {where}, not {probe.status}."
    if probe.text and probe.text not in decode(answer.body):
        return f'It answers {where} without "{probe.text}".'
    return ""
