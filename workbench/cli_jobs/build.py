"""`workbench build`: build variants of an app."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from workbench.cli_jobs.build_options import add_build_options, options_by_variant
from workbench.cli_jobs.build_report import BuildReport
from workbench.cli_jobs.chosen_app import app_with_variants, chosen_variants
from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.exit_codes import INTERRUPTED
from workbench.cli_jobs.interruption import interruptible
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder, add_json
from workbench.cli_jobs.output import say
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import InvalidInput
from workbench.domain.variants import VariantState
from workbench.services.build_variants import VariantBuilder
from workbench.services.compare_variants import as_json, as_table, comparison, with_statuses
from workbench.services.variant_matrix import variant_matrix

_EXAMPLES = """\
examples:
  workbench build                              all variants, one after another
  workbench build ./senhas --variant slim      only this one
  workbench build --variant slim --variant distroless --no-cache
  workbench build --parallel 3                 three at once
  workbench build --build-arg VERSION=2 --label org.opencontainers.image.version=2 --platform linux/arm64

A variant is a Dockerfile in the folder (Dockerfile, Dockerfile.NAME, NAME.Dockerfile) or an entry under
`x-workbench: variants:` in its compose file. One that fails does not stop the others. Ctrl-C ends the
build on the engine too. Steps go to stderr, the comparison of what was built to stdout.

JSON: the keys of `workbench compare --format json`"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument(
        "--variant", metavar="NAME", action="append", dest="variants", help="build only this one; repeatable"
    )
    parser.add_argument(
        "--parallel", metavar="N", type=int, default=1, help="build so many at once (default: 1)"
    )
    add_build_options(parser)
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    path: Path = options.path
    app = app_with_variants(path)
    chosen = chosen_variants(app, options.variants)
    for warning in app.warnings:
        say(warning)
    if options.parallel < 1:
        raise InvalidInput(f"{options.parallel} builds at once are none.", "--parallel takes 1 or more.")
    at_once: int = options.parallel
    cancel = Cancellation()
    with connected(options) as engine:
        builder = VariantBuilder(engine, app, options=options_by_variant(options, app, chosen))
        names = [each.name for each in chosen]
        statuses = interruptible(
            cancel,
            lambda: builder.build(names, at_once=at_once, report=BuildReport(), cancel=cancel),
        )
        matrix = variant_matrix(engine, replace(app, variants=chosen), builder.records)
    compared = comparison(app, with_statuses(matrix, statuses))
    sys.stdout.write(as_json(compared) if options.json else as_table(compared))
    for each in statuses:
        if each.failure:
            say(f"{each.variant.name} failed: {each.failure}")
    if builder.records.warning:
        say(builder.records.warning)
    if cancel.is_cancelled:
        return INTERRUPTED
    return 1 if any(each.state is VariantState.FAILED for each in statuses) else 0


JOB = Job(
    "Build the variants of an app, and put what came of them side by side.", _EXAMPLES, _add_options, _run
)
