"""What Docker refuses of a container's settings, in its own words, before there is a container."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from workbench.embedded.errors import BadParameter, Conflict
from workbench.embedded.payload import (
    JsonObject,
    JsonValue,
    flag_at,
    list_at,
    number_at,
    object_at,
    objects_at,
    text_at,
    texts_at,
)
from workbench.embedded.processes.program import SIGTERM
from workbench.embedded.signals import signal_number
from workbench.embedded.stats import PROCESSORS
from workbench.embedded.world.containers import Container

_LEAST_BYTES = 6 << 20
_NANO = 1_000_000_000
_LEAST_NS = 1_000_000
_LOG_OPTIONS = {
    "json-file": {"max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag"},
    "local": {"max-size", "max-file", "compress"},
}
_ANY_LOG_OPTIONS = {"mode", "max-buffer-size"}
# Drivers that Docker knows and that send lines elsewhere: nothing is there to take them.
_SENDING_DRIVERS = {
    "awslogs", "fluentd", "gcplogs", "gelf", "journald", "logentries", "splunk", "syslog",
}  # fmt: skip
_RUNTIMES = {"", "runc", "io.containerd.runc.v2", "io.containerd.runtime.v1.linux"}
_CAPABILITIES = set(
    "ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE "
    "DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE "
    "MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID "
    "SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO "
    "SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM".split()
)
_IPC_MODES = {"", "none", "private", "shareable", "host", "container"}
_CPU_SET = re.compile(r"\d+(-\d+)?(,\d+(-\d+)?)*")


def check_settings(body: JsonObject) -> None:
    """Refuse settings that no container can have; BadParameter says why."""
    host = object_at(body, "HostConfig")
    problem = next(chain(_of_process(body), resource_problems(host), _of_host(host)), "")
    if problem:
        raise BadParameter(problem)


def start_problem(host: JsonObject) -> str:
    """Say why a container cannot start that could be created: it wants what this host does not have."""
    driver = text_at(object_at(host, "LogConfig"), "Type")
    if driver in _SENDING_DRIVERS:
        return f"failed to initialize logging driver: the embedded engine has no {driver} to send lines to"
    if text_at(host, "IpcMode").partition(":")[0] not in _IPC_MODES:
        return f"Invalid IPC mode: {text_at(host, 'IpcMode')}"
    for request in objects_at(host, "DeviceRequests"):
        names = " ".join(str(each) for each in list_at(request, "Capabilities"))
        names = names.replace("'", "").replace(",", "")
        return f'could not select device driver "{text_at(request, "Driver")}" with capabilities: [{names}]'
    for device in objects_at(host, "Devices"):
        path = text_at(device, "PathOnHost")
        if path not in ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"):
            return (
                f'error gathering device information while adding custom device "{path}": '
                "no such file or directory"
            )
    return ""


def _of_process(body: JsonObject) -> Iterator[str]:
    folder, stop = text_at(body, "WorkingDir"), text_at(body, "StopSignal")
    if folder and not folder.startswith("/"):
        yield f"the working directory '{folder}' is invalid, it needs to be an absolute path"
    for pair in texts_at(body, "Env"):
        if not pair.partition("=")[0]:
            yield f"invalid environment variable: {pair}"
    signal_number(stop, SIGTERM)
    check = object_at(body, "Healthcheck")
    for name in ("Interval", "Timeout", "StartPeriod"):
        if number_at(check, name) and number_at(check, name) < _LEAST_NS:
            yield f"{name} in Healthcheck cannot be less than 1ms"
    if number_at(check, "Retries") < 0:
        yield "Retries in Healthcheck cannot be negative"


def resource_problems(host: JsonObject) -> Iterator[str]:
    """Say what cannot be had of memory, processors and restarts, for a new container or a changed one."""
    memory, swap, reserved = (number_at(host, name) for name in ("Memory", "MemorySwap", "MemoryReservation"))
    if memory and memory < _LEAST_BYTES:
        yield "Minimum memory limit allowed is 6MB"
    if memory and 0 < swap < memory:
        yield "Minimum memoryswap limit should be larger than memory limit, see usage"
    if not memory and swap > 0:
        yield "You should always set the Memory limit when using Memoryswap limit, see usage"
    if reserved and reserved < _LEAST_BYTES:
        yield "Minimum memory reservation allowed is 6MB"
    if 0 < memory < reserved:
        yield "Minimum memory limit can not be less than memory reservation limit, see usage"
    if not 0 <= number_at(host, "NanoCpus") <= PROCESSORS * _NANO:
        yield (
            f"Range of CPUs is from 0.01 to {PROCESSORS}.00, as there are only {PROCESSORS} CPUs available"
        )
    chosen = text_at(host, "CpusetCpus")
    if chosen and not _CPU_SET.fullmatch(chosen):
        yield f"Invalid value {chosen} for cpuset cpus: invalid format: {chosen}"
    elif any(int(number) >= PROCESSORS for number in re.findall(r"\d+", chosen)):
        yield f"Requested CPUs are not available - requested {chosen}, available: 0-{PROCESSORS - 1}"
    yield from _of_restarts(object_at(host, "RestartPolicy"))


def _of_restarts(policy: JsonObject) -> Iterator[str]:
    name, most = text_at(policy, "Name"), number_at(policy, "MaximumRetryCount")
    if name not in ("", "no", "always", "unless-stopped", "on-failure"):
        yield f"invalid restart policy '{name}'"
    if name == "on-failure" and most < 0:
        yield "maximum retry count cannot be negative"
    if name in ("no", "always", "unless-stopped") and most:
        yield f"maximum retry count cannot be used with restart policy '{name}'"


def _of_host(host: JsonObject) -> Iterator[str]:
    if flag_at(host, "AutoRemove") and text_at(object_at(host, "RestartPolicy"), "Name") not in ("", "no"):
        yield "can't create 'AutoRemove' container with restart policy"
    score = number_at(host, "OomScoreAdj")
    if not -1000 <= score <= 1000:
        yield f"Invalid value {score}, range for oom score adj is [-1000, 1000]"
    if text_at(host, "Runtime") not in _RUNTIMES:
        yield f"Unknown runtime specified {text_at(host, 'Runtime')}"
    for key in ("CapAdd", "CapDrop"):
        for name in texts_at(host, key):
            if name.upper().removeprefix("CAP_") not in _CAPABILITIES:
                yield f'invalid {key}: unknown capability: "CAP_{name.upper().removeprefix("CAP_")}"'
    log = object_at(host, "LogConfig")
    driver = text_at(log, "Type") or "json-file"
    if driver not in {*_LOG_OPTIONS, *_SENDING_DRIVERS, "none"}:
        yield f'error looking up logging plugin {driver}: plugin "{driver}" not found'
    for option in object_at(log, "Config"):
        if driver in _LOG_OPTIONS and option not in _LOG_OPTIONS[driver] | _ANY_LOG_OPTIONS:
            yield f"unknown log opt '{option}' for {driver} log driver"


def updated(container: Container, asked: JsonObject) -> JsonObject:
    """Give a container's host settings after a change; what is zero or empty is left as it was."""
    changed: dict[str, JsonValue] = {
        key: value for key, value in asked.items() if value and key != "RestartPolicy"
    }
    if text_at(object_at(asked, "RestartPolicy"), "Name"):
        changed["RestartPolicy"] = asked["RestartPolicy"]
    memory, swap = number_at(asked, "Memory"), number_at(asked, "MemorySwap")
    if memory and not swap and number_at(container.host_config, "MemorySwap") < memory:
        raise Conflict(
            f"Cannot update container {container.id}: Memory limit should be smaller than already set "
            "memoryswap limit, update the memoryswap at the same time"
        )
    after = {**container.host_config, **changed}
    problem = next(resource_problems(after), "")
    if problem:
        raise BadParameter(problem)
    return after
