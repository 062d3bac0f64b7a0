"""`workbench compare`: the variants of an app side by side."""

import argparse
import sys
from pathlib import Path

from workbench.cli_jobs.chosen_app import app_with_variants
from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder
from workbench.cli_jobs.output import say
from workbench.services.compare_variants import as_json, as_markdown, as_table, comparison
from workbench.services.variant_records import VariantRecords
from workbench.services.variant_statuses import variant_statuses

_WRITERS = {"table": as_table, "markdown": as_markdown, "json": as_json}
_EXAMPLES = """\
examples:
  workbench compare
  workbench compare ./senhas --format markdown >> README.md
  workbench compare --json | jq -r '.variants[] | select(.user == "root") | .variant'

The largest stands first. A variant is stale when a source file is newer than its build; its seconds are
those of our last build of this very image, if it was ours.

JSON keys:
  app, folder, variants[] (variant, base, tag, size_bytes, saving (0.93: 93 % less than the largest), layers,
  seconds, cached, user, state, built_at, image_id, failure); null where nothing is known"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument("--format", choices=tuple(_WRITERS), default="table", help="default: table")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="as --format json")


def _run(options: argparse.Namespace) -> int:
    path: Path = options.path
    app = app_with_variants(path)
    records = VariantRecords(app.folder)
    with connected(options) as engine:
        statuses = variant_statuses(engine, app, records)
    for warning in (*app.warnings, *((records.warning,) if records.warning else ())):
        say(warning)
    sys.stdout.write(_WRITERS[options.format](comparison(app, statuses)))
    return 0


JOB = Job("Put the variants of an app side by side.", _EXAMPLES, _add_options, _run)
