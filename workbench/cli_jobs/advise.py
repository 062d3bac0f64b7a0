"""`workbench advise`: what could be better in the Dockerfiles of an app."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from workbench.cli_jobs.chosen_app import app_with_variants, chosen_variants
from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.interruption import interruptible
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder
from workbench.cli_jobs.output import print_json, print_lines, say
from workbench.domain.advice.rule_texts import RULES
from workbench.domain.advice.values import Advice, AdviceLevel
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import EngineUnavailable, NotFound
from workbench.domain.variants import App, Variant
from workbench.engine.engine import Engine
from workbench.formatting import count
from workbench.services.advise_costs import cost_words, with_file_costs, with_known_costs
from workbench.services.advise_fixes import FileChange, apply_change, change_of_all
from workbench.services.advise_variants import Advised, advise

_FAILED = 1
_EXAMPLES = """\
examples:
  workbench advise                              all variants of the app in this folder
  workbench advise ./senhas --variant slim --explain
  workbench advise --diff | git apply           follow all advice that can be followed by itself
  workbench advise --measure                    read the built images: what does it cost?
  workbench advise --fail-on warning            for a pipeline
  workbench advise --json | jq -r '.variants[].advice[] | select(.level == "error") | .message'

The rules are our own; hadolint's findings join them where it is installed (the extra `lint`, or on PATH), and
BuildKit's own check where docker's buildx plugin (0.15) and the engine (27) know it. What several say stands
there once. An engine is not needed; with one, base images and layers are measured. Exit code 1: something is
at least as grave as --fail-on says.

JSON keys:
  app, folder, failed, variants[] (variant, dockerfile, problems[]: programs that gave no advice,
    advice[] (line (0: the file as a whole), rule, level: error, warning or hint, source: workbench, hadolint
    or buildkit, also[], message, fix_hint, explanation, reference, can_be_fixed,
    cost (size_bytes, seconds, basis) or null))"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument(
        "--variant", metavar="NAME", action="append", dest="variants", help="only this one; repeatable"
    )
    parser.add_argument(
        "--explain", action="store_true", help="say why each rule is one, and where to read more"
    )
    parser.add_argument(
        "--measure", action="store_true", help="read the built images whole, to tell the cost"
    )
    parser.add_argument(
        "--fail-on",
        metavar="LEVEL",
        choices=[each.value for each in AdviceLevel],
        default=AdviceLevel.ERROR.value,
        help="error (default), warning or hint",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="print what following the advice would change")
    how.add_argument("--write", action="store_true", help="follow the advice: write the files")
    how.add_argument("--json", action="store_true", help="print JSON with stable keys")


def _run(options: argparse.Namespace) -> int:
    path: Path = options.path
    app = app_with_variants(path)
    for warning in app.warnings:
        say(warning)
    variants = chosen_variants(app, options.variants)
    cancel = Cancellation()
    try:
        with connected(options) as engine:
            found = interruptible(cancel, lambda: _advised(app, variants, engine, options.measure, cancel))
    except EngineUnavailable:
        say("No engine answers: nothing is measured on images.")
        found = interruptible(cancel, lambda: _advised(app, variants, None, False, cancel))
    worst = AdviceLevel(options.fail_on).rank
    failed = any(each.level.rank <= worst for advised in found for each in advised.advice)
    if options.diff:
        _print_patch(found)
    elif options.write:
        _write(app, variants)
    elif options.json:
        print_json(_document(app, found, failed))
    else:
        print_lines(line for advised in found for line in _lines(advised, options.explain))
    return _FAILED if failed and not options.diff and not options.write else 0


def _advised(
    app: App, variants: Sequence[Variant], engine: Engine | None, measure: bool, cancel: Cancellation
) -> list[Advised]:
    found: list[Advised] = []
    for variant in variants:
        advised = advise(app.folder, variant, engine, cancel=cancel)
        advised = with_known_costs(app.folder, advised, engine)
        if engine is not None and measure:
            try:
                advised = with_file_costs(engine, advised, cancel=cancel)
            except NotFound:
                say(f"{variant.name} is not built: nothing is measured in it.")
        found.append(advised)
    return found


def _lines(advised: Advised, explain: bool) -> list[str]:
    said = count(len(advised.advice), "remark") if advised.advice else "no remark"
    lines = [f"{advised.variant.name} ({advised.subject.path}): {said}"]
    for each in advised.advice:
        where = f"{each.line:>4}" if each.line else "   –"
        lines.append(f"{where}  {each.level.value:<7}  {each.message} {each.fix_hint}".rstrip())
        lines.append(f"      {' · '.join(_details(each))}")
        if explain and each.rule in RULES:
            lines.append(f"      {RULES[each.rule].explanation}")
        if explain and each.reference:
            lines.append(f"      {each.reference}")
    lines += [f"      {problem}" for problem in advised.problems]
    return [*lines, ""]


def _details(advice: Advice) -> list[str]:
    found = [", ".join((f"{advice.source.value} {advice.rule}", *advice.also))]
    if advice.cost:
        found.append(f"{cost_words(advice.cost)}, by {advice.cost.basis}")
    return [*found, *(["can be followed by itself"] if advice.fix else [])]


def _print_patch(found: Sequence[Advised]) -> None:
    """All changes as one patch, exact but on a terminal; a shared ignore file is changed once."""
    changes: dict[str, FileChange] = {}
    for advised in found:
        for change in change_of_all(advised.subject):
            changes.setdefault(change.path, change)
    patch = "".join(change.patch for change in changes.values())
    if sys.stdout.isatty():
        print_lines(patch.removesuffix("\n").split("\n") if patch else [])
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(patch.encode("utf-8", "surrogateescape"))


def _write(app: App, variants: Sequence[Variant]) -> None:
    """Each variant is read anew: what was written for one may be what the next one needed."""
    for variant in variants:
        for change in change_of_all(advise(app.folder, variant, with_linters=False).subject):
            apply_change(app.folder, change)
            say(f"{change.path} is written.")


def _document(app: App, found: Sequence[Advised], failed: bool) -> dict[str, object]:
    return {
        "app": app.name,
        "folder": str(app.folder),
        "failed": failed,
        "variants": [
            {
                "variant": advised.variant.name,
                "dockerfile": advised.subject.path,
                "problems": list(advised.problems),
                "advice": [_entry(each) for each in advised.advice],
            }
            for advised in found
        ],
    }


def _entry(advice: Advice) -> dict[str, object]:
    text = RULES.get(advice.rule)
    cost = advice.cost
    return {
        "line": advice.line,
        "rule": advice.rule,
        "level": advice.level.value,
        "source": advice.source.value,
        "also": list(advice.also),
        "message": advice.message,
        "fix_hint": advice.fix_hint,
        "explanation": text.explanation if text else "",
        "reference": advice.reference,
        "can_be_fixed": advice.fix is not None,
        "cost": {"size_bytes": cost.size_bytes, "seconds": cost.seconds, "basis": cost.basis}
        if cost
        else None,
    }


JOB = Job("Say what could be better in the Dockerfiles of an app.", _EXAMPLES, _add_options, _run)
