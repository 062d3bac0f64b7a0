"""What the processes of containers do."""
