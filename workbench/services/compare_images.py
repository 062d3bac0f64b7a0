"""Two images compared, written as text, Markdown or JSON, with a paragraph that says it all on top."""

import json
from collections.abc import Sequence

from workbench.domain.archive.layer_files import LayerFiles
from workbench.domain.file_nodes import Mark
from workbench.domain.image_diff import FileDifference, ImageDiff
from workbench.domain.instructions import readable_instruction
from workbench.domain.text import clean
from workbench.formatting import count, percent, size
from workbench.plain_table import plain_table

_SHOWN_FOLDERS = 20
_INSTRUCTION_WIDTH = 80
_MARKED = (Mark.ADDED, Mark.REMOVED, Mark.CHANGED)


def signed(size_bytes: int) -> str:
    """A difference of sizes with its sign."""
    return f"+{size(size_bytes)}" if size_bytes > 0 else size(size_bytes)


def summary(diff: ImageDiff) -> str:
    """The whole comparison in one paragraph."""
    sizes = (_doubt(diff), _sizes(diff), _layers(diff), _files(diff), _hidden(diff))
    return " ".join(part for part in (*sizes, _installed(diff), _configured(diff)) if part)


def as_text(diff: ImageDiff) -> list[str]:
    """The comparison for a terminal or a pipe."""
    lines = [summary(diff), *(f"! {problem}" for problem in diff.problems)]
    for title, titles, rows in _tables(diff):
        lines += ["", title, *plain_table(titles, rows, right=frozenset({0} if "size" in titles[0] else ()))]
    return lines


def as_markdown(diff: ImageDiff) -> list[str]:
    """The comparison for a pull request."""
    lines = [f"### `{_safe(diff.before)}` → `{_safe(diff.after)}`", "", _safe(summary(diff))]
    if diff.problems:
        lines += ["", *(f"- **Problem:** {_safe(problem)}" for problem in diff.problems)]
    for title, titles, rows in _tables(diff):
        lines += ["", f"**{title}**", "", _row(titles), _row(["---"] * len(titles)), *map(_row, rows)]
    return lines


def as_json(diff: ImageDiff) -> str:
    """The comparison for a program, every differing file included."""
    document = {
        "before": diff.before,
        "after": diff.after,
        "before_bytes": diff.before_bytes,
        "after_bytes": diff.after_bytes,
        "delta_bytes": diff.delta_bytes,
        "hidden_delta_bytes": diff.hidden_delta_bytes,
        "summary": summary(diff),
        "problems": list(diff.problems),
        "layers": {
            "shared": [each.diff_id for each in diff.shared_layers],
            "lost": [_layer(each) for each in diff.lost_layers],
            "gained": [_layer(each) for each in diff.gained_layers],
        },
        "files": [_file(each) for folder in diff.folders for each in folder.files],
        "packages": [
            {"manager": each.manager, "name": each.name, "before": each.before, "after": each.after}
            for each in diff.packages
        ],
        "settings": [
            {"name": each.name, "before": each.before, "after": each.after} for each in diff.settings
        ],
    }
    return json.dumps(document, indent=2)


def _doubt(diff: ImageDiff) -> str:
    return "Not all is as it should be, so this may not be the whole difference." if diff.problems else ""


def _sizes(diff: ImageDiff) -> str:
    if not diff.delta_bytes:
        return f"{diff.after} is as large as {diff.before}, {size(diff.after_bytes)}."
    share = abs(diff.delta_bytes) / diff.before_bytes if diff.before_bytes else 0
    word = "larger" if diff.delta_bytes > 0 else "smaller"
    return (
        f"{diff.after} is {size(abs(diff.delta_bytes))} ({percent(share)}) {word} than {diff.before}: "
        f"{size(diff.before_bytes)} → {size(diff.after_bytes)}."
    )


def _layers(diff: ImageDiff) -> str:
    system = ""
    if diff.before_system != diff.after_system:
        system = f" The system is {diff.after_system or 'unnamed'}, not {diff.before_system or 'unnamed'}."
    shared = len(diff.shared_layers)
    if not shared:
        return f"They share no layer.{system}"
    sizes = size(sum(each.size_bytes for each in diff.shared_layers))
    return f"They share {count(shared, 'layer')} of {sizes}.{system}"


def _files(diff: ImageDiff) -> str:
    gained, lost, changed = (diff.file_count(mark) for mark in _MARKED)
    if not gained + lost + changed:
        return "Their files are the same."
    return f"Files: {gained:,} gained, {lost:,} lost, {changed:,} changed."


def _hidden(diff: ImageDiff) -> str:
    """Why the files do not make up the difference of the sizes, where they do not."""
    if not diff.hidden_delta_bytes:
        return ""
    word = "more" if diff.hidden_delta_bytes > 0 else "less"
    return f"{size(abs(diff.hidden_delta_bytes))} {word} is stored but hidden by later layers."


def _installed(diff: ImageDiff) -> str:
    if not diff.packages:
        return "The same packages are installed."
    gained = sum(not each.before for each in diff.packages)
    lost = sum(not each.after for each in diff.packages)
    return f"Packages: {gained} gained, {lost} lost, {len(diff.packages) - gained - lost} in another version."


def _configured(diff: ImageDiff) -> str:
    names = ", ".join(each.name for each in diff.settings)
    return f"The configuration differs in {names}." if names else "They are configured alike."


def _tables(diff: ImageDiff) -> list[tuple[str, Sequence[str], list[Sequence[str]]]]:
    """Each part with its titles and rows; parts without a row are left out."""
    layers = [
        (size(each.size_bytes), where, _instruction(each))
        for where, part in (("only before", diff.lost_layers), ("only after", diff.gained_layers))
        for each in part
    ]
    folders = [
        (signed(each.delta_bytes), *(str(each.count(mark) or "") for mark in _MARKED), f"/{each.folder}")
        for each in diff.folders[:_SHOWN_FOLDERS]
    ]
    if rest := diff.folders[_SHOWN_FOLDERS:]:
        delta = sum(each.delta_bytes for each in rest)
        counts = (str(sum(each.count(mark) for each in rest) or "") for mark in _MARKED)
        folders.append((signed(delta), *counts, f"{count(len(rest), 'more folder')}"))
    packages = [(each.name, each.manager, each.before or "–", each.after or "–") for each in diff.packages]
    settings = [(each.name, each.before or "–", each.after or "–") for each in diff.settings]
    parts: list[tuple[str, Sequence[str], list[Sequence[str]]]] = [
        ("Layers", ("size", "where", "instruction"), [*layers]),
        ("Files by folder", ("size", "gained", "lost", "changed", "folder"), [*folders]),
        ("Packages", ("package", "manager", "before", "after"), [*packages]),
        ("Configuration", ("setting", "before", "after"), [*settings]),
    ]
    return [part for part in parts if part[2]]


def _instruction(layer: LayerFiles) -> str:
    return clean(" ".join(readable_instruction(layer.created_by).split()), _INSTRUCTION_WIDTH)


def _layer(layer: LayerFiles) -> dict[str, object]:
    return {"diff_id": layer.diff_id, "size_bytes": layer.size_bytes, "created_by": layer.created_by}


def _file(file: FileDifference) -> dict[str, object]:
    names = {Mark.ADDED: "gained", Mark.REMOVED: "lost", Mark.CHANGED: "changed", Mark.UNCHANGED: "same"}
    return {
        "path": file.path,
        "what": names[file.mark],
        "before_bytes": file.before_bytes,
        "after_bytes": file.after_bytes,
    }


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_safe(cell) for cell in cells)} |"


def _safe(text: str) -> str:
    """Text of an image that no Markdown reader takes for a table's edge, a mark or a tag."""
    shown = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
    return shown.replace("`", "'").replace("*", "\\*").replace("[", "\\[")
