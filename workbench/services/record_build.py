"""Carries a build out that another task asks for, and remembers it as a build of the app's variant."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.builds import Progress
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import BuildImage, Outcome
from workbench.domain.errors import InvalidInput
from workbench.domain.variants import Variant
from workbench.services.build_variants import BuildTally
from workbench.services.find_app import find_app
from workbench.services.variant_records import VariantRecords
from workbench.services.watch_build import watched_build

if TYPE_CHECKING:
    from workbench.engine.engine import Engine


def build_and_record(
    engine: "Engine", command: BuildImage, report: Callable[[Progress], None], cancel: Cancellation
) -> Outcome:
    """Build; where the command is that of a variant of the folder's app, its result is remembered."""
    folder = Path(command.context)
    variant = _variant_of(folder, command)
    if variant is None:
        return engine.execute(command, report=report, cancel=cancel)
    with watched_build(folder, variant.name, variant.dockerfile, report) as watch:
        tally = BuildTally(variant.name, variant.tag, watch)
        outcome = engine.execute(command, report=tally.count, cancel=cancel)
    if tally.record is not None:
        VariantRecords(folder).add(tally.record)
    return outcome


def _variant_of(folder: Path, command: BuildImage) -> Variant | None:
    try:
        variants = find_app(folder).variants
    except InvalidInput:
        return None
    wanted = (command.tag, command.dockerfile, command.target)
    return next((each for each in variants if (each.tag, each.dockerfile, each.target) == wanted), None)
