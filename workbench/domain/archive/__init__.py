"""Image archives: what `docker save` and its like write, read while it streams and without unpacking."""
