"""Tests of the screens, driven by their keys."""
