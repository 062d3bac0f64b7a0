"""Reads an app's stack: from its compose file, or inferred where it has none."""

from workbench.services.compose.read_stack import read_stack

__all__ = ["read_stack"]
