"""Run a program while a private engine with all base images stands: `… ARCHIVE PROGRAM ARGUMENT…`."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from tests.tools.loopback import bring_loopback_up
from tests.tools.private_engine import PrivateEngine, describe


def main() -> int:
    """Start the engine, load the images, run the program, stop the engine; return the program's exit code."""
    archive, command = Path(sys.argv[1]), sys.argv[2:]
    signal.signal(signal.SIGTERM, _end_cleanly)
    bring_loopback_up()
    try:
        return _run_beside_engine(archive, command)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run_beside_engine(archive: Path, command: list[str]) -> int:
    started_at = time.monotonic()
    with PrivateEngine(own_network=False) as engine:
        subprocess.run(
            ["docker", "--host", engine.url, "load", "--quiet", "--input", str(archive)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        # Standard output is the program's: it may speak with who started it.
        took = f"{time.monotonic() - started_at:.0f} s"
        print(f"   {describe(engine.url)}, images loaded, {took}", file=sys.stderr, flush=True)
        told = {"WORKBENCH_TEST_ENGINE": engine.url, "WORKBENCH_TEST_ENGINE_PRIVATE": "1"}
        return _run(command, {**os.environ, **told})


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run the program to its end, also when both of us are interrupted from the keyboard."""
    with subprocess.Popen(command, env=environment) as program:
        try:
            return program.wait()
        except KeyboardInterrupt:
            return program.wait()
        except SystemExit:
            program.terminate()
            raise


def _end_cleanly(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
