"""`workbench layers`: one image's history as a tree of layers, and the files of each."""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from workbench.cli_jobs.advice_report import advice_document, advice_lines
from workbench.cli_jobs.files_report import files_document, files_lines, layer_numbers, path_filter
from workbench.cli_jobs.image_reading import ImageReader
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_json
from workbench.cli_jobs.output import iso, print_json, print_lines, say
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive_history import archive_history
from workbench.domain.dockerfile_ties import DockerfileLine
from workbench.domain.errors import WorkbenchError
from workbench.domain.explanations import explain, language_of
from workbench.domain.instructions import readable_instruction
from workbench.domain.layer_advice import LayerAdvice
from workbench.domain.layers import HistoryStep
from workbench.domain.text import ELLIPSIS, clean
from workbench.domain.variants import App
from workbench.formatting import bar, count, size
from workbench.services.find_app import find_app
from workbench.services.read_layers import ImageHistory, read_tied_history
from workbench.services.study_image import study_files
from workbench.services.tie_history import tie_history

_FAILED = 1
_BAR_WIDTH = 10
_TiedStep: TypeAlias = tuple[HistoryStep, DockerfileLine | None]
_EXAMPLES = """\
examples:
  workbench layers python:3.11-slim
  workbench layers giropops-senhas:2.0 | cat    instructions in full
  workbench layers redis --json | jq '[.own_steps[].size_bytes] | add'
  workbench layers redis --explain --lang pt     what each instruction does, in plain words
  workbench layers giropops-senhas:2.0 --advice  what would make it smaller
  workbench layers redis --files --layer 3       what the third layer did to files
  workbench layers --archive shop.tar --files --match '\\.pyc$'    without any engine

Steps stand in the order in which they were built. Those of a base image that is here too stand under its
name; a step without a size changed no file. Where the image was built from a Dockerfile of the app, each step
has its line there (:12). A pipe gets each instruction in full, a terminal what fits.
Of files: + added, ~ changed, - removed; with --whole, all that is there after that layer.
A damaged archive is told as a problem, and the exit code is 1.

JSON keys:
  image, size_bytes, told_base (by its labels), bases[] (image_names[], image_id, steps[]), own_steps[],
  problems[]
  each step: created_by, instruction, explanation (with --explain), place (file:line of a Dockerfile),
             created_at, size_bytes, diff_id (null: changed no file), comment, tags[]
  with --advice: advice[] (layer (null: the base), rule, place, reason, fix, saves_bytes, file_count,
             examples[]), what saves most first
  with --files: layers[] (layer, diff_id, size_bytes, problem, files[] (path, what: added, changed,
             removed or same, kind, size_bytes, mode, uid, gid, target))"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("image", metavar="IMAGE", nargs="?", help="a tag or an id")
    what.add_argument(
        "--archive", metavar="FILE", type=Path, help="what docker or podman saved, or an OCI layout"
    )
    parser.add_argument("--tag", metavar="NAME", default="", help="which image of an archive of several")
    parser.add_argument("--files", action="store_true", help="tell what each layer did to files")
    parser.add_argument("--layer", metavar="N", type=int, help="only the files of this layer, counted from 1")
    parser.add_argument("--whole", action="store_true", help="all files up to and including a layer")
    parser.add_argument(
        "--match", metavar="REGEX", help="only files whose path matches (in either case if it has no capital)"
    )
    parser.add_argument(
        "--advice", action="store_true", help="say what would make it smaller, and by how many bytes"
    )
    parser.add_argument(
        "--app",
        metavar="FOLDER",
        type=Path,
        default=Path(),
        help="the app whose Dockerfiles the layers may come from (default: this folder)",
    )
    parser.add_argument("--explain", action="store_true", help="say what each instruction does")
    parser.add_argument(
        "--lang", choices=("en", "pt"), help="the language to explain in (default: the locale's)"
    )
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    matches = path_filter(options.match)
    language = (options.lang or language_of(os.environ)) if options.explain else ""
    history, image, advice = _read(options)
    layers = layer_numbers(image, options.layer) if image and options.files else range(0)
    problems = list(image.problems) if image else []
    if options.json:
        document = {**_document(history, language), "problems": problems}
        if image and options.files:
            document["layers"] = files_document(image, layers, matches, whole=options.whole)
        if advice is not None:
            document["advice"] = advice_document(advice)
        print_json(document)
    else:
        print_lines([*_fitting(_drawn(history, language)), *(f"! {problem}" for problem in problems)])
        if image and options.files:
            print_lines(["", *files_lines(image, layers, matches, whole=options.whole)])
        if advice is not None:
            print_lines(["", *advice_lines(advice)])
    for problem in problems:
        say(f"workbench: {problem}")
    if image and image.failure:
        return image.failure.exit_code
    return _FAILED if problems else 0


def _read(
    options: argparse.Namespace,
) -> tuple[ImageHistory, ImageFiles | None, Sequence[LayerAdvice] | None]:
    """The history, the files where they are asked for or come along, and advice where it is asked for."""
    app = _app(options.app)
    with ImageReader(options) as reader:
        if options.archive:
            archived = reader.read_archive(options.archive, options.tag)
            tree = archive_history(archived)
            history = ImageHistory(tree, tie_history(tree, app))
            return history, archived, study_files(archived, history).advice if options.advice else None
        history = read_tied_history(reader.engine, options.image, app)
        if not (options.files or options.advice):
            return history, None, None
        image = reader.read(options.image)
        if not options.advice:
            return history, image, None
        return history, image, study_files(image, history, reader.engine.forest_images()).advice


def _app(folder: Path) -> App | None:
    """The app whose Dockerfiles the layers may come from; a folder that holds none is no fault here."""
    try:
        return find_app(folder)
    except WorkbenchError:
        return None


def _drawn(history: ImageHistory, language: str) -> list[str]:
    tree = history.tree
    lines = iter(history.lines)
    parts = [
        (", ".join(base.image_names), [(step, next(lines)) for step in base.steps]) for base in tree.bases
    ]
    own = [(step, next(lines)) for step in tree.own_steps]
    parts.append((_own_title(own), own))
    largest = max((step.size_bytes for step in tree.steps), default=0)
    drawn = [f"{tree.image_name}  {size(tree.size_bytes)}"]
    for title, steps in parts:
        is_last = steps is own
        layers = count(sum(not step.is_empty for step, _ in steps), "layer")
        weight = size(sum(step.size_bytes for step, _ in steps))
        drawn.append(f"{'└─' if is_last else '├─'} {title}  {weight}, {layers}")
        rail = "   " if is_last else "│  "
        for number, (step, line) in enumerate(steps, 1):
            drawn.append(f"{rail}{'└─' if number == len(steps) else '├─'} {_step(step, line, largest)}")
            if language:
                inner = "   " if number == len(steps) else "│  "
                drawn.append(f"{rail}{inner}{'':>{_BAR_WIDTH + 9}} {_explained(step, line, language)}")
    return drawn


def _explained(step: HistoryStep, line: DockerfileLine | None, language: str) -> str:
    return explain(step.created_by, language, line.instruction if line is not None else None)


def _own_title(steps: Sequence[_TiedStep]) -> str:
    """Where the image's own steps come from, as far as that is known."""
    files = dict.fromkeys(line.dockerfile for _, line in steps if line is not None)
    return f"its own steps from {', '.join(files)}" if files else "its own steps"


def _step(step: HistoryStep, line: DockerfileLine | None, largest_bytes: int) -> str:
    instruction = " ".join(readable_instruction(step.created_by).split())
    if line is not None:
        instruction = f":{line.instruction.line} {instruction}"
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


def _document(history: ImageHistory, language: str) -> dict[str, object]:
    tree = history.tree
    lines = iter(history.lines)
    return {
        "image": tree.image_name,
        "size_bytes": tree.size_bytes,
        "told_base": tree.told_base or None,
        "bases": [
            {
                "image_names": list(base.image_names),
                "image_id": base.image_id,
                "steps": [_step_document(step, next(lines), language) for step in base.steps],
            }
            for base in tree.bases
        ],
        "own_steps": [_step_document(step, next(lines), language) for step in tree.own_steps],
    }


def _step_document(step: HistoryStep, line: DockerfileLine | None, language: str) -> dict[str, object]:
    explained = {"explanation": _explained(step, line, language)} if language else {}
    return {
        **explained,
        "created_by": step.created_by,
        "instruction": readable_instruction(step.created_by),
        "place": line.place if line is not None else None,
        "created_at": iso(step.created_at),
        "size_bytes": step.size_bytes,
        "diff_id": step.diff_id,
        "comment": step.comment or None,
        "tags": list(step.tags),
    }


JOB = Job("Show the history of an image as a tree of layers.", _EXAMPLES, _add_options, _run)
