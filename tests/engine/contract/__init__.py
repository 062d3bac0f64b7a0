"""One door, two engines: what the embedded engine says and does is what a real one says and does."""
