"""What is installed in an image, read from the package managers' own records: dpkg, apk and pip.

The formats: deb822 (dpkg's status, and status.d of images without dpkg), apk's installed database, and the
names of `.dist-info` and `.egg-info` folders, which carry name and version (PEP 427, PEP 503).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileTree

_DPKG, _DPKG_FOLDER = "var/lib/dpkg/status", "var/lib/dpkg/status.d"
_APK = ("lib/apk/db/installed", "usr/lib/apk/db/installed")
_OS_RELEASE = ("etc/os-release", "usr/lib/os-release")
_PYTHON = re.compile(
    rb"(?P<name>[A-Za-z0-9._+]+)-(?P<version>[^-]+)(?:-py[\d.]+(?:-.*)?)?\.(?:dist|egg)-info"
)
_PYTHON_FOLDERS = (b"site-packages", b"dist-packages")
_SEPARATORS = re.compile(r"[-_.]+")


class PackageManager(Enum):
    """Whose record a package stands in."""

    DPKG = "dpkg"
    APK = "apk"
    PIP = "pip"


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One installed package."""

    name: str
    version: str
    manager: PackageManager

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by across versions."""
        return self.manager.value, self.name


def installed_packages(tree: FileTree) -> tuple[Package, ...]:
    """All packages of a whole image, by manager and name."""
    found = {*_dpkg(tree), *_apk(tree), *_pip(tree.root)}
    return tuple(sorted(found, key=lambda each: (each.manager.value, each.name, each.version)))


def distribution(tree: FileTree) -> str:
    """The name that the image's system gives itself, as `Alpine Linux v3.20`; empty if it has none."""
    for path in _OS_RELEASE:
        for line in tree.kept(path).splitlines():
            if line.startswith("PRETTY_NAME="):
                return line.partition("=")[2].strip("\"' ")
    return ""


def _dpkg(tree: FileTree) -> Iterator[Package]:
    texts = [tree.kept(_DPKG)]
    folder = tree.find(_DPKG_FOLDER)
    names = sorted(folder.children) if folder is not None and folder.children else []
    texts += [tree.kept(f"{_DPKG_FOLDER}/{name.decode(errors='replace')}") for name in names]
    for text in texts:
        for paragraph in text.split("\n\n"):
            fields = _fields(paragraph, ": ", ("Package", "Version", "Status"))
            if fields.get("Package") and fields.get("Status", "installed").endswith("installed"):
                yield Package(fields["Package"], fields.get("Version", ""), PackageManager.DPKG)


def _apk(tree: FileTree) -> Iterator[Package]:
    for path in _APK:
        for paragraph in tree.kept(path).split("\n\n"):
            fields = _fields(paragraph, ":", ("P", "V"))
            if fields.get("P"):
                yield Package(fields["P"], fields.get("V", ""), PackageManager.APK)


def _fields(paragraph: str, separator: str, wanted: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in paragraph.splitlines():
        key, colon, value = line.partition(separator)
        if colon and key in wanted:
            found.setdefault(key, value.strip())
    return found


def _pip(root: FileNode) -> Iterator[Package]:
    """Python packages wherever Python looks for them, also in virtual environments."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for child in (node.children or {}).values():
            if child.children:
                waiting.append(child)
            if node.name in _PYTHON_FOLDERS and (match := _PYTHON.fullmatch(child.name)):
                name = _SEPARATORS.sub("-", match["name"].decode()).lower()
                yield Package(name, match["version"].decode(errors="replace"), PackageManager.PIP)
