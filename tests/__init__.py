"""The tests of Container Workbench."""
