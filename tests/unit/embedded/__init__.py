"""Tests of the embedded engine, through its socket and its pure parts."""
