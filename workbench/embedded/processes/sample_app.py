"""The sample app's pages and API, answered as the app itself would."""

from __future__ import annotations

import html
import json
import string
from collections.abc import Callable
from random import Random
from urllib.parse import parse_qs

from workbench.embedded.payload import JsonObject, JsonValue, encode
from workbench.embedded.processes.program import WebAnswer, WebRequest
from workbench.embedded.processes.redis_store import RedisStore

_CLASSES = {
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "digits": string.digits,
    "symbols": "!#$%&*+-=?@^_",
}
_KEY = b"giropops-senhas:passwords"
_KEPT = 10
_SHORTEST, _LONGEST = 4, 128


class StoreUnreachable(Exception):
    """The app's Redis does not answer; the message and the kind are the Redis client's."""

    def __init__(self, message: str, kind: str = "ConnectionError") -> None:
        super().__init__(message)
        self.kind = kind


class _WrongChoice(Exception):
    pass


class SampleApp:
    """Makes passwords and keeps them in the Redis that the container reaches."""

    def __init__(
        self,
        find_store: Callable[[], RedisStore],
        log_trace: Callable[[str, str, StoreUnreachable], None],
        read: Callable[[str], bytes | None],
        random: Random,
    ) -> None:
        self._find_store = find_store
        self._log_trace = log_trace
        self._read = read
        self._random = random

    def answer(self, request: WebRequest) -> WebAnswer:
        """Answer one request; StoreUnreachable passes through where the app answers 503."""
        match request.method, request.path.partition("?")[0]:
            case "GET" | "HEAD", "/":
                return self._page()
            case "POST", "/":
                form = parse_qs(request.body.decode("utf-8", "replace"))
                return self._guarded(lambda: self._from_form(form))
            case "GET" | "HEAD", "/health":
                self._store("health", "ping")
                return _json({"status": "ok"})
            case "GET" | "HEAD", "/api/passwords":
                return _json({"passwords": self._last("list_passwords")})
            case "POST", "/api/passwords":
                return self._guarded(lambda: self._from_json(request.body))
            case "GET" | "HEAD", path if path.startswith("/static/"):
                return self._static(path)
            case _:
                return WebAnswer(404, b"<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n")

    def _guarded(self, make: Callable[[], WebAnswer]) -> WebAnswer:
        try:
            return make()
        except _WrongChoice as wrong:
            return _json({"reason": str(wrong), "status": "error"}, 400)

    def _static(self, path: str) -> WebAnswer:
        data = self._read(path.lstrip("/"))
        if data is None or ".." in path:
            return WebAnswer(404, b"<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n")
        kind = "text/css; charset=utf-8" if path.endswith(".css") else "application/octet-stream"
        return WebAnswer(200, data, kind)

    def _store(self, view: str, function: str) -> RedisStore:
        """Find Redis for a function of the app's store, and log where that fails as the app does."""
        try:
            return self._find_store()
        except StoreUnreachable as error:
            self._log_trace(view, function, error)
            raise

    def _last(self, view: str) -> list[str]:
        found = self._store(view, "last").execute([b"LRANGE", _KEY, b"0", str(_KEPT - 1).encode()])
        return [item.decode() for item in found if isinstance(item, bytes)] if isinstance(found, list) else []

    def _add(self, view: str, password: str) -> None:
        store = self._store(view, "add")
        store.execute([b"LPUSH", _KEY, password.encode()])
        store.execute([b"LTRIM", _KEY, b"0", str(_KEPT - 1).encode()])

    def _make(self, length: str, classes: list[str]) -> str:
        if not length.lstrip("-").isdigit():
            raise _WrongChoice("length must be a whole number")
        if not _SHORTEST <= int(length) <= _LONGEST:
            raise _WrongChoice(f"length must be between {_SHORTEST} and {_LONGEST}")
        if not classes:
            raise _WrongChoice("choose at least one of " + ", ".join(_CLASSES))
        alphabet = "".join(_CLASSES[name] for name in classes)
        characters = [self._random.choice(_CLASSES[name]) for name in classes]
        characters += [self._random.choice(alphabet) for _ in range(int(length) - len(characters))]
        self._random.shuffle(characters)
        return "".join(characters)

    def _from_form(self, form: dict[str, list[str]]) -> WebAnswer:
        classes = [name for name in _CLASSES if name in form]
        self._add("make_from_form", self._make(form.get("length", ["16"])[-1], classes))
        return WebAnswer(303, b"", location="/")

    def _from_json(self, body: bytes) -> WebAnswer:
        choice = _object(body)
        password = self._make(
            str(choice.get("length", 16)), [name for name in _CLASSES if choice.get(name, True)]
        )
        self._add("make_from_json", password)
        return _json({"password": password}, 201)

    def _page(self) -> WebAnswer:
        reason, kept = "", list[str]()
        try:
            kept = self._last("page")
        except StoreUnreachable as error:
            reason = f'<p class="problem">Redis does not answer: {html.escape(str(error))}</p>'
        boxes = "".join(
            f'<label><input type="checkbox" name="{name}" checked> {name}</label>\n' for name in _CLASSES
        )
        items = "".join(f"<li><code>{html.escape(password)}</code></li>\n" for password in kept)
        text = _PAGE.format(reason=reason, boxes=boxes, items=items or '<li class="none">None yet.</li>')
        return WebAnswer(200, text.encode())


def _object(body: bytes) -> JsonObject:
    try:
        value: JsonValue = json.loads(body) if body.strip() else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _json(value: JsonObject, status: int = 200) -> WebAnswer:
    return WebAnswer(status, encode(value), "application/json")


_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>giropops-senhas</title>
    <link rel="stylesheet" href="/static/style.css">
  </head>
  <body>
    <main>
      <h1>giropops-senhas</h1>
      <p>Passwords, made by a container and kept by another.</p>
      {reason}
      <form method="post">
        <label>Length <input type="number" name="length" value="16" min="4" max="128"></label>
        {boxes}<button>Make a password</button>
      </form>
      <h2>The last ones</h2>
      <ol>
        {items}
      </ol>
    </main>
  </body>
</html>
"""
