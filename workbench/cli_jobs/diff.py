"""`workbench diff`: two images side by side."""

import argparse

from workbench.cli_jobs.image_reading import ImageReader
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.output import print_lines, say
from workbench.domain.image_diff import image_diff
from workbench.services.compare_images import as_json, as_markdown, as_text

_EXAMPLES = """\
examples:
  workbench diff python:3.11 python:3.11-slim
  workbench diff shop:1.0 shop:1.1 --markdown >> pull-request.md
  workbench diff before.tar after.tar --json | jq '.packages'    archives: no engine is asked

Files count as changed by content, kind, owner or mode, not by their times. Layers are shared from the lowest
on: only those are stored once for both images.

JSON keys:
  before, after, before_bytes, after_bytes, delta_bytes, summary, layers (shared[], lost[], gained[]),
  files[] (path, what: gained, lost or changed, before_bytes, after_bytes),
  packages[] (manager: dpkg, apk or pip, name, before, after), settings[] (name, before, after)"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="A", help="a tag, an id, or an archive (*.tar, *.tar.gz)")
    parser.add_argument("after", metavar="B", help="the image to compare with it")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON with stable keys")
    how.add_argument("--markdown", action="store_true", help="print Markdown, for a pull request")


def _run(options: argparse.Namespace) -> int:
    with ImageReader(options) as reader:
        before, after = reader.read(options.before), reader.read(options.after)
    for image in (before, after):
        if image.failure:
            raise image.failure
        for problem in image.problems:
            say(f"{image.name}: {problem}")
    diff = image_diff(before, after)
    if options.json:
        print_lines(as_json(diff).splitlines())
    else:
        print_lines(as_markdown(diff) if options.markdown else as_text(diff))
    return 0


JOB = Job("Compare two images: layers, files, packages, configuration.", _EXAMPLES, _add_options, _run)
