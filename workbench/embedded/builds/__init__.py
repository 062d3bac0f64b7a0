"""The classic builder."""
