"""Tests of what the engine door does without an engine."""
