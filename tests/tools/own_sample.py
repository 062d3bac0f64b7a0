"""The sample app under names of a test's own, so that tests on one engine do not meet."""

import socket
from pathlib import Path

from workbench.services.write_sample import write_sample


def write_own_sample(folder: Path, name: str, port: int) -> None:
    """Write the app with this name in its images, containers and network, published on this port."""
    write_sample(folder)
    compose = folder / "compose.yaml"
    text = compose.read_text(encoding="utf-8")
    for before, after in (
        ("name: giropops-senhas\n\nservices", f"name: {name}\n\nservices"),
        ("container_name: redis", f"container_name: {name}-redis"),
        ("container_name: giropops-senhas", f"container_name: {name}-app"),
        ("giropops-senhas:2.0\n    build", f"{name}:2.0\n    build"),
        ("tag: giropops-senhas:", f"tag: {name}:"),
        ("name: giropops\n", f"name: {name}-net\n"),
        ("127.0.0.1:5000:", f"127.0.0.1:{port}:"),
    ):
        assert before in text, f"the sample's compose file has no longer: {before!r}"
        text = text.replace(before, after)
    compose.write_text(text, encoding="utf-8")


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
