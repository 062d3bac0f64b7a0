"""Container Workbench: everything of the program that is not drawn."""

__version__ = "0.1.0"
