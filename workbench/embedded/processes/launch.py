"""Chooses what stands in for a container's process."""

from __future__ import annotations

import posixpath

from workbench.embedded.errors import BadParameter
from workbench.embedded.host import Host
from workbench.embedded.processes.commands import CommandProgram
from workbench.embedded.processes.program import Program
from workbench.embedded.processes.redis import RedisProgram
from workbench.embedded.processes.web import WebProgram
from workbench.embedded.processes.web_app import find_web_app
from workbench.embedded.running import missing_program, session_of
from workbench.embedded.world.containers import Container


def launch(host: Host, container: Container) -> Program:
    """Give the program of a container that starts, or refuse as runc does."""
    if not container.argv:
        raise BadParameter("No command specified")
    session = session_of(host, container)
    problem = missing_program(container.argv, session)
    if problem:
        raise BadParameter(
            "failed to create shim task: OCI runtime create failed: runc create failed: "
            f"unable to start container process: {problem}"
        )
    names = [posixpath.basename(word) for word in container.argv[:3]]
    # The entrypoint of the image of Redis takes options without the server's name before them.
    if "redis-server" in names or (names[0] == "docker-entrypoint.sh" and names[1:2] and names[1][:1] == "-"):
        return RedisProgram(host, container)
    app = find_web_app(container.argv, session)
    if app:
        return WebProgram(host, container, app)
    return CommandProgram(container, session)
