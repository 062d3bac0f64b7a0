"""`workbench layers`: one image's history as a tree of layers."""

import argparse
import shutil
import sys
from collections.abc import Sequence

from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_json
from workbench.cli_jobs.output import iso, print_json, print_lines
from workbench.domain.instructions import readable_instruction
from workbench.domain.layers import HistoryStep, HistoryTree
from workbench.domain.text import ELLIPSIS, clean
from workbench.formatting import bar, count, size
from workbench.services.read_layers import read_history

_BAR_WIDTH = 10
_EXAMPLES = """\
examples:
  workbench layers python:3.11-slim
  workbench layers giropops-senhas:2.0 | cat    instructions in full
  workbench layers redis --json | jq '[.own_steps[].size_bytes] | add'

Steps stand in the order in which they were built. Those of a base image that is here too stand under its
name; a step without a size changed no file. A pipe gets each instruction in full, a terminal what fits.

JSON keys:
  image, size_bytes, bases[] (image_names[], image_id, steps[]), own_steps[]
  each step: created_by, instruction, created_at, size_bytes, diff_id (null: changed no file), comment,
             tags[]"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", metavar="IMAGE", help="a tag or an id")
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    with connected(options) as engine:
        tree = read_history(engine, options.image)
    if options.json:
        print_json(_document(tree))
    else:
        print_lines(_fitting(_drawn(tree)))
    return 0


def _drawn(tree: HistoryTree) -> list[str]:
    parts: list[tuple[str, Sequence[HistoryStep]]] = [
        (", ".join(base.image_names), base.steps) for base in tree.bases
    ]
    parts.append(("its own steps", tree.own_steps))
    largest = max((step.size_bytes for _, steps in parts for step in steps), default=0)
    lines = [f"{tree.image_name}  {size(tree.size_bytes)}"]
    for index, (title, steps) in enumerate(parts):
        is_last = index == len(parts) - 1
        layers = count(sum(not step.is_empty for step in steps), "layer")
        lines.append(
            f"{'└─' if is_last else '├─'} {title}  {size(sum(step.size_bytes for step in steps))}, {layers}"
        )
        rail = "   " if is_last else "│  "
        for step in steps:
            branch = "└─" if step is steps[-1] else "├─"
            lines.append(f"{rail}{branch} {_step(step, largest)}")
    return lines


def _step(step: HistoryStep, largest_bytes: int) -> str:
    instruction = " ".join(readable_instruction(step.created_by).split())
    if step.is_empty:
        return f"{'':>8} {'':<{_BAR_WIDTH}} {instruction}"
    share = step.size_bytes / largest_bytes if largest_bytes else 0.0
    return f"{size(step.size_bytes):>8} {bar(share, _BAR_WIDTH)} {instruction}"


def _fitting(lines: Sequence[str]) -> list[str]:
    cleaned = [clean(line, len(line)) for line in lines]
    if not sys.stdout.isatty():
        return cleaned
    width = shutil.get_terminal_size().columns
    return [line if len(line) <= width else line[: width - 1] + ELLIPSIS for line in cleaned]


def _document(tree: HistoryTree) -> dict[str, object]:
    return {
        "image": tree.image_name,
        "size_bytes": tree.size_bytes,
        "bases": [
            {
                "image_names": list(base.image_names),
                "image_id": base.image_id,
                "steps": [_step_document(step) for step in base.steps],
            }
            for base in tree.bases
        ],
        "own_steps": [_step_document(step) for step in tree.own_steps],
    }


def _step_document(step: HistoryStep) -> dict[str, object]:
    return {
        "created_by": step.created_by,
        "instruction": readable_instruction(step.created_by),
        "created_at": iso(step.created_at),
        "size_bytes": step.size_bytes,
        "diff_id": step.diff_id,
        "comment": step.comment or None,
        "tags": list(step.tags),
    }


JOB = Job("Show the history of an image as a tree of layers.", _EXAMPLES, _add_options, _run)
