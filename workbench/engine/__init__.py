"""The one door to Docker: the only package that imports docker."""
