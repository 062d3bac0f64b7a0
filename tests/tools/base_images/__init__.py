"""Stand-ins for public base images, made of this machine's own files."""
