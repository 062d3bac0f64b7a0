"""Two images side by side: layers, files, packages and configuration that one has and the other has not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.archive.image_config import ImageConfig
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.layer_files import LayerFiles
from workbench.domain.file_nodes import FileNode, Mark
from workbench.domain.file_trees import FileTree, final_files
from workbench.domain.packages import Package, distribution, installed_packages


@dataclass(frozen=True, slots=True)
class FileDifference:
    """One file that differs, or that only one of the images has; sizes are None where it is not."""

    path: str
    mark: Mark
    before_bytes: int | None
    after_bytes: int | None

    @property
    def delta_bytes(self) -> int:
        """By how much the second image's file is larger."""
        return (self.after_bytes or 0) - (self.before_bytes or 0)


@dataclass(frozen=True, slots=True)
class FolderDifference:
    """The differing files of one folder, the largest difference first."""

    folder: str
    files: tuple[FileDifference, ...]

    @property
    def delta_bytes(self) -> int:
        """By how much the files of the second image are larger together."""
        return sum(each.delta_bytes for each in self.files)

    def count(self, mark: Mark) -> int:
        """How many files were gained, lost or changed."""
        return sum(each.mark is mark for each in self.files)


@dataclass(frozen=True, slots=True)
class PackageDifference:
    """One package that came, went or has other versions; an empty version means that it is not there."""

    manager: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SettingDifference:
    """One part of the configuration that differs; empty means that it is not set."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImageDiff:
    """Two images compared; what was gained is the second's alone. With problems it is not the whole truth.

    The hidden bytes are by how much more the second stores that its own later layers hide: that is no file of
    either, yet part of their sizes.
    """

    before: str
    after: str
    before_bytes: int
    after_bytes: int
    shared_layers: tuple[LayerFiles, ...]
    lost_layers: tuple[LayerFiles, ...]
    gained_layers: tuple[LayerFiles, ...]
    folders: tuple[FolderDifference, ...]
    packages: tuple[PackageDifference, ...]
    settings: tuple[SettingDifference, ...]
    before_system: str = ""
    after_system: str = ""
    problems: tuple[str, ...] = ()
    hidden_delta_bytes: int = 0

    @property
    def delta_bytes(self) -> int:
        """By how much the second image is larger."""
        return self.after_bytes - self.before_bytes

    def file_count(self, mark: Mark) -> int:
        """How many files were gained, lost or changed."""
        return sum(each.count(mark) for each in self.folders)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs that a container could tell."""
        return not (self.folders or self.packages or self.settings)


def image_diff(before: ImageFiles, after: ImageFiles) -> ImageDiff:
    """What the second image has, against the first."""
    shared = _shared_layers(before, after)
    one, other = final_files(before.layers), final_files(after.layers)
    return ImageDiff(
        before=before.name,
        after=after.name,
        before_bytes=before.size_bytes,
        after_bytes=after.size_bytes,
        shared_layers=before.layers[:shared],
        lost_layers=before.layers[shared:],
        gained_layers=after.layers[shared:],
        folders=_by_folder(_differences(one, other)),
        packages=tuple(_packages(installed_packages(one), installed_packages(other))),
        settings=tuple(_settings(before.config, after.config)),
        before_system=distribution(one),
        after_system=distribution(other),
        problems=tuple(f"{image.name}: {each}" for image in (before, after) for each in image.problems),
        hidden_delta_bytes=_hidden_bytes(after, other) - _hidden_bytes(before, one),
    )


def _hidden_bytes(image: ImageFiles, tree: FileTree) -> int:
    return image.size_bytes - tree.root.size_bytes


def _shared_layers(before: ImageFiles, after: ImageFiles) -> int:
    """How many layers, from the lowest on, are the same: only those are stored once for both."""
    pairs = zip(before.layers, after.layers, strict=False)
    for count, (one, other) in enumerate(pairs):
        if not one.diff_id or one.diff_id != other.diff_id:
            return count
    return min(len(before.layers), len(after.layers))


def _differences(before: FileTree, after: FileTree) -> Iterator[FileDifference]:
    """Files, links and devices that differ, walking both trees at once; folders count by what they hold."""
    waiting: list[tuple[FileNode | None, FileNode | None]] = [(before.root, after.root)]
    while waiting:
        one, other = waiting.pop()
        inside, outside = (one.children if one else None) or {}, (other.children if other else None) or {}
        waiting += [(inside.get(name), outside.get(name)) for name in inside.keys() | outside.keys()]
        old, new = _as_file(one), _as_file(other)
        if old is None and new is None:
            continue
        if old is None or new is None or not _is_same(before, old, after, new):
            node = new or old
            assert node is not None
            mark = Mark.ADDED if old is None else Mark.REMOVED if new is None else Mark.CHANGED
            yield FileDifference(
                node.path, mark, old.size_bytes if old else None, new.size_bytes if new else None
            )


def _as_file(node: FileNode | None) -> FileNode | None:
    return None if node is None or node.children is not None else node


def _is_same(before: FileTree, old: FileNode, after: FileTree, new: FileNode) -> bool:
    """Whether two files are alike but for their times."""
    one, other = before.layers[old.layer].files, after.layers[new.layer].files
    first, second = old.number, new.number
    return (
        one.kinds[first] == other.kinds[second]
        and one.sizes[first] == other.sizes[second]
        and one.content_sums[first] == other.content_sums[second]
        and (one.modes[first], one.uids[first], one.gids[first])
        == (other.modes[second], other.uids[second], other.gids[second])
        and one.targets.get(first) == other.targets.get(second)
    )


def _by_folder(differences: Iterator[FileDifference]) -> tuple[FolderDifference, ...]:
    groups: dict[str, list[FileDifference]] = {}
    for each in differences:
        groups.setdefault(each.path.rpartition("/")[0], []).append(each)
    folders = [
        FolderDifference(folder, tuple(sorted(files, key=lambda each: (-abs(each.delta_bytes), each.path))))
        for folder, files in groups.items()
    ]
    return tuple(sorted(folders, key=lambda each: (-abs(each.delta_bytes), each.folder)))


def _packages(before: Sequence[Package], after: Sequence[Package]) -> Iterator[PackageDifference]:
    one, other = _versions(before), _versions(after)
    for key in sorted(one.keys() | other.keys()):
        old, new = one.get(key, ""), other.get(key, "")
        if old != new:
            yield PackageDifference(*key, old, new)


def _versions(packages: Sequence[Package]) -> dict[tuple[str, str], str]:
    """The versions of each package: several virtual environments may hold several."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in packages:
        found.setdefault(each.key, []).append(each.version or "?")
    return {key: ", ".join(versions) for key, versions in found.items()}


def _settings(before: ImageConfig, after: ImageConfig) -> Iterator[SettingDifference]:
    for name, one, other in zip(_NAMES, _values(before), _values(after), strict=True):
        if one != other:
            yield SettingDifference(name, one, other)
    for prefix, pairs, others in (
        ("environment", dict(before.environment), dict(after.environment)),
        ("label", dict(before.labels), dict(after.labels)),
    ):
        for key in sorted(pairs.keys() | others.keys()):
            if pairs.get(key) != others.get(key):
                yield SettingDifference(f"{prefix} {key}", pairs.get(key, ""), others.get(key, ""))


_NAMES = (
    "platform",
    "user",
    "entrypoint",
    "command",
    "folder",
    "ports",
    "volumes",
    "stop signal",
    "health check",
)


def _values(config: ImageConfig) -> tuple[str, ...]:
    return (
        f"{config.operating_system}/{config.architecture}".strip("/"),
        config.user or "root",
        " ".join(config.entrypoint),
        " ".join(config.command),
        config.working_directory,
        " ".join(config.exposed_ports),
        " ".join(config.volumes),
        config.stop_signal,
        config.health_check,
    )
