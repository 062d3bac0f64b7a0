"""What the engine holds: images, containers, networks, volumes."""
