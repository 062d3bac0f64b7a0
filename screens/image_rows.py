"""Images as the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping

from screens.widgets.filter_bar import matches
from screens.widgets.line_table import Cell, Column, Row
from workbench.domain.images import Image
from workbench.domain.inventory import Inventory
from workbench.domain.layers import ForestImage
from workbench.formatting import age, size

COLUMNS = (
    Column("tag", "image", 24, flexible=True, is_path=True),
    Column("id", "id", 12, priority=5),
    Column("size", "size", 8, right=True),
    Column("unique", "unique", 8, right=True, priority=3),
    Column("shared", "shared", 8, right=True, priority=4),
    Column("layers", "layers", 6, right=True, priority=2),
    Column("age", "age", 6, right=True),
    Column("used", "used by", 14, flexible=True, priority=1),
)
SORTS = ("tag", "size", "unique", "layers", "age")


def image_rows(
    inventory: Inventory,
    sizes: Mapping[str, Image],
    layers: Mapping[str, ForestImage],
    *,
    words: str = "",
    sort: str = "tag",
    reverse: bool = False,
) -> list[Row]:
    """A row for each tag (one for an image without), with sizes and layers as far as they are known yet."""
    users = users_by_image(inventory)
    shown = [each for each in inventory.images if not words or matches(words, *each.tags, each.short_id)]

    def order(image: Image) -> tuple[float, str]:
        known, forest = sizes.get(image.id), layers.get(image.id)
        match sort:
            case "size":
                return (-image.size_bytes, "")
            case "unique":
                return (-(known.unique_size_bytes or 0 if known else 0), "")
            case "layers":
                return (-(len(forest.diff_ids) if forest else 0), "")
            case "age":
                return (-image.created_at.timestamp(), "")
            case _:
                return (image.is_dangling, image.name)

    shown.sort(key=lambda each: each.name)
    shown.sort(key=order, reverse=reverse)
    rows: list[Row] = []
    for image in shown:
        known, forest = sizes.get(image.id), layers.get(image.id)
        rows += [_row(image, tag, known, forest, users.get(image.id, [])) for tag in image.tags or ("",)]
    return rows


def users_by_image(inventory: Inventory) -> dict[str, list[str]]:
    """The names of the containers of each image."""
    users: dict[str, list[str]] = {}
    for container in inventory.containers:
        users.setdefault(container.image_id, []).append(container.name)
    return users


def row_key(image: Image, tag: str) -> str:
    """The key of the row of one tag."""
    return f"{image.id}\n{tag}"


def _row(image: Image, tag: str, known: Image | None, forest: ForestImage | None, users: list[str]) -> Row:
    name = Cell(tag) if tag else Cell("(no tag)", "warn")
    shared = known.shared_size_bytes if known else None
    unique = known.unique_size_bytes if known else None
    return Row(
        row_key(image, tag),
        (
            name,
            Cell(image.short_id, "muted"),
            size(image.size_bytes),
            size(unique) if unique is not None else "",
            Cell(size(shared) if shared is not None else "", "muted"),
            str(len(forest.diff_ids)) if forest else "",
            Cell(age(image.created_at), "muted"),
            Cell(", ".join(sorted(users)), "good" if users else ""),
        ),
    )
