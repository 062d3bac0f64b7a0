"""`workbench prove`: start variants of an app, ask them, look into them, and take all of it down again."""

import argparse
from pathlib import Path

from workbench.cli_jobs.chosen_app import app_with_variants, chosen_variants
from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.exit_codes import INTERRUPTED
from workbench.cli_jobs.interruption import interruptible
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder, add_json
from workbench.cli_jobs.output import print_json, print_lines, say
from workbench.domain.cancellation import Cancellation
from workbench.domain.proofs import Proof, ProofState, ProofStep
from workbench.plain_table import plain_table
from workbench.services.proof_records import proof_document
from workbench.services.proof_words import TITLES, failure_lines, proof_cells
from workbench.services.prove_variants import VariantProver

_FAILED = 1
_EXAMPLES = """\
examples:
  workbench build && workbench prove           all variants, one after another
  workbench prove ./senhas --variant slim      only this one
  workbench prove --json | jq -r '.proofs[] | select(.state == "failed") | .variant'

Each variant is started on a network of its own, beside what it depends on (Redis, say), asked over HTTP until
it answers as it should, looked into and stopped. Nothing that is running is touched, and everything made for
it is removed again, also when it fails or is interrupted.

What is asked stands in the compose file: `x-workbench:` with `probe: /health`, or with
`probe: {path: /, status: 200, text: Welcome, timeout: 30s}`; without it, `/` must answer with 2xx or 3xx.
A variant that serves no port must end with exit code 0, or go on running. With --strict, one that does not
end by itself within 10 seconds of SIGTERM, or that logs errors, fails too.

Each is asked from here, so its port is published for that time, on 127.0.0.1. An engine on another machine
would have to open it to everybody who reaches that machine, which --open-ports allows.

JSON keys:
  app, folder, proofs[] (variant, tag, image_id, state, remarks[], started_at, seconds, path, port, failure,
  reason, last_lines[], status, first_answer_seconds, memory_bytes, user_id, writable_paths[],
  written_paths[], shells[], listens_on[], stop_seconds, exit_code, log_errors[]); null where not measured"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument(
        "--variant", metavar="NAME", action="append", dest="variants", help="prove only this one; repeatable"
    )
    parser.add_argument("--strict", action="store_true", help="let remarks fail, too")
    parser.add_argument(
        "--open-ports",
        action="store_true",
        help="on an engine of another machine: open each variant's port there, to all, while it is proved",
    )
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    path: Path = options.path
    app = app_with_variants(path)
    names = [each.name for each in chosen_variants(app, options.variants)]
    for warning in app.warnings:
        say(warning)
    cancel = Cancellation()
    with connected(options) as engine:
        prover = VariantProver(engine, app, may_open_ports=options.open_ports)
        proofs = interruptible(cancel, lambda: prover.prove(names, report=_tell, cancel=cancel))
    if options.json:
        told = [_document(each) for each in proofs]
        print_json({"app": app.name, "folder": str(app.folder), "proofs": told})
    else:
        _print(proofs)
    if prover.records.warning:
        say(prover.records.warning)
    if cancel.is_cancelled:
        return INTERRUPTED
    good = (ProofState.PASSED,) if options.strict else (ProofState.PASSED, ProofState.REMARKS)
    return 0 if all(each.state in good for each in proofs) else _FAILED


def _tell(variant: str, step: ProofStep, words: str) -> None:
    say(f"{variant}: {words if step is ProofStep.DONE else f'{step.value} {words}'.strip()}")


def _print(proofs: tuple[Proof, ...]) -> None:
    print_lines(plain_table(TITLES, [proof_cells(each) for each in proofs]))
    for each in proofs:
        print_lines(failure_lines(each))


def _document(proof: Proof) -> dict[str, object]:
    return {**proof_document(proof), "state": proof.state.value, "remarks": list(proof.remarks)}


JOB = Job(
    "Start variants of an app, ask them, look into them; exit code 1 when one fails.",
    _EXAMPLES,
    _add_options,
    _run,
)
