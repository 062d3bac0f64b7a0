"""Image archives: what is in them, and what hostile ones cannot do."""
