"""`workbench doctor`: which engines there are, and what the chosen one can do."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_json
from workbench.cli_jobs.output import complain, print_json, print_lines
from workbench.domain.engines import Attempt, BuilderChoice, BuilderKind, EngineFacts
from workbench.domain.errors import EngineUnavailable
from workbench.engine.connect import survey
from workbench.engine.engine import Engine
from workbench.formatting import size

_EXAMPLES = """\
examples:
  workbench doctor                              why does it not find my engine?
  workbench doctor --host tcp://box:2375        can this one be used?
  workbench doctor --json | jq -r .engine.storage_driver

An engine is looked for in this order: --host or --context; else DOCKER_HOST, DOCKER_CONTEXT, the current
docker context, and the sockets of Docker, rootless Docker, Podman, Colima, OrbStack and Rancher Desktop.

JSON keys:
  candidates[]  url, source, name, answered, api_version, failure, hint
  engine        null, or: url, name, product, version, api_version, minimum_api_version, operating_system,
                architecture, kernel, storage_driver, image_store, cgroup_version, cpu_count, memory_bytes,
                root_folder, containers_total, containers_running, images_total, warnings[], is_embedded
  builder       null, or: buildkit (true or false: whether it can be used), kind (buildx or classic), version,
                reason"""


@dataclass(frozen=True, slots=True)
class _Findings:
    """What the engine that a run would use says of itself."""

    url: str
    facts: EngineFacts
    builder: BuilderChoice


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    attempts = () if options.embedded else survey(host=options.host, context=options.context)
    findings: _Findings | None = None
    failure: EngineUnavailable | None = None
    try:
        with connected(options) as engine:
            findings = _findings(engine)
    except EngineUnavailable as error:
        failure = error
    if options.json:
        print_json(_document(attempts, findings))
    else:
        print_lines(_report(attempts, findings))
    sys.stdout.flush()
    if failure is not None:
        complain(failure)
        return failure.exit_code
    return 0


def _findings(engine: Engine) -> _Findings:
    return _Findings(engine.candidate.url, engine.facts(), engine.builder())


def _report(attempts: Sequence[Attempt], findings: _Findings | None) -> list[str]:
    lines = ["Engines looked for:"] if attempts else []
    hints: set[str] = set()
    for each in attempts:
        sign, outcome = ("✓", f"answers, API {each.api_version}") if each.answered else ("✗", each.failure)
        lines.append(f"  {sign} {each.candidate.url or each.candidate.name}  ({each.candidate.source.value})")
        lines.append(f"      {outcome}")
        lines += [f"      {each.hint}"] if each.hint and each.hint not in hints else []
        hints.add(each.hint)
    return lines if findings is None else [*lines, *([""] if lines else []), *_engine_lines(findings)]


def _engine_lines(findings: _Findings) -> list[str]:
    facts, builder = findings.facts, findings.builder
    rows = [
        ("Engine", f"{facts.product} {facts.version} at {findings.url}"),
        ("API", f"{facts.api_version} (the oldest it speaks: {facts.minimum_api_version})"),
        ("System", f"{facts.operating_system}, {facts.kernel}, {facts.architecture}"),
        ("Machine", f"{facts.cpu_count} CPUs, {size(facts.memory_bytes)} of memory"),
        ("Storage", f"{facts.storage_driver} ({facts.image_store}) in {facts.root_folder}"),
        ("Cgroups", facts.cgroup_version),
        ("Builder", _builder(builder)),
        ("Holds", _contents(facts)),
        *(("Warning", warning) for warning in facts.warnings),
    ]
    return [f"{title:<9}{text}" for title, text in rows]


def _builder(choice: BuilderChoice) -> str:
    match choice.kind:
        case BuilderKind.BUILDX:
            return f"BuildKit, by `docker buildx` {choice.version}: {choice.reason}"
        case BuilderKind.CLASSIC:
            return f"the engine's own, BuildKit cannot be used: {choice.reason}"


def _contents(facts: EngineFacts) -> str:
    containers = f"{facts.containers_total} containers ({facts.containers_running} running)"
    return f"{containers}, {facts.images_total} images"


def _document(attempts: Sequence[Attempt], findings: _Findings | None) -> dict[str, object]:
    candidates = [
        {
            "url": each.candidate.url,
            "source": each.candidate.source.value,
            "name": each.candidate.name,
            "answered": each.answered,
            "api_version": each.api_version or None,
            "failure": each.failure or None,
            "hint": each.hint or None,
        }
        for each in attempts
    ]
    if findings is None:
        return {"candidates": candidates, "engine": None, "builder": None}
    choice = findings.builder
    uses_buildkit = choice.kind is BuilderKind.BUILDX
    builder = {"buildkit": uses_buildkit, **asdict(choice), "kind": choice.kind.value}
    engine = {"url": findings.url, **asdict(findings.facts)}
    return {"candidates": candidates, "engine": engine, "builder": builder}


JOB = Job(
    "Say which engines were looked for, which answered, and what the one that is used can do.",
    _EXAMPLES,
    _add_options,
    _run,
)
