"""A Docker engine of the tests' own: its own folder, and nothing of it left when it has stopped."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from tests.tools import loopback
from tests.tools.waiting import wait_until

_START_SECONDS = 60.0
_STOP_SECONDS = 60.0


class _SocketConnection(http.client.HTTPConnection):
    """An HTTP connection over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=5)
        self._path = path

    def connect(self) -> None:
        """Open the socket in place of a host and a port."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class PrivateEngine:
    """A dockerd that can be started, stopped and started again over the same data."""

    def __init__(
        self,
        own_network: bool = True,
        disk_bytes: int = 0,
        *,
        unpacked: Path | None = None,
        stores_in_containerd: bool = False,
    ) -> None:
        """Make its folder, on a disk of that size if one is given.

        An engine without a network of its own must be alone in its namespace. In place of the machine's own
        it can be one whose packages were unpacked into a folder.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="engine-"))
        self._own_network = own_network
        self._unpacked = unpacked
        self._process: subprocess.Popen[bytes] | None = None
        if disk_bytes:
            self.data.mkdir()
            disk = ["mount", "-t", "tmpfs", "-o", f"size={disk_bytes}", "tmpfs", str(self.data)]
            subprocess.run(disk, check=True)
        settings = {"features": {"containerd-snapshotter": True}} if stores_in_containerd else {}
        (self._folder / "daemon.json").write_text(json.dumps(settings), encoding="utf-8")

    def __enter__(self) -> "PrivateEngine":
        """Start it for the length of a with block."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it and remove all that it had."""
        self.remove()

    @property
    def socket(self) -> Path:
        """The unix socket that it listens on."""
        return self._folder / "docker.sock"

    @property
    def data(self) -> Path:
        """The folder of its images and containers."""
        return self._folder / "data"

    @property
    def url(self) -> str:
        """The address that a client takes."""
        return f"unix://{self.socket}"

    @property
    def log(self) -> str:
        """What the daemon has written so far."""
        path = self._folder / "dockerd.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def is_running(self) -> bool:
        """Whether the daemon's process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def answers(self) -> bool:
        """Whether the daemon says that it is ready."""
        connection = _SocketConnection(self.socket)
        try:
            connection.request("GET", "/_ping")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def start(self) -> None:
        """Start the daemon and wait until it answers."""
        with (self._folder / "dockerd.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, "PATH": self._path()},
            )
        wait_until(lambda: self.answers or not self.is_running, _START_SECONDS, "the private engine answers")
        if not self.is_running:
            raise RuntimeError("the private engine did not start:\n" + "\n".join(self.log.splitlines()[-15:]))

    def stop(self) -> None:
        """End the daemon and its containers as a shutdown of the machine does."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(_STOP_SECONDS)

    def remove(self) -> None:
        """Stop it and delete its folder."""
        self.stop()
        _unmount_below(self._folder)
        shutil.rmtree(self._folder)

    def _path(self) -> str:
        own = [str(self._unpacked / "usr" / name) for name in ("sbin", "bin")] if self._unpacked else []
        return os.pathsep.join([*own, os.environ["PATH"]])

    def _command(self) -> list[str]:
        # containerd is choosy about names: the folder's own may have an underscore in a place it forbids.
        name = f"workbench-{self._folder.name.encode().hex()}"
        network = ["unshare", "--net", "--", sys.executable, str(loopback.__file__)]
        # Should the test run itself be killed, the daemon must not outlive it.
        bound_to_parent = ["setpriv", "--pdeathsig", "TERM", "--"]
        return [
            *(network if self._own_network else []),
            *bound_to_parent,
            "dockerd",
            *("--host", self.url),
            *("--data-root", str(self.data)),
            *("--exec-root", str(self._folder / "exec")),
            *("--pidfile", str(self._folder / "docker.pid")),
            *("--config-file", str(self._folder / "daemon.json")),
            *("--containerd-namespace", name),
            *("--containerd-plugins-namespace", f"{name}-plugins"),
            *("--shutdown-timeout", "2"),
        ]


def _unmount_below(folder: Path) -> None:
    """Let go of what a daemon may leave mounted, the innermost first: a busy folder cannot be deleted."""
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    places = [line.split(" ")[4] for line in mounts]
    for place in reversed(places):
        if Path(place).is_relative_to(folder):
            subprocess.run(["umount", "--lazy", place], check=True)


def can_start_engines() -> bool:
    """Tell whether this process may and can start an engine of its own."""
    return os.geteuid() == 0 and all(shutil.which(tool) for tool in ("dockerd", "unshare", "setpriv"))


def describe(url: str) -> str:
    """Name an engine's version and storage, or say nothing of one that is not on a unix socket."""
    if not url.startswith("unix://"):
        return url
    connection = _SocketConnection(Path(url.removeprefix("unix://")))
    try:
        connection.request("GET", "/info")
        facts: dict[str, object] = json.load(connection.getresponse())
    finally:
        connection.close()
    return f"Docker {facts.get('ServerVersion')}, {facts.get('Driver')}"
