"""Folders of apps for tests to look at."""

from pathlib import Path


def folder_of(tmp_path: Path, **files: str) -> Path:
    """A folder with these files; in their names `__` stands for a slash and `_dot_` for a dot."""
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path
