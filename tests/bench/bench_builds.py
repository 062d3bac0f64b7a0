"""Building through us against `docker buildx build` alone, in turns, on the same engine and the same folder.

    python -m tests.bench.bench_builds [--engine URL] [--runs N]

The CPU is this process's own: the docker program that both use is not in it.
"""

import argparse
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.measure import Figure, median, say, show
from workbench.domain.builds import BuildEvent
from workbench.domain.cancellation import Cancellation
from workbench.engine.connect import connect
from workbench.services.build_variants import VariantBuilder
from workbench.services.find_app import find_app

_RATIO_AIM, _CPU_AIM_SECONDS = 1.05, 0.2
_DOCKERFILE = "FROM debian:bookworm-slim\nCOPY . /app\n" + "".join(
    f"RUN seq 1 200 && sleep 0.2 # step {number}\n" for number in range(8)
)


def main() -> None:
    """Measure, and print a table of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", metavar="URL", default=os.environ.get("DOCKER_HOST"))
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not options.engine:
        parser.error("an engine is needed: --engine URL")
    with tempfile.TemporaryDirectory(prefix="bench-builds-") as folder:
        os.environ["XDG_STATE_HOME"] = folder
        _measure(options.engine, Path(folder) / "bench-builds", options.runs)


def _measure(url: str, folder: Path, runs: int) -> None:
    folder.mkdir()
    (folder / "app.py").write_text("print(1)\n")
    (folder / "Dockerfile.one").write_text(_DOCKERFILE)
    engine = connect(host=url)
    builder = VariantBuilder(engine, find_app(folder))
    ours: list[float] = []
    alone: list[float] = []
    cpu: list[float] = []
    for number in range(runs + 1):
        say(f"run {number} of {runs}" if number else "one run to warm up")
        seconds = _alone(url, folder)
        spent = _own_cpu_seconds()
        began = time.monotonic()
        builder.build(["one"], no_cache=True, report=_ignore, cancel=Cancellation())
        if number:
            ours.append(time.monotonic() - began)
            cpu.append(_own_cpu_seconds() - spent)
            alone.append(seconds)
    subprocess.run(
        ["docker", "--host", url, "rmi", "--force", "bench-builds:one"], check=False, capture_output=True
    )
    kind = engine.builder().kind.value
    engine.close()
    ratio = median(ours) / median(alone)
    show(
        f"a build of nine steps without the cache, by {kind}, median of {runs} runs",
        [
            Figure(
                "build",
                median(ours),
                "s",
                median(alone),
                "docker buildx build",
                f"at most {_RATIO_AIM}",
                ratio <= _RATIO_AIM,
            ),
            Figure(
                "own CPU",
                median(cpu),
                "s",
                aim=f"at most {_CPU_AIM_SECONDS}",
                is_met=median(cpu) <= _CPU_AIM_SECONDS,
            ),
        ],
    )


def _alone(url: str, folder: Path) -> float:
    """The same build by the docker program, its output thrown away."""
    command = ["docker", "--host", url, "buildx", "build", "--no-cache", "--load", "--provenance=false"]
    began = time.monotonic()
    subprocess.run(
        [*command, "-t", "bench-builds:one", "-f", str(folder / "Dockerfile.one"), str(folder)],
        check=True,
        capture_output=True,
    )
    return time.monotonic() - began


def _own_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _ignore(_name: str, _event: BuildEvent) -> None:
    """Nothing is drawn here."""


if __name__ == "__main__":
    main()
