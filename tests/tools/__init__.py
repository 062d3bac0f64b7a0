"""What the tests stand on: engines, base images, waiting."""
