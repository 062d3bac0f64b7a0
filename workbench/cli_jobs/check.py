"""`workbench check`: hold an image to limits, for a pipeline."""

import argparse

from workbench.cli_jobs.image_reading import ImageReader
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_json
from workbench.cli_jobs.output import print_json, print_lines
from workbench.domain.image_checks import Limits
from workbench.domain.sizes import parse_size
from workbench.plain_table import plain_table
from workbench.services.check_image import ImageCheck, check_image

_FAILED = 1
_EXAMPLES = """\
examples:
  workbench check shop:1.0 --max-size 200MB --no-root
  workbench check shop:1.0 --max-waste 20MB --min-efficiency 0.95
  docker save shop:1.0 -o shop.tar && workbench check shop.tar --no-shell    no engine is asked
  workbench check both.tar --tag shop:1.1 --no-root

Waste is what a later layer overwrites or removes, caches of package managers, compiled Python and second
copies of a file. Efficiency is the share of the stored bytes that is no waste:
(stored - wasted) / stored. The whole image counts, its base included. Without a limit all is only shown.
Root is number 0: a user's name is looked up in the image's /etc/passwd; one without a number there fails.

JSON keys:
  image, passed, size_bytes, wasted_bytes, efficiency, user, shells[], verified_layers,
  rules[] (rule, asked (null: nothing), found, passed, detail),
  waste[] (path, size_bytes, reason, layers[], copy_of): the largest"""
_TOLD_WASTE = 50


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", metavar="IMAGE", help="a tag, an id, or an archive (*.tar, *.tar.gz)")
    parser.add_argument("--tag", metavar="NAME", default="", help="which image of an archive of several")
    parser.add_argument("--max-size", metavar="SIZE", type=_size, help="at most so large, as 100MB")
    parser.add_argument("--max-waste", metavar="SIZE", type=_size, help="at most so much waste")
    parser.add_argument("--min-efficiency", metavar="SHARE", type=_share, help="between 0 and 1, as 0.95")
    parser.add_argument("--no-root", action="store_true", help="containers must not run as root")
    parser.add_argument("--no-shell", action="store_true", help="there must be no shell")
    parser.add_argument(
        "--checksums",
        action="store_true",
        help="hold each layer against its checksum (an archive's are always; of an engine it takes longer)",
    )
    add_json(parser)


def _size(text: str) -> int:
    try:
        return parse_size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no size: write it as 100MB, 1.5GiB or 20000") from error


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no share between 0 and 1: write 95 % as 0.95")
    return value


def _run(options: argparse.Namespace) -> int:
    limits = Limits(
        options.max_size,
        options.max_waste,
        options.min_efficiency,
        options.no_root,
        options.no_shell,
        options.checksums,
    )
    with ImageReader(options) as reader:
        image = reader.read(options.image, tag=options.tag, sums_layers=options.checksums)
    checked = check_image(image, limits)
    if options.json:
        print_json(_document(checked))
    else:
        rows = [
            (
                "–" if not row.asked else "ok" if row.passed else "FAILED",
                row.rule,
                row.asked,
                row.found,
                row.detail,
            )
            for row in sorted(checked.rows, key=lambda row: row.passed)
        ]
        print_lines(plain_table(("", "rule", "asked", "found", "what it comes from"), rows))
    return 0 if checked.passed else _FAILED


def _document(checked: ImageCheck) -> dict[str, object]:
    measures = checked.measures
    return {
        "image": checked.image,
        "passed": checked.passed,
        "size_bytes": measures.size_bytes,
        "wasted_bytes": measures.waste.wasted_bytes,
        "efficiency": round(measures.waste.efficiency, 4),
        "user": measures.user,
        "shells": list(measures.shells),
        "verified_layers": measures.verified_layer_count,
        "rules": [
            {
                "rule": row.rule,
                "asked": row.asked or None,
                "found": row.found,
                "passed": row.passed,
                "detail": row.detail,
            }
            for row in checked.rows
        ],
        "waste": [
            {
                "path": each.path,
                "size_bytes": each.size_bytes,
                "reason": each.reason.value,
                "layers": [layer + 1 for layer in each.written_in],
                "copy_of": each.copy_of or None,
            }
            for each in measures.waste.files[:_TOLD_WASTE]
        ],
    }


JOB = Job("Hold an image to limits: exit code 1 when it breaks one.", _EXAMPLES, _add_options, _run)
