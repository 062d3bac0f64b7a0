"""Finds the web app that a container's command means, and where it would listen."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import FileTree

_SERVERS = {"gunicorn": 8000, "flask": 5000, "uvicorn": 8000, "waitress-serve": 8080}
_BIND = re.compile(r"""(?:bind\s*=\s*['"]|^)([\w.\[\]:*]*):(\d+)""", re.MULTILINE)
_RUN_PORT = re.compile(r"\.run\([^)]*port\s*=\s*(\d+)")
_RUN_HOST = re.compile(r"""\.run\([^)]*host\s*=\s*['"]([\d.]+)['"]""")
_MODULES = ("flask", "redis", "django", "fastapi")
_LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class WebApp:
    """A web app in a container: its server, its folder, its port, and the module that it misses."""

    server: str
    tree: FileTree
    folder: str
    host: str
    port: int
    is_sample: bool
    missing_module: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether it listens on more than the container's own loopback."""
        return self.host not in _LOOPBACK

    def read(self, name: str) -> bytes | None:
        """Read one of the app's files."""
        entry = self.tree.find(posixpath.join(self.folder, name))
        return entry.data if entry else None


def find_web_app(argv: Sequence[str], session: Session) -> WebApp | None:
    """Find the app of a command such as `gunicorn app:app` or `python app.py`; None when it is no web app."""
    words = list(argv)
    if words[:1] and words[0].endswith("python") and words[1:3] and words[1] == "-m":
        words = words[2:]
    name = posixpath.basename(words[0]) if words else ""
    if name in _SERVERS:
        plain = [word for word in words[1:] if not word.startswith("-")]
        module = next((word.partition(":")[0] for word in plain if ":" in word and "." not in word), "app")
        return _app(name, f"{module}.py", words, session)
    if name.startswith("python") and len(words) > 1 and words[-1].endswith(".py"):
        source = session.read(words[-1])
        if source and re.search(rb"\b(flask|fastapi|http\.server)\b", source.data):
            return _app("python", words[-1], words, session)
    return None


def _app(server: str, script: str, words: list[str], session: Session) -> WebApp:
    path = session.path(script)
    folder = posixpath.dirname(path)
    entry = session.machine.tree.entry(path)
    source = entry.data.decode("utf-8", "replace") if entry else ""
    host, port = _address(server, words, source, folder, session)
    missing = "" if entry else script.removesuffix(".py")
    for module in _MODULES:
        if re.search(rf"^\s*(?:import|from)\s+{module}\b", source, re.MULTILINE) and not _has(
            module, session
        ):
            missing = missing or module
    return WebApp(server, session.machine.tree, folder, host, port, "giropops" in source, missing)


def _has(module: str, session: Session) -> bool:
    suffix = f"-packages/{module}/__init__.py"
    return any(path.endswith(suffix) for path, _ in session.machine.tree.walk())


def _address(server: str, words: list[str], source: str, folder: str, session: Session) -> tuple[str, int]:
    for index, word in enumerate(words):
        value = word.partition("=")[2] or (words[index + 1] if index + 1 < len(words) else "")
        if re.match(r"(-b|--bind|--listen)(=|$)", word) and (found := _BIND.search(value)):
            return found[1] or "0.0.0.0", int(found[2])
        if word.partition("=")[0] in ("--port", "-p") and value.isdigit():
            host = next((words[at + 1] for at, each in enumerate(words[:-1]) if each == "--host"), "0.0.0.0")
            return host, int(value)
    settings = session.machine.tree.find(posixpath.join(folder, "gunicorn.conf.py"))
    if (
        server == "gunicorn"
        and settings
        and (found := _BIND.search(settings.data.decode("utf-8", "replace")))
    ):
        return found[1], int(found[2])
    if server == "python":
        run_port, run_host = _RUN_PORT.search(source), _RUN_HOST.search(source)
        return run_host[1] if run_host else "127.0.0.1", int(run_port[1]) if run_port else 5000
    flask_host = next((words[at + 1] for at, each in enumerate(words[:-1]) if each == "--host"), "127.0.0.1")
    return flask_host, _SERVERS.get(server, 8000)
