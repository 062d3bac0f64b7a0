"""The embedded engine: the Docker Engine API spoken over a private unix socket."""

from workbench.embedded.engine import EmbeddedEngine, serve

__all__ = ["EmbeddedEngine", "serve"]
