"""A small honest shell: what it does, it does; what it does not know, it says."""
