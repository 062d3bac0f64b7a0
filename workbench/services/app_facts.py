"""Tells from an app's folder how it is installed and started: framework, command, port, Python."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.recipes import AppFacts
from workbench.services.folder_texts import beginning_of
from workbench.services.lock_files import project_install, unread_locks
from workbench.services.python_choice import chosen_python

_LOOKED_AT_MOST = 200
_LEFT_OUT = frozenset({"tests", "test", "docs", "venv", "node_modules", "build", "dist", "__pycache__"})
_REQUIREMENTS = ("requirements.lock", "requirements.txt", "requirements/base.txt")
_ENTRY_NAMES = ("app", "main", "wsgi", "asgi", "server", "api", "run", "__main__")
_MADE = {
    "fastapi": re.compile(r"^(\w+)\s*(?::[^=\n]*)?=\s*(?:fastapi\.)?FastAPI\(", re.M),
    "flask": re.compile(r"^(\w+)\s*(?::[^=\n]*)?=\s*(?:flask\.)?Flask\(", re.M),
}
_PORTS = {"flask": 5000, "fastapi": 8000, "django": 8000}
_BIND = re.compile(r"""^bind\s*=\s*['"][^'"]*:(\d+)['"]""", re.M)


@dataclass(frozen=True, slots=True)
class _Installed:
    """How what the app needs is installed: the files read, the command, and the names that it requires."""

    files: tuple[str, ...]
    command: str
    required: str
    is_package: bool = False
    left_aside: tuple[str, ...] = ()


def app_facts(folder: Path, name: str = "") -> AppFacts:
    """What the folder shows; nothing that stands in it is run."""
    installed = _installed(folder)
    modules = dict(_modules(folder))
    framework, entry = _framework(folder, modules, installed.required)
    port = _port(folder, framework)
    sources = _sources(folder)
    python, said = chosen_python(folder, _project(folder))
    command = _command(folder, framework, entry, port, installed.required)
    findings = (
        f"Python {python}, by {said}",
        f"{framework or 'a plain script'}, by {entry or 'its files'}",
        f"installed from {', '.join(installed.files) or 'nothing'}",
        *installed.left_aside,
    )
    return AppFacts(
        name=name or folder.resolve().name,
        python=python,
        framework=framework,
        command=command,
        port=port,
        dependency_files=installed.files,
        install=installed.command,
        is_package=installed.is_package,
        source_files=tuple(each.name for each in sources if each.is_file()),
        source_folders=tuple(each.name for each in sources if each.is_dir()),
        findings=findings,
    )


def _installed(folder: Path) -> _Installed:
    project = _project(folder)
    is_package = "build-system" in project and bool(project.get("project"))
    for name in _REQUIREMENTS:
        if (folder / name).is_file():
            command = f"pip install --no-cache-dir -r {name.rpartition('/')[2]}"
            left = tuple(f"{each} is not used" for each in unread_locks(folder, (name,)))
            return _Installed((name,), command, beginning_of(folder / name).lower(), is_package, left)
    by_project = project_install(folder, project)
    left = by_project.left_aside or tuple(
        f"{each} is not used" for each in unread_locks(folder, by_project.files)
    )
    required = beginning_of(folder / "pyproject.toml").lower() if by_project.command else ""
    return _Installed(by_project.files, by_project.command, required, is_package, left)


def _project(folder: Path) -> dict[str, object]:
    try:
        return tomllib.loads(beginning_of(folder / "pyproject.toml"))
    except tomllib.TOMLDecodeError:
        return {}


def _sources(folder: Path) -> list[Path]:
    """The files and folders that are the app itself."""
    found: list[Path] = []
    for each in sorted(folder.iterdir()) if folder.is_dir() else []:
        if each.name.startswith(".") or each.name.lower() in _LEFT_OUT or each.is_symlink():
            continue
        if (each.is_file() and each.suffix == ".py") or each.is_dir() or each.name == "pyproject.toml":
            found.append(each)
    return found


def _modules(folder: Path) -> Iterator[tuple[str, str]]:
    """The app's modules by their dotted names, with their text, likely entries first."""
    paths = [*folder.glob("*.py"), *folder.glob("*/*.py"), *folder.glob("src/*/*.py")]
    kept = [path for path in paths if not _LEFT_OUT.intersection(path.relative_to(folder).parts[:-1])]
    kept.sort(key=lambda path: (len(path.parts), _rank(path.stem), path.name))
    for path in kept[:_LOOKED_AT_MOST]:
        parts = path.relative_to(folder).with_suffix("").parts
        yield ".".join(parts[1:] if parts[0] == "src" else parts), beginning_of(path)


def _rank(stem: str) -> int:
    return _ENTRY_NAMES.index(stem) if stem in _ENTRY_NAMES else len(_ENTRY_NAMES)


def _framework(folder: Path, modules: dict[str, str], required: str) -> tuple[str, str]:
    """The framework and the object or module to start, as `app:app`."""
    if (folder / "manage.py").is_file() and "django" in required + modules.get("manage", "").lower():
        wsgi = next((name for name in modules if name.endswith(".wsgi")), "")
        return "django", wsgi
    for name, text in modules.items():
        for framework, pattern in _MADE.items():
            if found := pattern.search(text):
                return framework, f"{name}:{found[1]}"
    scripts = [name for name in modules if "." not in name and name != "gunicorn"]
    return "", next(iter(scripts), "")


def _port(folder: Path, framework: str) -> int | None:
    if not framework:
        return None
    found = _BIND.search(beginning_of(folder / "gunicorn.conf.py"))
    return int(found[1]) if found else _PORTS[framework]


def _command(folder: Path, framework: str, entry: str, port: int | None, required: str) -> tuple[str, ...]:
    has_gunicorn = re.search(r"\bgunicorn\b", required) is not None
    bind = () if _BIND.search(beginning_of(folder / "gunicorn.conf.py")) else ("--bind", f"0.0.0.0:{port}")
    match framework:
        case "fastapi":
            return ("uvicorn", entry, "--host", "0.0.0.0", "--port", str(port))
        case "flask" | "django" if has_gunicorn and entry:
            return ("gunicorn", *bind, entry)
        case "flask":
            return ("flask", "--app", entry, "run", "--host", "0.0.0.0", "--port", str(port))
        case "django":
            return ("python", "manage.py", "runserver", f"0.0.0.0:{port}")
        case _:
            return ("python", f"{entry or 'main'}.py")
