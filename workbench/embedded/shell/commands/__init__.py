"""What stands in for the programs of an image."""
