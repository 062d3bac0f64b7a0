"""Where engines are known to listen when nothing names one."""

import os
from collections.abc import Mapping
from pathlib import Path

from workbench.domain.engines import Candidate, CandidateSource


def known_sockets(environment: Mapping[str, str], home: Path) -> tuple[Candidate, ...]:
    """The sockets of the engines that people install, Docker's own first, whether they are there or not."""
    runtime = Path(environment.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    colima = Path(environment.get("COLIMA_HOME") or home / ".colima")
    podman_machine = home / ".local/share/containers/podman/machine"
    places = (
        ("Docker", Path("/var/run/docker.sock")),
        ("rootless Docker", runtime / "docker.sock"),
        ("Docker Desktop", home / ".docker/run/docker.sock"),
        ("Docker Desktop", home / ".docker/desktop/docker.sock"),
        ("OrbStack", home / ".orbstack/run/docker.sock"),
        ("Colima", colima / "default/docker.sock"),
        ("Colima", home / ".config/colima/default/docker.sock"),
        ("Rancher Desktop", home / ".rd/docker.sock"),
        ("Podman", runtime / "podman/podman.sock"),
        ("Podman as root", Path("/run/podman/podman.sock")),
        ("Podman machine", podman_machine / "podman.sock"),
        ("Podman machine", podman_machine / "qemu/podman.sock"),
    )
    return tuple(Candidate(f"unix://{path}", CandidateSource.KNOWN_SOCKET, name) for name, path in places)
