"""Finds an app's compose file and reads it as far as its name and its variables filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.services.compose.env_files import read_env_file, read_text
from workbench.services.compose.interpolation import interpolated
from workbench.services.compose.nodes import Fields, Node, expected, parse
from workbench.services.compose.values import text_of

# In the order in which Compose prefers them.
FILE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_OVERRIDES = (
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "docker-compose.override.yml",
)
_PROJECT = re.compile(r"[a-z0-9][a-z0-9_-]*")
_EXTENSION = "x-workbench"


@dataclass(frozen=True, slots=True)
class Document:
    """A compose file as a tree; the name is empty where the file gives none."""

    path: Path
    name: str
    root: Fields
    environment: dict[str, str]
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def section(self, key: str) -> Node | None:
        """The value of one of the file's top keys."""
        return self.root.entries.get(key)

    @property
    def extension(self) -> Node | None:
        """What the file tells the workbench alone."""
        return self.section(_EXTENSION)


def load_document(folder: Path, environment: Mapping[str, str]) -> Document | None:
    """The app's compose file, None where there is none; raises ComposeError."""
    present = [folder / name for name in FILE_NAMES if (folder / name).is_file()]
    if not present:
        return None
    path = present[0]
    dotenv = folder / ".env"
    known = (read_env_file(dotenv, environment) if dotenv.is_file() else {}) | dict(environment)
    unset: set[str] = set()
    tree = interpolated(parse(read_text(path), path.name), known, unset)
    if not isinstance(tree, Fields):
        raise expected(tree, "a mapping with `services:`")
    warnings = [f"{path.name} is read, {other.name} is not." for other in present[1:]]
    warnings += [f"The variable {name} is not set, so it is taken as empty." for name in sorted(unset)]
    ignored = tuple(name for name in _OVERRIDES if (folder / name).is_file())
    return Document(path, _name(tree), tree, known, ignored, tuple(warnings))


def project_name(folder: Path) -> str:
    """The name that Compose gives a project with no name of its own, after its folder."""
    return re.sub(r"[^a-z0-9_-]", "", folder.resolve().name.lower()).lstrip("_-") or "app"


def _name(root: Fields) -> str:
    node = root.entries.get("name")
    if node is None:
        return ""
    name = text_of(node)
    if not _PROJECT.fullmatch(name):
        raise expected(node, "a name of small letters, digits, dashes and underscores")
    return name
