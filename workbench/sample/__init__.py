"""The sample app and its Dockerfiles, shipped as data."""
