"""Measures what was found costs in the built image: by its history at once, by its files on request."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.domain.advice.history_match import steps_by_line
from workbench.domain.advice.subject import advice_subject
from workbench.domain.advice.values import Advice, Cost
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import EngineRefused
from workbench.domain.layers import HistoryStep
from workbench.domain.waste import WasteReason, find_waste
from workbench.domain.what_if import cache_plan
from workbench.engine.engine import Engine
from workbench.formatting import duration, size
from workbench.services.advise_fixes import change_of
from workbench.services.advise_variants import Advised
from workbench.services.read_files import FilesCache, Report, ignore, read_files
from workbench.services.what_if_times import StepTimes

# What such a layer holds is all too much; of others it is only what waste was found in them.
_WHOLE_LAYERS = frozenset({"chown-layer", "build-tools"})
# A chown stores what had the right owner already once more, too.
_REASONS = {
    "pip-no-cache": (WasteReason.PACKAGE_CACHE,),
    "apk-no-cache": (WasteReason.PACKAGE_CACHE,),
    "apt-lists": (WasteReason.PACKAGE_CACHE,),
    "chown-layer": (WasteReason.SAME_CONTENT, WasteReason.WRITTEN_AGAIN),
}


def cost_words(cost: Cost) -> str:
    """What was measured, as people say it: `costs 38 MB`."""
    found = [size(cost.size_bytes)] if cost.size_bytes else []
    found += [f"{duration(cost.seconds)} a build"] if cost.seconds else []
    return f"costs {' and '.join(found)}" if found else "costs nothing here"


def with_known_costs(folder: Path, advised: Advised, engine: Engine | None) -> Advised:
    """The advice with all costs that are known without reading an image."""
    timed = _with_time_costs(advised, StepTimes(folder).of(advised.variant.name))
    return timed if engine is None else with_layer_costs(engine, timed)


def with_layer_costs(engine: Engine, advised: Advised) -> Advised:
    """The advice with what the layers weigh that it is about; as it was where the image is not built."""
    try:
        history = engine.image(advised.variant.tag).history
    except EngineRefused:
        return advised
    places = steps_by_line(advised.subject.final, [each.created_by for each in history])
    return replace(advised, advice=tuple(_weighed(each, places, history) for each in advised.advice))


def with_file_costs(
    engine: Engine,
    advised: Advised,
    *,
    cache: FilesCache | None = None,
    report: Report = ignore,
    cancel: Cancellation | None = None,
) -> Advised:
    """The advice with what is wasted in the built image, which is read whole.

    Raises NotFound while it is not built, Cancelled and EngineGone.
    """
    image = read_files(engine, advised.variant.tag, report=report, cancel=cancel, cache=cache)
    history = image.config.history
    places = steps_by_line(advised.subject.final, [each.created_by for each in history])
    wasted: Counter[tuple[int, WasteReason]] = Counter()
    for each in find_waste(image.layers).files:
        wasted[each.written_in[0], each.reason] += each.size_bytes

    def measured(advice: Advice) -> Advice:
        place, reasons = places.get(advice.line), _REASONS.get(advice.rule)
        if place is None or reasons is None or history[place].is_empty:
            return advice
        layer = sum(not step.is_empty for step in history[:place])
        size_bytes = sum(wasted[layer, reason] for reason in reasons)
        return replace(advice, cost=Cost(size_bytes, basis="the files of the built image"))

    return replace(advised, advice=tuple(map(measured, advised.advice)))


def with_kept_file_costs(engine: Engine, advised: Advised, cache: FilesCache) -> Advised:
    """The advice with what is wasted in the built image, where that image was read before."""
    try:
        image_id = engine.image(advised.variant.tag).image.id
    except EngineRefused:
        return advised
    return with_file_costs(engine, advised, cache=cache) if cache.get(image_id) else advised


def _weighed(advice: Advice, places: dict[int, int], history: Sequence[HistoryStep]) -> Advice:
    place = places.get(advice.line)
    if place is None or advice.rule not in _WHOLE_LAYERS or not history[place].size_bytes:
        return advice
    return replace(advice, cost=Cost(history[place].size_bytes, basis="its layer in the built image"))


def _with_time_costs(advised: Advised, seconds: Mapping[str, float]) -> Advised:
    """The advice on the order of steps with the seconds that following it saves when a source changes."""
    return replace(
        advised,
        advice=tuple(
            _timed(advised, each, seconds) if each.rule == "cache-order" else each for each in advised.advice
        ),
    )


def _timed(advised: Advised, advice: Advice, seconds: Mapping[str, float]) -> Advice:
    """The time of one changed source now, less that after the fix."""
    subject, name = advised.subject, advised.variant.name
    fixed = subject
    for change in change_of(subject, advice):
        read = advice_subject(
            change.after or "",
            ignore_text=subject.ignore_text,
            entries=subject.entries,
            target=subject.target,
            build_arguments=subject.build_arguments,
        )
        fixed = replace(subject, dockerfile=read.dockerfile, text=read.text)
    if fixed is subject:
        return advice
    now, then = cache_plan(name, subject, seconds), cache_plan(name, fixed, seconds)
    saved = [
        (now.changed(each.path).seconds or 0.0) - (then.changed(each.path).seconds or 0.0)
        for each in subject.kept
        if not each.is_folder
    ]
    most = max(saved, default=0.0)
    return replace(advice, cost=Cost(seconds=most, basis="the last builds here")) if most > 0 else advice
