"""`workbench compare`: the variants of an app side by side, as a report, held to budgets."""

import argparse
import sys
from pathlib import Path

from workbench.cli_jobs.chosen_app import app_with_variants
from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.exit_codes import INTERRUPTED
from workbench.cli_jobs.interruption import interruptible
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder
from workbench.cli_jobs.output import say
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled
from workbench.services.budgets import broken_budgets, budgets_of
from workbench.services.compare_variants import comparison
from workbench.services.measure_variants import measure_variants
from workbench.services.report_variants import FORMATS, about_now
from workbench.services.variant_matrix import variant_matrix
from workbench.services.variant_records import VariantRecords

_FAILED = 1
_EXAMPLES = """\
examples:
  workbench compare
  workbench compare ./senhas --format markdown >> README.md
  workbench compare --measure --format html > variants.html
  workbench compare --max-size distroless=100MB --max-size slim=200MB    exit code 1 when one is larger
  workbench compare --json | jq -r '.variants[] | select(.user == "root") | .variant'

The largest stands first. A variant is stale when a source file is newer than its build; its seconds are
those of our last build of this very image, if it was ours. Budgets can stand in the compose file, too:
`x-workbench:` with `budgets: {slim: 200MB, distroless: 100MB}`.

JSON keys:
  app, folder, made_at, workbench, engine, how{figure: how it was measured},
  variants[] (variant, base, base_is_exact, tag, size_bytes, transfer_bytes, saving (0.93: 93 % less than the
  largest), layers, own_layers, packages, seconds, cached, cold_seconds, cached_seconds, user, shell, advice,
  state, built_at, image_id, failure, proof (state, at, is_current, first_answer_seconds, memory_bytes,
  remarks[])); null where nothing is known"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument("--format", choices=tuple(FORMATS), default="table", help="default: table")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="as --format json")
    parser.add_argument(
        "--measure", action="store_true", help="measure first what a push sends, and packages"
    )
    parser.add_argument(
        "--max-size",
        metavar="[NAME=]SIZE",
        action="append",
        default=[],
        dest="budgets",
        help="fail when this variant, or without a name any, is larger; repeatable",
    )


def _run(options: argparse.Namespace) -> int:
    path: Path = options.path
    app = app_with_variants(path)
    budgets = budgets_of(app.folder, options.budgets, [each.name for each in app.variants])
    records = VariantRecords(app.folder)
    cancel = Cancellation()
    with connected(options) as engine:
        matrix = variant_matrix(engine, app, records)
        if options.measure:
            try:
                interruptible(cancel, lambda: measure_variants(engine, matrix, report=say, cancel=cancel))
            except Cancelled:
                return INTERRUPTED
            matrix = variant_matrix(engine, app, records)
        about = about_now(engine)
    for warning in (*app.warnings, *((records.warning,) if records.warning else ())):
        say(warning)
    sys.stdout.write(FORMATS[options.format](comparison(app, matrix), about))
    broken = broken_budgets(matrix, budgets)
    for each in broken:
        say(each.words)
    return _FAILED if broken else 0


JOB = Job("Put the variants of an app side by side.", _EXAMPLES, _add_options, _run)
