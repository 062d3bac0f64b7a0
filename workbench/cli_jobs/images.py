"""`workbench images`: the image list."""

import argparse

from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_json
from workbench.cli_jobs.output import iso, print_json, print_lines
from workbench.domain.images import Image
from workbench.formatting import age, size
from workbench.plain_table import plain_table

_EXAMPLES = """\
examples:
  workbench images
  workbench images --json | jq '[.[] | select(.tags == [])] | length'

JSON: a list of images, each with the keys
  id, tags[], digests[], created_at, size_bytes, shared_size_bytes, unique_size_bytes, container_count,
  labels{}; null where the engine does not tell"""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def _run(options: argparse.Namespace) -> int:
    with connected(options) as engine:
        images = engine.images(with_shared=True)
    if options.json:
        print_json([_document(each) for each in images])
        return 0
    # As in the docker command line an image with several tags has a line for each.
    rows = [
        (tag, image.short_id, size(image.size_bytes), size(image.unique_size_bytes), age(image.created_at))
        for image in images
        for tag in image.tags or ("<none>",)
    ]
    print_lines(plain_table(("tag", "id", "size", "unique", "age"), rows, right=frozenset({2, 3})))
    return 0


def _document(image: Image) -> dict[str, object]:
    return {
        "id": image.id,
        "tags": list(image.tags),
        "digests": list(image.digests),
        "created_at": iso(image.created_at),
        "size_bytes": image.size_bytes,
        "shared_size_bytes": image.shared_size_bytes,
        "unique_size_bytes": image.unique_size_bytes,
        "container_count": image.container_count,
        "labels": dict(image.labels),
    }


JOB = Job("List the images of the engine.", _EXAMPLES, _add_options, _run)
