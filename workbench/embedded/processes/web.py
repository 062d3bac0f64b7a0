"""A container that serves a web app: what it logs, how it answers on its port, how it ends."""

from __future__ import annotations

import asyncio
import time

from workbench.embedded.host import Host
from workbench.embedded.http import read_request
from workbench.embedded.logs import Source
from workbench.embedded.payload import encode, texts_at, variables_of
from workbench.embedded.processes.program import SIGINT, SIGTERM, QuietProgram, WebAnswer, WebRequest
from workbench.embedded.processes.redis_store import RedisStore
from workbench.embedded.processes.sample_app import SampleApp, StoreUnreachable
from workbench.embedded.processes.traces import trace
from workbench.embedded.processes.web_app import WebApp
from workbench.embedded.publishing import way_out
from workbench.embedded.running import machine_of
from workbench.embedded.world.containers import Container

_BOOT_SECONDS = 0.4
_MISSING_MODULE_CODE = 3
_PHRASES = {
    200: "OK",
    201: "CREATED",
    303: "SEE OTHER",
    400: "BAD REQUEST",
    404: "NOT FOUND",
    503: "SERVICE UNAVAILABLE",
}
_OTHER_APP = b"""<!doctype html>
<title>Embedded engine</title>
<p>A real engine would run this container's app. The embedded one knows the sample app alone.</p>
"""


class WebProgram(QuietProgram):
    """The sample app as it runs in a container, or a page in place of another app."""

    resident_kilobytes = 27_000

    def __init__(self, host: Host, container: Container, app: WebApp) -> None:
        self._host = host
        self._container = container
        self._app = app
        self._machine = machine_of(host, container)
        self._is_ready = False
        variables = variables_of(texts_at(container.config, "Env"))
        self._redis_host = variables.get("REDIS_HOST", "localhost")
        self._pages = SampleApp(self._find_store, self._log_trace, app.read, host.ids.random)

    async def run(self) -> int:
        """Boot, then serve until a signal."""
        if self._app.missing_module:
            self._log_server(1, "ERROR", "Exception in worker process")
            text = f"ModuleNotFoundError: No module named '{self._app.missing_module}'\n"
            self._container.logs.write(Source.STDERR, text.encode())
            return _MISSING_MODULE_CODE
        if self._app.server == "gunicorn":
            self._log_server(1, "INFO", "Starting gunicorn 23.0.0")
            self._log_server(1, "INFO", f"Listening at: http://{self._app.host}:{self._app.port} (1)")
            self._log_server(1, "INFO", "Using worker: gthread")
            await self._host.clock.wait(_BOOT_SECONDS)
            self._log_server(7, "INFO", "Booting worker with pid: 7")
        else:
            text = f" * Running on http://{self._app.host}:{self._app.port}\nPress CTRL+C to quit\n"
            self._container.logs.write(Source.STDERR, text.encode())
        self._is_ready = True
        await asyncio.Event().wait()
        return 0

    def _moment(self, form: str) -> str:
        return time.strftime(form, time.gmtime(self._host.clock.now_seconds()))

    def _log_server(self, pid: int, level: str, text: str) -> None:
        line = f"[{self._moment('%Y-%m-%d %H:%M:%S')} +0000] [{pid}] [{level}] {text}\n"
        self._container.logs.write(Source.STDERR, line.encode())

    def _log_app(self, text: str) -> None:
        now = self._host.clock.now_seconds()
        moment = f"{self._moment('%Y-%m-%d %H:%M:%S')},{int(now % 1 * 1000):03d}"
        self._container.logs.write(Source.STDOUT, f"{moment} {text}".encode())

    def _log_trace(self, view: str, function: str, error: StoreUnreachable) -> None:
        self._log_app(f"Redis does not answer\n{trace(self._app, view, function, error)}")

    def on_signal(self, number: int) -> int | None:
        """End in good order under gunicorn; a bare Python as process 1 hears only SIGINT."""
        if self._app.server == "gunicorn" and number in (SIGTERM, SIGINT):
            self._log_server(1, "INFO", f"Handling signal: {'term' if number == SIGTERM else 'int'}")
            self._log_server(7, "INFO", "Worker exiting (pid: 7)")
            self._log_server(1, "INFO", "Shutting down: Master")
            return 0
        return 0 if number == SIGINT else super().on_signal(number)

    def commands(self) -> list[str]:
        """Give the master and its worker."""
        line = " ".join(self._container.argv)
        return [line, line] if self._app.server == "gunicorn" else [line]

    def sockets(self) -> list[tuple[str, int]]:
        """Listen where the server was told to, once it has booted."""
        return [(self._app.host, self._app.port)] if self._is_ready else []

    def _find_store(self) -> RedisStore:
        program = self._machine.reach(self._redis_host)
        if program is None:
            raise StoreUnreachable(
                f"Error -2 connecting to {self._redis_host}:6379. Name or service not known."
            )
        if program.is_silent:
            raise StoreUnreachable("Timeout connecting to server", "TimeoutError")
        if program.store is None:
            raise StoreUnreachable(f"Error 111 connecting to {self._redis_host}:6379. Connection refused.")
        return program.store

    async def respond(self, request: WebRequest) -> WebAnswer | None:
        """Answer a request and log it."""
        await self._container.unpaused.wait()
        if not self._is_ready:
            return None
        if not self._app.is_sample:
            return WebAnswer(200, _OTHER_APP)
        try:
            answer = self._pages.answer(request)
        except StoreUnreachable as error:
            body = encode({"reason": f"Redis does not answer: {error}", "status": "error"})
            answer = WebAnswer(503, body, "application/json")
        self._log_app(f"{request.peer} {request.method} {request.path} {answer.status} 1ms\n")
        return answer

    async def serve(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak HTTP to a client on the host."""
        if port != self._app.port or not self._app.is_open:
            return
        network = way_out(self._host, self._container)
        peer = network.gateway if network else ""
        while request := await read_request(reader):
            kind = request.headers.get("content-type", "")
            asked = WebRequest(request.method, request.path, request.body, kind, peer)
            answer = await self.respond(asked)
            if answer is None:
                return
            location = f"Location: {answer.location}\r\n" if answer.location else ""
            head = (
                f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, 'OK')}\r\nServer: gunicorn\r\n"
                f"Content-Type: {answer.content_type}\r\nContent-Length: {len(answer.body)}\r\n{location}\r\n"
            )
            writer.write(head.encode() + (b"" if request.method == "HEAD" else answer.body))
            await writer.drain()
            if request.headers.get("connection", "").lower() == "close":
                return
