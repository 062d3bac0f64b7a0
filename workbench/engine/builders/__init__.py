"""The two ways to build an image: the classic Engine API and docker buildx."""
