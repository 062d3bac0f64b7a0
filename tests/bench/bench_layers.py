"""Reading every file of every layer, against `docker save` of the same image in the same run.

    python -m tests.bench.bench_layers [--engine URL] [--image NAME] [--runs COUNT]

Each reading is a process of its own, so that its CPU and its memory are told apart from ours. Of CPU the best
run counts, for a shared machine only adds to it; beside it stands what the docker command took for a copy.
Then the first sight of a history: from enter on an image of the forest to its painted steps.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from tests.bench.measure import Figure, median, say, show
from tests.bench.programs import start_workbench
from tests.tools.image_tars import config_of, digest
from workbench.domain.file_trees import file_tree
from workbench.domain.waste import find_waste
from workbench.engine.connect import connect
from workbench.services.read_files import read_archive, read_files

_RATIO_AIM, _CPU_AIM_MS, _MEMORY_AIM_MB = 1.1, 500, 150
_SIGHT_AIM_MS = 50
_FILES_EACH_FOLDER = 100
_SETTLE_SECONDS = 1.0
_END, _UP, _ESCAPE = "G", "\x1b[A", "\x1b"
_STEPS = re.compile(rb"its own layers|all layers")


def main() -> None:
    """Measure, and print a table of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", metavar="URL", default=os.environ.get("DOCKER_HOST"))
    parser.add_argument("--image", default="python:3.11")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--child", nargs=2, metavar=("KIND", "WHAT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(_read_here(options.child[0], options.child[1], options.engine)))
        return
    if options.engine:
        _measure_engine(options.engine, options.image, options.runs)
        _measure_sight(options.engine, options.runs)
    for count in (100_000, 500_000):
        _measure_archive(count)


def _measure_engine(url: str, image: str, runs: int) -> None:
    saving: list[float] = []
    copying: list[float] = []
    reading: list[dict[str, float]] = []
    for number in range(runs):
        say(f"run {number + 1} of {runs}")
        began, cpu = time.monotonic(), _children_cpu_seconds()
        subprocess.run(["docker", "--host", url, "save", image], check=True, stdout=subprocess.DEVNULL)
        saving.append(time.monotonic() - began)
        copying.append(_children_cpu_seconds() - cpu)
        reading.append(_child("engine", image, "--engine", url))
    seconds, floor = median([each["seconds"] for each in reading]), median(saving)
    ours_ms = min(each["cpu_seconds"] for each in reading) * 1000
    show(
        f"{image}: {reading[0]['files']:,.0f} files, median of {runs} runs",
        [
            Figure(
                "read every file of every layer",
                seconds,
                "s",
                floor,
                "docker save >/dev/null",
                f"at most {_RATIO_AIM} times",
                seconds <= _RATIO_AIM * floor,
            ),
            Figure(
                "CPU of ours",
                ours_ms,
                "ms",
                min(copying) * 1000,
                "docker save >/dev/null",
                f"under {_CPU_AIM_MS} ms",
                ours_ms < _CPU_AIM_MS,
            ),
            Figure("memory of ours at its peak", reading[0]["peak_mb"], "MB"),
        ],
    )


def _measure_sight(url: str, runs: int) -> None:
    """Open one image after another from the end of the forest, and go back to it."""
    taken: list[float] = []
    with start_workbench(url, "layers") as program:
        program.wait_for(" on disk")
        time.sleep(_SETTLE_SECONDS)
        program.send(_END)
        while len(taken) < runs:
            time.sleep(_SETTLE_SECONDS)
            mark = program.now
            pressed = program.send("\r")
            try:
                taken.append((program.wait_for_match(_STEPS, mark, _SETTLE_SECONDS)[0] - pressed) * 1000)
            except TimeoutError:  # A run of layers: enter folded it, and its images are gone. Back to them.
                program.send("\r")
            else:
                program.send(_ESCAPE)
                time.sleep(_SETTLE_SECONDS)
            program.send(_UP)
    best = min(taken)
    figure = Figure(
        "the best of them", best, "ms", aim=f"under {_SIGHT_AIM_MS} ms", is_met=best < _SIGHT_AIM_MS
    )
    show(
        "From enter to the painted history", [Figure(f"median of {runs} images", median(taken), "ms"), figure]
    )


def _measure_archive(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        path = Path(folder, "many.tar")
        _write_archive(path, count)
        told = _child("archive", str(path))
    is_met = told["peak_mb"] < _MEMORY_AIM_MB if count == 100_000 else None
    show(
        f"{count:,} files in an archive",
        [
            Figure("CPU of reading them", told["cpu_seconds"], "s"),
            Figure("CPU of their tree", told["tree_seconds"], "s"),
            Figure("CPU of their waste", told["waste_seconds"], "s"),
            Figure("memory after reading", told["read_mb"], "MB"),
            Figure(
                "memory at its peak, tree and all",
                told["peak_mb"],
                "MB",
                aim=f"under {_MEMORY_AIM_MB} MB" if is_met is not None else "",
                is_met=is_met,
            ),
        ],
    )


def _child(kind: str, what: str, *options: str) -> dict[str, float]:
    words = [sys.executable, "-m", "tests.bench.bench_layers", *options, "--child", kind, what]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _read_here(kind: str, what: str, url: str | None) -> dict[str, float]:
    if kind == "archive":
        return _archive_figures(Path(what))
    engine = connect(host=url)
    try:
        # The first call brings in the docker library, which every job of the workbench pays once.
        engine.image(what)
        began, cpu = time.monotonic(), time.process_time()
        image = read_files(engine, what)
    finally:
        engine.close()
    return {
        "seconds": time.monotonic() - began,
        "cpu_seconds": time.process_time() - cpu,
        "files": image.file_count,
        "peak_mb": _peak_mb(),
    }


def _archive_figures(path: Path) -> dict[str, float]:
    cpu = time.process_time()
    image = read_archive(path)
    read, read_mb = time.process_time(), _peak_mb()
    tree = file_tree(image.layers, len(image.layers) - 1)
    laid = time.process_time()
    assert tree.root.file_count
    peak_mb = _peak_mb()
    del tree
    wasting = time.process_time()
    find_waste(image.layers)
    return {
        "cpu_seconds": read - cpu,
        "read_mb": read_mb,
        "tree_seconds": laid - read,
        "peak_mb": peak_mb,
        "waste_seconds": time.process_time() - wasting,
    }


def _children_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mb() -> float:
    """The largest memory of this process so far; Linux tells it in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def _write_archive(path: Path, count: int) -> None:
    """An archive as Docker saves it, with two layers: all files, and one in ten of them again."""
    config = config_of((b"one", b"two"))
    manifest = [
        {"Config": f"{digest(config)}.json", "RepoTags": ["many:1"], "Layers": ["a/layer.tar", "b/layer.tar"]}
    ]
    with path.open("wb") as file:
        for name, step in (("a/layer.tar", 1), ("b/layer.tar", 10)):
            outer = tarfile.TarInfo(name)
            outer.size = 1024 * len(range(0, count, step)) + 1024
            file.write(outer.tobuf(tarfile.GNU_FORMAT))
            for number in range(0, count, step):
                place = f"usr/lib/python3.11/site-packages/package_{number // _FILES_EACH_FOLDER}"
                inner = tarfile.TarInfo(f"{place}/module_{number}.py")
                inner.size = 100
                file.write(inner.tobuf(tarfile.GNU_FORMAT) + (b"%d" % (number * step)).ljust(512, b"\0"))
            file.write(bytes(1024))
        for name, data in (
            (f"{digest(config)}.json", config),
            ("manifest.json", json.dumps(manifest).encode()),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.write(info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512))
        file.write(bytes(1024))


if __name__ == "__main__":
    main()
