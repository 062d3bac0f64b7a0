"""A thousand images: `python -m tests.bench.many_images [--engine URL] [--count N]`.

The forest of all images: from the start to its first paint; folding and unfolding all of it, a step of the
cursor and a page, each until it is painted; and one event (an image gets another name) until it is painted,
counted from the moment in which a reader that does nothing else has the event in its hands.
"""

import argparse
import json
import time

from tests.bench.api import EventClock, ask
from tests.bench.engines import IMAGE, PART, BenchEngine, ask_for_engine, bench_engine
from tests.bench.measure import Figure, median, say, show
from tests.bench.programs import start_workbench
from tests.bench.terminal import Terminal
from tests.tools.image_tars import Item, config_of, digest, layer, tar_of

_EVENT_AIM_MS, _KEY_AIM_MS = 100, 50
_EACH = 10
"""So many images stand on one base, and so many of them on one step more."""
_TIMES = 10
_FOLD, _UNFOLD, _DOWN, _UP, _PAGE, _HOME = "-", "+", "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[H"
_FACTS = " on disk"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_engine(parser)
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    with bench_engine(options.engine) as engine:
        say(f"loading {options.count:,} images")
        ask(engine.url, "POST", "/images/load", _archive(options.count))
        measure(engine, options.count)


def measure(engine: BenchEngine, count: int) -> None:
    """Start a few times, then go through the rest in one run."""
    starts = [_start(engine) for _ in range(2)]
    with start_workbench(engine.url, "layers") as program:
        program.wait_for(_FACTS)
        time.sleep(2)
        before = program.cpu_seconds()
        keys = {
            "fold all to the paint": _press(program, _FOLD, _UNFOLD),
            "unfold all to the paint": _press(program, _UNFOLD, _FOLD),
            "a step of the cursor to the paint": _press(program, _DOWN, _UP),
            "a page to the paint": _press(program, _PAGE, _HOME),
        }
        spent = program.cpu_seconds() - before
        delays = _tag(engine, program)
    listing = median([_list(engine) for _ in range(_TIMES)])
    event = median(delays)
    pressed = 2 * sum(len(taken) for taken in keys.values())
    show(
        f"The forest of {count:,} images",
        [
            Figure("start to the forest on the screen", min(starts), "ms"),
            *(
                Figure(
                    f"{name}, median",
                    median(taken),
                    "ms",
                    aim=f"under {_KEY_AIM_MS} ms",
                    is_met=median(taken) < _KEY_AIM_MS,
                )
                for name, taken in keys.items()
            ),
            Figure("CPU of a key, all threads, on average", spent / pressed * 1000, "ms"),
            Figure(
                "an event to the paint, median",
                event,
                "ms",
                listing,
                "the engine lists its images",
                f"the list and {_EVENT_AIM_MS} ms",
                event < listing + _EVENT_AIM_MS,
            ),
            Figure("the same, the slowest of ten", max(delays), "ms"),
        ],
    )


def _start(engine: BenchEngine) -> float:
    with start_workbench(engine.url, "layers") as program:
        return (program.wait_for(_FACTS) - program.started_at) * 1000


def _press(program: Terminal, key: str, back: str) -> list[float]:
    """Press a key and see something painted, and then the one that undoes it."""
    taken: list[float] = []
    for _ in range(_TIMES):
        program.send(back)
        time.sleep(0.3)
        mark = program.now
        pressed = program.send(key)
        taken.append((program.wait_for(" ", mark) - pressed) * 1000)
        time.sleep(0.3)
    return taken


def _list(engine: BenchEngine) -> float:
    """What the engine alone takes for what every event about an image asks of it."""
    began = time.monotonic()
    ask(engine.url, "GET", "/images/json")
    return (time.monotonic() - began) * 1000


def _tag(engine: BenchEngine, program: Terminal) -> list[float]:
    """Give an image that is seen another name; from the event to the paint."""
    delays: list[float] = []
    program.send(_FOLD)
    program.send(_HOME)
    time.sleep(1)
    with EventClock(engine.url) as clock:
        for number in range(_TIMES):
            name = f"{PART}again:{number}"
            mark = program.now
            ask(engine.url, "POST", f"/images/{IMAGE}/tag?repo={PART}again&tag={number}")
            arrived = clock.wait_for(name)
            delays.append((program.wait_for(name, mark) - arrived) * 1000)
            ask(engine.url, "DELETE", f"/images/{name}")
            time.sleep(0.5)
    return delays


def _archive(count: int) -> bytes:
    """Images in an archive as `docker save` writes it; each layer stands in it once."""
    layers: dict[str, bytes] = {}
    configs: dict[str, bytes] = {}
    manifest: list[dict[str, object]] = []
    for number in range(count):
        base, step = number // (_EACH * _EACH), number // _EACH
        own = [
            layer(Item(name, name.encode() * 50))
            for name in (f"base-{base}", f"etc-{base}", f"step-{step}", f"app-{number}")
        ]
        names = [f"{digest(each)}/layer.tar" for each in own]
        layers.update(zip(names, own, strict=True))
        config = config_of(own, Labels={"number": f"{number}"})
        configs[f"{digest(config)}.json"] = config
        manifest.append(
            {
                "Config": f"{digest(config)}.json",
                "RepoTags": [f"{PART}image:{number}"],
                "Layers": names,
            }
        )
    return tar_of([*layers.items(), *configs.items(), ("manifest.json", json.dumps(manifest).encode())])


if __name__ == "__main__":
    main()
