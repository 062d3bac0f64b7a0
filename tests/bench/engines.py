"""An engine to measure on, with one small image and containers by the thousand."""

import argparse
import io
import shutil
import tarfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.api import ask
from tests.bench.measure import say
from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine

IMAGE = "bench-lean:1"
PART = "bench-"
_APPLETS = "sh sleep seq cat touch date usleep".split()


@dataclass(frozen=True, slots=True)
class BenchEngine:
    """What the measurements need of an engine."""

    url: str

    @property
    def docker(self) -> DockerCli:
        """Its command line."""
        return DockerCli(self.url)

    def run(self, name: str, script: str) -> None:
        """Start a container that runs a shell script."""
        self.docker("run", "--detach", "--name", name, IMAGE, "sh", "-c", script, check=True)

    def create(self, names: list[str]) -> None:
        """Create containers that do not run."""
        say(f"creating {len(names):,} containers")
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self._create_one, names))

    def _create_one(self, name: str) -> None:
        ask(self.url, "POST", f"/containers/create?name={name}", {"Image": IMAGE, "Cmd": ["sleep", "100000"]})


def ask_for_engine(parser: argparse.ArgumentParser) -> None:
    """Let the command line name an engine in place of a private one."""
    parser.add_argument("--engine", metavar="URL", help="measure on this engine, not on a private one")


@contextmanager
def bench_engine(url: str | None) -> Generator[BenchEngine]:
    """Give the engine at this address, or a private one; what was made on it goes in the end."""
    if url is None:
        say("starting a private engine")
        with PrivateEngine() as private:
            yield _prepared(BenchEngine(private.url))
        return
    engine = _prepared(BenchEngine(url))
    try:
        yield engine
    finally:
        engine.docker.remove_named(PART)


def _prepared(engine: BenchEngine) -> BenchEngine:
    """The one image: busybox and nothing else."""
    ask(engine.url, "POST", "/images/create?fromSrc=-&repo=bench-lean&tag=1", _root_filesystem())
    return engine


def _root_filesystem() -> bytes:
    busybox = shutil.which("busybox")
    if busybox is None:
        raise SystemExit("busybox is missing: apt-get install busybox-static")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        data = Path(busybox).read_bytes()
        program = tarfile.TarInfo("bin/busybox")
        program.mode, program.size = 0o755, len(data)
        tar.addfile(program, io.BytesIO(data))
        for name in _APPLETS:
            link = tarfile.TarInfo(f"bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(link)
    return packed.getvalue()
