"""How long the embedded engine takes to answer: `python -m tests.bench.embedded_start [--runs N]`.

From the moment in which a running workbench wishes for it: what of it must be imported, and its start, to the
first answer over its socket. The floor is a server of the standard library that does nothing but answer. The
best run of each counts: what else the machine does only adds to a time.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.bench.measure import Figure, show

_AIM_MS = 100
_FLOOR = """
import screens.app, time
began = time.perf_counter()
import http.server, socketserver, threading, urllib.request
server = socketserver.TCPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.handle_request, daemon=True).start()
urllib.request.urlopen(f"http://127.0.0.1:{server.server_address[1]}/").read()
print((time.perf_counter() - began) * 1000)
"""
_OURS = """
import screens.app, socket, time
began = time.perf_counter()
from workbench.embedded import EmbeddedEngine
with EmbeddedEngine(speed=0) as engine:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(engine.url.removeprefix("unix://"))
        client.sendall(b"GET /_ping HTTP/1.0\\r\\n\\r\\n")
        assert client.recv(4096).startswith(b"HTTP/1.")
    print((time.perf_counter() - began) * 1000)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    # The first run writes what Python compiles.
    floor = min([_milliseconds(_FLOOR) for _ in range(runs + 1)][1:])
    ours = min([_milliseconds(_OURS) for _ in range(runs + 1)][1:])
    met = ours < _AIM_MS
    figure = Figure(
        "imported, started and answering", ours, "ms", floor, "a bare HTTP server", f"under {_AIM_MS} ms", met
    )
    show(f"The embedded engine, best of {runs} runs", [figure])


def _milliseconds(program: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
