"""The container that the contract is tried on."""

from workbench.domain.commands import RunContainer


def sleeper(name: str) -> RunContainer:
    """A container that writes a line to each stream and then does nothing."""
    command = ("sh", "-c", "echo out; echo err >&2; sleep 600")
    return RunContainer(image="debian:bookworm-slim", name=name, command=command)
