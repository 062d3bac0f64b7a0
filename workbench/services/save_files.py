"""Saves files of an image into a folder of this machine, and nothing outside it, whatever the archive says.

All is written below one new file or folder, whose folders are made here one by one; links come last and only
where they stay inside, so that nothing is ever written through one.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.layer_files import FileKind
from workbench.domain.archive.paths import linked_path
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import InvalidInput, WorkbenchError
from workbench.domain.file_nodes import FileNode, Mark, subtree
from workbench.domain.file_trees import FileTree
from workbench.services.image_sources import ImageSource
from workbench.services.read_contents import content_number, read_contents, without_content

_PERMISSIONS = 0o777
_NEVER_OVER = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_OF_ROOT = "root"


@dataclass(slots=True)
class Saved:
    """What was written, and what was left out and why."""

    path: Path
    file_count: int = 0
    size_bytes: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def save_to(
    source: ImageSource,
    image: ImageFiles,
    tree: FileTree,
    node: FileNode,
    folder: Path,
    *,
    replaces: bool = False,
    cancel: Cancellation | None = None,
) -> Saved:
    """Save a file, or a folder with all in it, under its own name into a folder that exists.

    Owners, setuid marks, devices and links that lead outside are left out. A file takes the place of another
    one only where it `replaces` it, and only when it is whole. Raises InvalidInput where that name is taken
    or cannot be written, Cancelled, and what reading the image raises.
    """
    target = folder / own_name(node)
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is no folder.", "Name one that exists.")
    if not is_taken(target):
        return _save(source, image, tree, node, Saved(target), cancel)
    if not (replaces and can_replace(target, node)):
        raise InvalidInput(f"{target} is there already.", "Remove it, or save to another folder.")
    try:
        with tempfile.TemporaryDirectory(prefix=".workbench-", dir=folder) as beside:
            saved = _save(source, image, tree, node, Saved(Path(beside, target.name)), cancel)
            if saved.file_count:
                saved.path.replace(target)
    except OSError as error:
        raise InvalidInput(f"{target} cannot be replaced: {error.strerror}.") from error
    saved.path = target
    return saved


def is_taken(target: Path) -> bool:
    """Whether something has this name, be it a link that leads nowhere."""
    return target.is_symlink() or target.exists()


def can_replace(target: Path, node: FileNode) -> bool:
    """Whether what has this name is a plain file and a file would come in its place."""
    return not node.is_folder and target.is_file() and not target.is_symlink()


def _save(
    source: ImageSource,
    image: ImageFiles,
    tree: FileTree,
    node: FileNode,
    saved: Saved,
    cancel: Cancellation | None,
) -> Saved:
    writer = _Writer(image, tree, node, saved)
    try:
        writer.lay_out()
        if writer.wanted:
            read_contents(source, writer.wanted, cancel or Cancellation())
        writer.finish()
    except OSError as error:
        writer.take_back()
        raise InvalidInput(f"{error.filename or saved.path} cannot be written: {error.strerror}.") from error
    except WorkbenchError:
        writer.take_back()
        raise
    finally:
        writer.close()
    return saved


def own_name(node: FileNode) -> str:
    """The name to save under; no node is named like a step up or a path, but nothing is left to that."""
    name = os.fsdecode(node.name) if node.parent is not None else _OF_ROOT
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise WorkbenchError("This name cannot be saved.")
    return name


class _Writer:
    """Writes one subtree below the target of a saving."""

    def __init__(self, image: ImageFiles, tree: FileTree, top: FileNode, saved: Saved) -> None:
        self._image = image
        self._tree = tree
        self._top = top
        self._saved = saved
        self._paths: dict[int, Path] = {id(top): saved.path}
        self._links: list[tuple[FileNode, bytes]] = []
        self._modes: list[tuple[Path, int]] = []
        self._open: dict[Path, BinaryIO] = {}
        self._has_begun = False
        self.wanted: dict[str, dict[int, Callable[[bytes], None]]] = {}

    def lay_out(self) -> None:
        """Make the folders and the empty files, and note what is to be read."""
        for node in subtree(self._top):
            if node.mark is Mark.REMOVED and self._top.mark is not Mark.REMOVED:
                continue
            path = self._path(node)
            if node.children is not None:
                path.mkdir()
                self._has_begun = True
                entry = self._tree.entry(node)
                self._modes.append((path, entry.mode & _PERMISSIONS if entry else 0o755))
            else:
                self._lay_out_file(node, path)

    def _path(self, node: FileNode) -> Path:
        if node is not self._top and node.parent is not None:
            self._paths[id(node)] = self._paths[id(node.parent)] / own_name(node)
        return self._paths[id(node)]

    def _lay_out_file(self, node: FileNode, path: Path) -> None:
        files = self._tree.layers[node.layer].files
        kind = FileKind(files.kinds[node.number])
        if kind is FileKind.SYMBOLIC_LINK:
            self._links.append((node, files.targets.get(node.number, b"")))
            return
        try:
            number = content_number(self._image, node.layer, node.number)
        except InvalidInput:
            self._leave_out(node, without_content(files, node.number))
            return
        os.close(os.open(path, _NEVER_OVER, 0o600))
        self._has_begun = True
        self._modes.append((path, files.modes[number] & _PERMISSIONS))
        self._saved.file_count += 1
        if files.sizes[number]:
            sinks = self.wanted.setdefault(self._image.layers[node.layer].member, {})
            before = sinks.get(number)
            sinks[number] = self._sink(path, before)

    def _sink(self, path: Path, before: Callable[[bytes], None] | None) -> Callable[[bytes], None]:
        """Write pieces to a file; where several names share one content, to all of them."""

        def write(piece: bytes) -> None:
            if before is not None:
                before(piece)
            if path not in self._open:
                self._open[path] = path.open("r+b")
            self._open[path].write(piece)
            self._saved.size_bytes += len(piece)
            if not piece:
                self._open.pop(path).close()

        return write

    def finish(self) -> None:
        """Make the links that stay inside, and give files and folders their permissions, inner ones first."""
        top = self._top.raw_path
        for node, target in self._links:
            place = linked_path(node.raw_path, target)
            is_inside = place is not None and (not top or place == top or place.startswith(top + b"/"))
            if target.startswith(b"/") or not is_inside:
                self._leave_out(node, f"a link to {os.fsdecode(target)}")
            else:
                self._paths[id(node)].symlink_to(os.fsdecode(target))
                self._saved.file_count += 1
        for path, mode in reversed(self._modes):
            path.chmod(mode)

    def take_back(self) -> None:
        """Remove what was written: half a file would look like a whole one."""
        if not self._has_begun:
            return
        if self._top.is_folder:
            shutil.rmtree(self._saved.path, ignore_errors=True)
        else:
            self._saved.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close what is still open."""
        for file in self._open.values():
            file.close()

    def _leave_out(self, node: FileNode, reason: str) -> None:
        self._saved.left_out.append((node.path, reason))
