"""What can be done with one file of an image: view it, or save it to this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.notifications import SeverityLevel
from textual.widget import Widget

from screens.file_page import FilePage
from screens.reading import Reading, told
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.errors import InvalidInput, WorkbenchError
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileTree
from workbench.domain.text import clean
from workbench.formatting import count, size
from workbench.services.image_sources import engine_source
from workbench.services.read_contents import ContentCache, content_number, read_content
from workbench.services.read_files import ReadProgress, reported
from workbench.services.save_files import Saved, can_replace, is_taken, own_name, save_to

if TYPE_CHECKING:
    from workbench.engine.engine import Engine

_TOLD_LEFT_OUT = 4


class FileActions:
    """Reads the archive once more for a file's content, with progress, and shows or saves it.

    What was read to be shown is kept, and so is what stands beside it: another look at it costs nothing.
    """

    def __init__(self, owner: Widget, say: Callable[[str], None], ended: Callable[[], None]) -> None:
        self._owner = owner
        self._say = say
        self._ended = ended
        self._reading = Reading(owner)
        self._contents = ContentCache()

    def cancel(self) -> bool:
        """Stop reading; whether there was anything to stop."""
        return self._reading.cancel()

    def view(self, engine: Engine, image: ImageFiles, tree: FileTree, node: FileNode) -> None:
        """Show what a file holds, or why it holds nothing."""
        entry = tree.entry(node)
        if node.is_folder or entry is None:
            self._tell("A folder has no content of its own; x saves all that is in it.")
            return
        try:
            number = content_number(image, node.layer, node.number)
        except InvalidInput as error:
            self._tell(error.message)
            return
        size_bytes = image.layers[node.layer].files.sizes[number]
        facts = f"{entry.permissions}  {entry.owner}  layer {node.layer + 1}"

        def made(content: bytes) -> FilePage:
            return FilePage(node.path, content, size_bytes, facts)

        def show(page: FilePage) -> None:
            self._ended()
            self._owner.app.push_screen(page)

        if not size_bytes:
            show(made(b""))
            return
        source = engine_source(engine, image.image_id)
        self._reading.start(
            lambda report, cancel: made(
                read_content(
                    reported(source, image.size_bytes, report),
                    image,
                    node.layer,
                    number,
                    cancel=cancel,
                    cache=self._contents,
                )
            ),
            show,
            self._failed,
            self._moved,
        )

    def save(self, engine: Engine, image: ImageFiles, tree: FileTree, node: FileNode) -> None:
        """Ask for a folder, and save a file or a folder there under its own name."""
        from screens.widgets.dialogs import Field, FormDialog  # only when asked for

        field = Field("folder", "Into the folder", str(Path.cwd()), validate=_folder_problem)
        what = f"{count(node.file_count, 'file')}, " if node.is_folder else ""
        sentence = (
            f"{what}{size(node.size_bytes)}. It keeps its name; nothing outside that folder is written."
        )

        def answered(answers: dict[str, str] | None) -> None:
            if answers is None:
                return
            folder = Path(answers["folder"].strip()).expanduser()
            self._ask_to_replace(folder / own_name(node), node, lambda replaces: save(folder, replaces))

        def save(folder: Path, replaces: bool) -> None:
            source = engine_source(engine, image.image_id)
            self._reading.start(
                lambda report, cancel: save_to(
                    reported(source, image.size_bytes, report),
                    image,
                    tree,
                    node,
                    folder,
                    replaces=replaces,
                    cancel=cancel,
                ),
                self._saved,
                self._failed,
                self._moved,
            )

        dialog = FormDialog(f"Save /{node.path}", (field,), sentence, done_label="Save")
        self._owner.app.push_screen(dialog, answered)

    def _ask_to_replace(self, target: Path, node: FileNode, save: Callable[[bool], None]) -> None:
        """Go on at once where the name is free; ask before a file is replaced."""
        if not (is_taken(target) and can_replace(target, node)):
            save(False)
            return
        from screens.widgets.dialogs import ConfirmDialog  # only when asked for

        def agreed(answer: bool | None) -> None:
            if answer:
                save(True)

        self._owner.app.push_screen(
            ConfirmDialog("Replace the file?", "", losses=(f"{target} as it is now",)), agreed
        )

    def _saved(self, saved: Saved) -> None:
        self._ended()
        left_out = [f"left out: {path}, {why}" for path, why in saved.left_out[:_TOLD_LEFT_OUT]]
        if more := len(saved.left_out) - _TOLD_LEFT_OUT:
            left_out += [f"and {more} more"] if more > 0 else []
        words = [f"{saved.path}: {count(saved.file_count, 'file')}, {size(saved.size_bytes)}", *left_out]
        self._tell("\n".join(words), title="Saved")

    def _failed(self, error: WorkbenchError) -> None:
        self._ended()
        self._tell(error.hint or "Nothing was kept of it.", title=error.message, is_error=True)

    def _moved(self, progress: ReadProgress) -> None:
        self._say(told(progress))

    def _tell(self, words: str, title: str = "", *, is_error: bool = False) -> None:
        words = "\n".join(clean(line) for line in words.splitlines())
        severity: SeverityLevel = "error" if is_error else "information"
        self._owner.app.notify(words, title=clean(title), severity=severity, markup=False)


def _folder_problem(text: str) -> str | None:
    """What is wrong with a folder to save into."""
    folder = Path(text.strip()).expanduser()
    if not text.strip() or not folder.is_dir():
        return "Name a folder that exists."
    return None
