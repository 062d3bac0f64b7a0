"""The embedded engine: the Docker Engine API spoken over a private unix socket."""
