"""`workbench what-if`: which build steps a changed file would run again."""

import argparse
from pathlib import Path

from workbench.cli_jobs.chosen_app import app_with_variants, chosen_variants
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder, add_json
from workbench.cli_jobs.output import print_json, print_lines, say
from workbench.domain.what_if import RerunStep, WhatIf
from workbench.formatting import count, duration
from workbench.plain_table import plain_table
from workbench.services.what_if import file_in, foresee, nothing_again

_EXAMPLES = """\
examples:
  workbench what-if app.py                      what does a changed line of app.py cost, a variant each?
  workbench what-if requirements.txt ./senhas --variant slim
  workbench what-if app.py --json | jq '.variants[] | {variant, seconds}'

A step is taken from the cache as long as all before it were, and the files that COPY takes are the same;
.dockerignore counts. The seconds are those that each step took when the workbench last ran it: build once
without the cache (`workbench build --no-cache`) to know them all. The file need not be there yet.

JSON keys:
  app, folder, file, variants[] (variant, is_in_context, is_recipe: it is the Dockerfile or its ignore file,
    step_count: all that run something or take files, seconds: of the steps that run again, null where nothing
    is known, unknown_count: of steps never timed, steps[] (line, text, stage, cause, seconds))"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file of the app, by its path in the app's folder")
    add_folder(parser)
    parser.add_argument(
        "--variant", metavar="NAME", action="append", dest="variants", help="only this one; repeatable"
    )
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    folder: Path = options.path
    app = app_with_variants(folder)
    names = {each.name for each in chosen_variants(app, options.variants)}
    path = file_in(app, options.file)
    foresight = foresee(app)
    for problem in foresight.problems:
        say(problem)
    found = [each for each in foresight.changed(path) if each.variant in names]
    if options.json:
        print_json(
            {
                "app": app.name,
                "folder": str(app.folder),
                "file": path,
                "variants": list(map(_document, found)),
            }
        )
        return 0
    for each in found:
        rows = [_row(step) for step in each.steps]
        table = plain_table(("line", "takes", "step", "why"), rows, right=frozenset({0, 1})) if rows else []
        print_lines([_headline(each), *table, ""])
    return 0


def _headline(found: WhatIf) -> str:
    if not found.steps:
        return f"{found.variant}: {nothing_again(found)}"
    said = f"{found.variant}: {len(found.steps)} of {count(found.step_count, 'step')} run again"
    if found.seconds is None:
        return f"{said}; none of them was timed yet"
    more = f", and {count(found.unknown_count, 'step')} never timed" if found.unknown_count else ""
    return f"{said}, {duration(found.seconds)}{more}"


def _row(step: RerunStep) -> tuple[str, ...]:
    return (
        str(step.line),
        duration(step.seconds) if step.seconds is not None else "?",
        step.text,
        step.cause.value,
    )


def _document(found: WhatIf) -> dict[str, object]:
    return {
        "variant": found.variant,
        "is_in_context": found.is_in_context,
        "is_recipe": found.is_recipe,
        "step_count": found.step_count,
        "seconds": None if found.seconds is None else round(found.seconds, 3),
        "unknown_count": found.unknown_count,
        "steps": [
            {
                "line": step.line,
                "text": step.text,
                "stage": step.stage,
                "cause": step.cause.value,
                "seconds": step.seconds,
            }
            for step in found.steps
        ],
    }


JOB = Job(
    "Say which build steps a changed file would run again, and how long they take.",
    _EXAMPLES,
    _add_options,
    _run,
    needs_engine=False,
)
