"""Bringing a stack up waits for what it must, says what it waits for, and can be stopped."""

import threading
from collections.abc import Callable

import pytest

from tests.engine.stack.bench import PAIR, Bench, commands
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled, NotReady
from workbench.domain.stacks import Plan, PlanStep, StepState
from workbench.engine.engine import Engine
from workbench.services.run_stack import carry_out, plan_up, stack_status


def test_an_app_that_ends_is_told_with_its_last_lines(bench: Bench) -> None:
    bench.write(PAIR.replace("redis-server --port 7000", "sh -c 'echo no such \\033[31msetting; exit 3'"))
    with pytest.raises(NotReady, match="exit code 3") as caught:
        bench.up()
    assert "no such" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert f"run {bench.name}-store" in caught.value.hint


def test_what_an_unhealthy_service_was_told_by_its_check_is_told(bench: Bench) -> None:
    check = (
        '{test: [CMD-SHELL, "echo no answer; echo on \\e[31mport 7000; exit 4"], interval: 1s, retries: 1}'
    )
    bench.write(PAIR.replace("{test: [CMD, redis-cli, ping], interval: 1s}", check))
    with pytest.raises(NotReady, match="is unhealthy") as caught:
        bench.up()
    said = "\n  Its last health check ended with exit code 4:\n  no answer\n  on port 7000\n"
    assert said in caught.value.message


def test_a_dependency_without_a_health_check_is_told(bench: Bench) -> None:
    bench.write(PAIR.replace("    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}\n", ""))
    with pytest.raises(NotReady, match="has no health check"):
        bench.up()


def test_waiting_can_be_stopped_and_gone_on_with(bench: Bench) -> None:
    bench.write(PAIR.replace("[CMD, redis-cli, ping]", "[CMD, test, -e, /data/ready]"))
    cancel = Cancellation()
    reached = threading.Event()

    def report(step: PlanStep, state: StepState, words: str) -> None:
        if "not healthy yet" in words:
            reached.set()

    raised: list[BaseException] = []
    planned = plan_up(bench.engine, bench.stack())
    working = threading.Thread(target=_keep_error, args=(bench.engine, planned, report, cancel, raised))
    working.start()
    assert reached.wait(30)
    cancel.cancel()
    working.join(10)
    assert [type(error) for error in raised] == [Cancelled]
    bench.docker("exec", f"{bench.name}-store", "touch", "/data/ready", check=True)
    assert commands(bench.up()) == [f"run {bench.name}-app from redis"]


def _keep_error(
    engine: Engine,
    planned: Plan,
    report: Callable[[PlanStep, StepState, str], None],
    cancel: Cancellation,
    raised: list[BaseException],
) -> None:
    try:
        carry_out(engine, planned, report=report, cancel=cancel)
    except Cancelled as error:
        raised.append(error)


def test_a_job_that_others_wait_for_runs_once(bench: Bench) -> None:
    bench.write(
        PAIR.replace("condition: service_healthy", "condition: service_completed_successfully").replace(
            "    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}\n", "    command: 'true'\n"
        )
    )
    bench.up()
    assert plan_up(bench.engine, bench.stack()).steps == ()


def test_a_port_that_the_engine_chooses_is_asked(built: Bench) -> None:
    text = (built.folder / "compose.yaml").read_text()
    built.write(text.replace(f'"127.0.0.1:{built.port}:5000"', '"5000"'))
    built.up()
    assert stack_status(built.engine, built.stack()).is_up
