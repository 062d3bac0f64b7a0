"""Plans what brings a stack up, and only that which differs from what stands."""

from workbench.domain.commands import CreateNetwork, CreateVolume
from workbench.domain.containers import PortMapping
from workbench.domain.errors import NotFound
from workbench.domain.stacks import (
    Condition,
    Plan,
    PlanStep,
    RunStep,
    Service,
    Stack,
    WaitForAnswer,
    WaitUntilReady,
)
from workbench.services.stacks.labels import network_labels, volume_labels
from workbench.services.stacks.observed import Observed, orphans_of
from workbench.services.stacks.plan_service import ServicePlan, plan_service
from workbench.services.stacks.service_commands import container_name
from workbench.services.start_order import start_order

_SECONDS_AT_LEAST = 60.0
_DEFAULT_INTERVAL, _DEFAULT_TIMEOUT, _DEFAULT_RETRIES = 30.0, 30.0, 3
_RECOVERY = "`up` goes on from there, `down` takes down what stands."
_THIS_MACHINE = ("127.0.0.1", "::1")


def plan(stack: Stack, observed: Observed) -> Plan:
    """The steps that bring the stack up; raises what would certainly go wrong, before anything is changed."""
    service_plans = tuple(plan_service(stack, service, observed) for service in start_order(stack))
    images = dict.fromkeys(step for each in service_plans for step in each.image_steps)
    steps: list[PlanStep] = [*images, *_resources(stack, observed)]
    waited: set[WaitUntilReady] = set()
    for each in service_plans:
        if each.steps:
            waits = [wait for wait in _waits(stack, each.service) if wait not in waited]
            waited.update(waits)
            steps += [*waits, *each.steps]
    warnings = [*_warnings(stack, observed)]
    if steps:
        steps += _last_waits(stack, service_plans, waited, observed, warnings)
    return Plan(f"up {stack.name}", tuple(steps), tuple(warnings), _RECOVERY)


def _resources(stack: Stack, observed: Observed) -> list[RunStep]:
    """The networks and volumes that are not there yet."""
    steps: list[RunStep] = []
    for network in stack.networks:
        if observed.network(network.name) is not None:
            continue
        if network.external:
            raise _missing("network", network.name)
        labels = (*network.labels, *network_labels(stack, network.key))
        create = CreateNetwork(network.name, network.driver, network.internal, labels)
        steps.append(RunStep(create, f"the network {network.name} is not there"))
    for volume in stack.volumes:
        if observed.has_volume(volume.name):
            continue
        if volume.external:
            raise _missing("volume", volume.name)
        labels = (*volume.labels, *volume_labels(stack, volume.key))
        steps.append(RunStep(CreateVolume(volume.name, labels), f"the volume {volume.name} is not there"))
    return steps


def _missing(kind: str, name: str) -> NotFound:
    return NotFound(
        f"The {kind} {name} is external, which means that it must be there, and it is not.",
        f"Create it: `docker {kind} create {name}`.",
    )


def _waits(stack: Stack, service: Service) -> list[WaitUntilReady]:
    """What a service waits for before it starts."""
    found: list[WaitUntilReady] = []
    for dependency in service.depends_on:
        other = stack.service(dependency.service)
        if other is not None:
            found.append(_wait(stack, other, dependency.condition))
    return found


def _wait(stack: Stack, service: Service, condition: Condition) -> WaitUntilReady:
    timeout = _SECONDS_AT_LEAST
    if check := service.health_check:
        interval = check.interval_seconds or _DEFAULT_INTERVAL
        tries = (check.retries or _DEFAULT_RETRIES) + 1
        one_try = interval + (check.timeout_seconds or _DEFAULT_TIMEOUT)
        timeout = max(timeout, (check.start_period_seconds or 0.0) + tries * one_try)
    return WaitUntilReady(service.name, container_name(stack, service), condition, timeout)


def _last_waits(
    stack: Stack,
    service_plans: tuple[ServicePlan, ...],
    waited: set[WaitUntilReady],
    observed: Observed,
    warnings: list[str],
) -> list[PlanStep]:
    """What is waited for at the end: that the app answers, and that the rest is so far."""
    settled = {each.service for each in waited}
    last: list[PlanStep] = []
    for each in service_plans:
        if each.steps and each.service.name not in settled and each.service.name != stack.app_service:
            last.append(_wait(stack, each.service, _readiness(each.service)))
    app = stack.service(stack.app_service)
    if app is not None:
        answer = _answer(stack, app, observed, warnings)
        last.append(answer or _wait(stack, app, _readiness(app)))
    return last


def _readiness(service: Service) -> Condition:
    check = service.health_check
    return Condition.HEALTHY if check and check.test and not check.is_disabled else Condition.STARTED


def _answer(stack: Stack, app: Service, observed: Observed, warnings: list[str]) -> WaitForAnswer | None:
    """The wait for the app's answer, None where it publishes no port that can be reached from here."""
    port = next((each for each in app.ports if each.protocol == "tcp"), None)
    if port is None:
        return None
    if observed.engine_host and port.host_ip in _THIS_MACHINE:
        warnings.append(
            f"{app.name} is published on {port.host_ip} of {observed.engine_host},"
            " so whether it answers cannot be seen from here."
        )
        return None
    address = _address(port, observed.engine_host)
    host_port = "" if port.host_port is None else f":{port.host_port}"
    container_port = port.container_port if port.host_port is None else None
    url = f"http://{address}{host_port}{stack.probe.path}"
    return WaitForAnswer(app.name, container_name(stack, app), url, container_port)


def _address(port: PortMapping, engine_host: str) -> str:
    if port.host_ip in ("", "0.0.0.0", "::"):
        return engine_host or "127.0.0.1"
    return f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip


def _warnings(stack: Stack, observed: Observed) -> tuple[str, ...]:
    orphans = tuple(
        f"{each.name} is of {stack.name}, but no service asks for it any more."
        for each in orphans_of(stack, observed)
    )
    return (*_not_carried_out(stack), *stack.warnings, *orphans)


def _not_carried_out(stack: Stack) -> tuple[str, ...]:
    """What the file asks for in vain: for each service by its own keys, then the rest."""
    left = list(stack.ignored)
    told: list[str] = []
    # A name may begin with another name and a dot.
    for name in sorted((each.name for each in stack.services), key=len, reverse=True):
        prefix = f"services.{name}."
        keys = [path.removeprefix(prefix) for path in left if path.startswith(prefix)]
        if keys:
            left = [path for path in left if not path.startswith(prefix)]
            told.append(f"Not carried out, so {name} starts without: {', '.join(keys)}")
    rest = (f"Not carried out: {', '.join(left)}",) if left else ()
    return (*sorted(told), *rest)
