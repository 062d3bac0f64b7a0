"""Builds the variants of an app, one after another or some at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from workbench.domain.build_options import BuildOptions
from workbench.domain.builds import (
    BuildEvent,
    ImageBuilt,
    Progress,
    PullProgress,
    StepCached,
    StepDone,
    StepStarted,
)
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled, EngineGone, InvalidInput, ReadOnly, WorkbenchError
from workbench.domain.instructions import keyword
from workbench.domain.variants import App, Variant, VariantState, VariantStatus
from workbench.engine.engine import Engine
from workbench.services.build_queue import BuildQueue
from workbench.services.variant_records import BuildRecord, VariantRecords
from workbench.services.variant_statuses import variant_statuses
from workbench.services.watch_build import watched_build
from workbench.services.what_if_times import StepTimes

__all__ = ["VariantBuilder", "variant_statuses"]


class VariantBuilder:
    """Builds variants and remembers what became of each."""

    def __init__(
        self,
        engine: Engine,
        app: App,
        records: VariantRecords | None = None,
        options: Mapping[str, BuildOptions] | None = None,
    ) -> None:
        self.records = records or VariantRecords(app.folder)
        self._options = options or {}
        self._times = StepTimes(app.folder)
        self._engine = engine
        self._app = app

    def build(
        self,
        names: Sequence[str],
        *,
        no_cache: bool = False,
        at_once: int = 1,
        report: Callable[[str, BuildEvent], None],
        cancel: Cancellation,
    ) -> tuple[VariantStatus, ...]:
        """Build these variants, so many at once, and return the status of each of them.

        One that fails does not stop the others; a cancelled build stops all that would follow. Raises
        InvalidInput for an unknown name, EngineGone and ReadOnly.
        """
        variants = tuple(map(self._variant, names))
        failures: dict[str, str] = {}
        fatal: list[EngineGone | ReadOnly] = []
        begun: list[str] = []
        built: list[str] = []

        def work(name: str, one: Cancellation) -> None:
            begun.append(name)
            try:
                self.build_one(name, no_cache=no_cache, report=report, cancel=one)
            except Cancelled:
                return
            except (EngineGone, ReadOnly) as error:
                fatal.append(error)
                queue.cancel_all()
            except WorkbenchError as error:
                failures[name] = str(error)
            else:
                built.append(name)

        queue = BuildQueue(work, lambda: None, at_once)
        forget = cancel.on_cancel(queue.cancel_all)
        try:
            if not cancel.is_cancelled:
                queue.add(names)
            queue.wait()
        finally:
            forget()
        if fatal:
            raise _broken_off(fatal[0], names, begun, built, tuple(failures))
        return self._statuses(variants, failures, cancel)

    def build_one(
        self,
        name: str,
        *,
        no_cache: bool = False,
        report: Callable[[str, BuildEvent], None],
        cancel: Cancellation,
    ) -> None:
        """Build one variant and remember it; raises what stood in its way, and Cancelled."""
        variant = self._variant(name)
        with watched_build(
            self._app.folder, name, variant.dockerfile, lambda event: report(name, event)
        ) as watch:
            self._build_one(variant, no_cache, watch, cancel)

    def _variant(self, name: str) -> Variant:
        variant = self._app.variant(name)
        if variant is None:
            known = ", ".join(each.name for each in self._app.variants) or "none"
            raise InvalidInput(f"{self._app.name} has no variant {name}.", f"Its variants: {known}.")
        return variant

    def _build_one(
        self,
        variant: Variant,
        no_cache: bool,
        report: Callable[[Progress], None],
        cancel: Cancellation,
    ) -> None:
        tally = BuildTally(variant.name, variant.tag, report)
        command = replace(self._app.build_command(variant), no_cache=no_cache)
        command = self._options.get(variant.name, BuildOptions()).applied_to(command)
        self._engine.execute(command, report=tally.count, cancel=cancel)
        if tally.record is not None:
            self.records.add(tally.record)
        self._times.put(variant.name, tally.step_seconds)

    def _statuses(
        self, variants: tuple[Variant, ...], failures: dict[str, str], cancel: Cancellation
    ) -> tuple[VariantStatus, ...]:
        asked = replace(self._app, variants=variants)
        return tuple(
            _settled(status, failures.get(status.variant.name), is_cancelled=cancel.is_cancelled)
            for status in variant_statuses(self._engine, asked, self.records)
        )


# FROM begins with an image and an export writes one: no cache spares those. A folder that was made before is
# taken from the cache by BuildKit even where it is told to use none: a cold build would never be seen as one.
_NOT_COUNTED = ("", "FROM", "WORKDIR")


class BuildTally:
    """Counts the steps of one build while its events pass by; the record is there once an image is."""

    def __init__(self, name: str, tag: str, report: Callable[[Progress], None]) -> None:
        self.record: BuildRecord | None = None
        self._name = name
        self._tag = tag
        self._report = report
        self._started_at = datetime.now(UTC)
        self.step_seconds: dict[str, float] = {}
        self._titles: dict[str, str] = {}
        self._steps: set[str] = set()
        self._cached: set[str] = set()

    def count(self, event: Progress) -> None:
        """Take note of one event and hand it on."""
        match event:
            case PullProgress():
                pass
            case StepStarted(key=key, title=title) if keyword(title) not in _NOT_COUNTED:
                self._steps.add(key)
                self._titles[key] = title
            case StepCached(key=key):
                self._cached.add(key)
            case StepDone(key=key, seconds=seconds):
                self._cached.discard(key)
                if key in self._titles:
                    self.step_seconds[self._titles[key]] = seconds
            case ImageBuilt(image_id=image_id, seconds=seconds):
                self.record = self._recorded(image_id, seconds)
            case _:
                pass
        self._report(event)

    def _recorded(self, image_id: str, seconds: float) -> BuildRecord:
        cached, total = len(self._cached & self._steps), len(self._steps)
        return BuildRecord(self._name, self._tag, image_id, self._started_at, seconds, cached, total)


def _broken_off(
    error: EngineGone | ReadOnly,
    names: Sequence[str],
    begun: Sequence[str],
    built: Sequence[str],
    failed: Sequence[str],
) -> EngineGone | ReadOnly:
    """The error with what had been built by then, what was being built, and what had not begun."""
    if isinstance(error, ReadOnly):
        return error
    under_way = ", ".join(name for name in begun if name not in (*built, *failed))
    waiting = [name for name in names if name not in begun]
    told = [
        f"{word}: {', '.join(some)}."
        for word, some in (("Built before that", built), ("Failed before", failed), ("Not begun", waiting))
        if some
    ]
    return EngineGone(f"{under_way}: {error.message}", " ".join(filter(None, (error.hint, *told))))


def _settled(status: VariantStatus, failure: str | None, *, is_cancelled: bool) -> VariantStatus:
    """What this run of builds came to for one variant, over what the images and records say."""
    if failure is not None:
        return replace(status, state=VariantState.FAILED, failure=failure)
    if is_cancelled and status.state is not VariantState.BUILT:
        return replace(status, state=VariantState.CANCELLED)
    return status
