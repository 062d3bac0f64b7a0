"""`workbench diff`: two images side by side."""

import argparse
from dataclasses import replace

from workbench.cli_jobs.image_reading import ImageReader
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.output import print_lines, say
from workbench.domain.image_diff import image_diff
from workbench.services.compare_images import as_json, as_markdown, as_text

_FAILED = 1
_TAG_BEFORE, _TAG_AFTER = "--tag-before", "--tag-after"
_EXAMPLES = """\
examples:
  workbench diff python:3.11 python:3.11-slim
  workbench diff shop:1.0 shop:1.1 --markdown >> pull-request.md
  workbench diff before.tar after.tar --json | jq '.packages'    archives: no engine is asked
  workbench diff both.tar both.tar --tag-before shop:1.0 --tag-after shop:1.1

Files count as changed by content, kind, owner or mode, not by their times. Layers are shared from the lowest
on: only those are stored once for both images. A damaged image is told as a problem, and the exit code is 1.

JSON keys:
  before, after, before_bytes, after_bytes, delta_bytes, hidden_delta_bytes (of it: hidden by later layers),
  summary, problems[], layers (shared[], lost[], gained[]),
  files[] (path, what: gained, lost or changed, before_bytes, after_bytes),
  packages[] (manager: dpkg, apk or pip, name, before, after), settings[] (name, before, after)"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="A", help="a tag, an id, or an archive (*.tar, *.tar.gz)")
    parser.add_argument("after", metavar="B", help="the image to compare with it")
    for side, which in ((_TAG_BEFORE, "A"), (_TAG_AFTER, "B")):
        parser.add_argument(
            side, metavar="NAME", default="", help=f"which image of {which}, an archive of several"
        )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON with stable keys")
    how.add_argument("--markdown", action="store_true", help="print Markdown, for a pull request")


def _run(options: argparse.Namespace) -> int:
    with ImageReader(options) as reader:
        before = reader.read(options.before, tag=options.tag_before, tag_option=_TAG_BEFORE)
        after = reader.read(options.after, tag=options.tag_after, tag_option=_TAG_AFTER)
    for image in (before, after):
        if image.failure:
            raise image.failure
    diff = image_diff(before, after)
    if diff.before == diff.after:
        # Two archives of one tag: only what was typed tells them apart.
        diff = replace(diff, before=options.before, after=options.after)
    for problem in diff.problems:
        say(f"workbench: {problem}")
    if options.json:
        print_lines(as_json(diff).splitlines())
    else:
        print_lines(as_markdown(diff) if options.markdown else as_text(diff))
    return _FAILED if diff.problems else 0


JOB = Job("Compare two images: layers, files, packages, configuration.", _EXAMPLES, _add_options, _run)
