"""Tells how far each variant of an app is: by the images that are there and the records of our builds."""

from collections.abc import Sequence
from datetime import timedelta

from workbench.domain.dockerfiles import final_base, parse_dockerfile
from workbench.domain.errors import NotFound
from workbench.domain.images import Image
from workbench.domain.text import decode
from workbench.domain.variants import App, Variant, VariantResult, VariantState, VariantStatus
from workbench.engine.engine import Engine
from workbench.services.source_ages import SourceAges
from workbench.services.variant_records import VariantRecords

# Podman writes out what Docker leaves away.
_IMPLIED_PREFIXES = ("", "docker.io/library/", "docker.io/", "localhost/")


def variant_statuses(engine: Engine, app: App, records: VariantRecords) -> tuple[VariantStatus, ...]:
    """Where each variant stands, in the app's order."""
    images = engine.images()
    ages = SourceAges(app.folder)
    return tuple(_status(engine, app, variant, images, records, ages) for variant in app.variants)


def variant_base(app: App, variant: Variant) -> str:
    """The image that a variant stands on, by its Dockerfile; empty where that cannot be told."""
    try:
        text = decode((app.folder / variant.dockerfile).read_bytes())
    except OSError:
        return ""
    return final_base(parse_dockerfile(text), dict(variant.build_arguments), variant.target)


def image_with_tag(images: Sequence[Image], tag: str) -> Image | None:
    """The image that has this tag, as Docker or as Podman writes it."""
    wanted = tag if ":" in tag.rpartition("/")[2] else f"{tag}:latest"
    names = {prefix + wanted for prefix in _IMPLIED_PREFIXES}
    return next((image for image in images if not names.isdisjoint(image.tags)), None)


def _status(
    engine: Engine,
    app: App,
    variant: Variant,
    images: Sequence[Image],
    records: VariantRecords,
    ages: SourceAges,
) -> VariantStatus:
    image = image_with_tag(images, variant.tag)
    if image is None:
        return VariantStatus(variant, VariantState.NOT_BUILT)
    try:
        detail = engine.image(image.id)
    except NotFound:  # Removed since it was listed.
        return VariantStatus(variant, VariantState.NOT_BUILT)
    record = records.latest(variant.name, image.id)
    base = variant_base(app, variant)
    result = VariantResult(
        image_id=image.id,
        size_bytes=image.size_bytes,
        layer_count=len(detail.diff_ids),
        base=base,
        user=detail.user,
        built_at=record.started_at if record else image.created_at,
        seconds=record.seconds if record else None,
        cached_steps=record.cached_steps if record else 0,
        total_steps=record.total_steps if record else 0,
        base_layer_count=_base_layers(engine, images, base, detail.diff_ids),
    )
    # an engine's list tells whole seconds: what was written within the same one may well be in the image
    since = result.built_at if record else result.built_at + timedelta(seconds=1)
    is_stale = ages.changed_after(variant.dockerfile, since)
    return VariantStatus(variant, VariantState.STALE if is_stale else VariantState.BUILT, result)


def _base_layers(engine: Engine, images: Sequence[Image], base: str, diff_ids: tuple[str, ...]) -> int | None:
    """How many layers an image has from its base; None where the base of that name is not below it."""
    found = image_with_tag(images, base) if base else None
    if found is None:
        return 0 if base == "scratch" else None
    try:
        below = engine.diff_ids(found.id)
    except NotFound:  # Removed since it was listed.
        return None
    return len(below) if diff_ids[: len(below)] == below else None
