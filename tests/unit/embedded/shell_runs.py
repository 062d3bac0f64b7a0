"""Runs a script in the small shell, on the disk of a Debian."""

from workbench.embedded.catalogue import Catalogue
from workbench.embedded.clock import Clock
from workbench.embedded.shell.interpreter import run_script
from workbench.embedded.shell.session import Machine, Session
from workbench.embedded.shell.streams import Buffer
from workbench.embedded.world.files import FileTree


async def run(script: str, user: str = "") -> tuple[int, str, str]:
    """Run it; give its code, its output and its errors."""
    catalogue = Catalogue()
    tree = FileTree(catalogue.layer_files("debian-bookworm-slim"))
    session = Session(Machine(Clock(speed=0), catalogue, tree, "box"), {"NAME": "Ada Lovelace"}, user=user)
    output, errors = Buffer(), Buffer()
    session.stdout, session.stderr = output, errors
    code = await run_script(script, session)
    return code, output.data.decode(), errors.data.decode()
