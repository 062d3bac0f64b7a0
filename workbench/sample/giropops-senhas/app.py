"""giropops-senhas: makes passwords, shows them on a page and over a JSON API."""

import logging
import sys
import time

from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

import passwords
import store

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(message)s")
log = logging.getLogger("giropops-senhas")
app = Flask(__name__)


@app.before_request
def start_clock() -> None:
    """Remembers when the request came in."""
    g.started = time.monotonic()


@app.after_request
def log_request(response: Response) -> Response:
    """One line a request on stdout; a password never stands in it."""
    milliseconds = (time.monotonic() - g.started) * 1000
    log.info(
        "%s %s %s %d %.0fms",
        request.remote_addr,
        request.method,
        request.path,
        response.status_code,
        milliseconds,
    )
    return response


@app.errorhandler(store.Unreachable)
def redis_unreachable(error: Exception) -> tuple[Response, int]:
    """Says so plainly; the stack trace goes to the log."""
    log.exception("Redis does not answer")
    return jsonify(status="error", reason=f"Redis does not answer: {error}"), 503


@app.errorhandler(passwords.WrongChoice)
def wrong_choice(error: Exception) -> tuple[Response, int]:
    """What was asked for cannot be made."""
    return jsonify(status="error", reason=str(error)), 400


@app.get("/health")
def health() -> Response:
    """200 when the app and its Redis work, 503 with the reason when they do not."""
    store.ping()
    return jsonify(status="ok")


@app.get("/")
def page() -> str:
    """The form and the last passwords."""
    reason = ""
    kept: list[str] = []
    try:
        kept = store.last()
    except store.Unreachable as error:
        log.exception("Redis does not answer")
        reason = f"Redis does not answer: {error}"
    return render_template("index.html", classes=list(passwords.CLASSES), kept=kept, reason=reason)


@app.post("/")
def make_from_form() -> AnyResponse:
    """Makes a password as the form asks, and shows the page again."""
    classes = [name for name in passwords.CLASSES if name in request.form]
    store.add(passwords.make_password(_as_length(request.form.get("length", "16")), classes))
    return redirect(url_for("page"), code=303)


@app.get("/api/passwords")
def list_passwords() -> Response:
    """The last passwords, newest first."""
    return jsonify(passwords=store.last())


@app.post("/api/passwords")
def make_from_json() -> tuple[Response, int]:
    """Makes a password; {"length": 16, "symbols": false} chooses, all is on by default."""
    choice = request.get_json(silent=True) or {}
    if not isinstance(choice, dict):
        raise passwords.WrongChoice("send a JSON object")
    classes = [name for name in passwords.CLASSES if choice.get(name, True)]
    password = passwords.make_password(_as_length(choice.get("length", 16)), classes)
    store.add(password)
    return jsonify(password=password), 201


def _as_length(value: object) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise passwords.WrongChoice("length must be a whole number") from error
