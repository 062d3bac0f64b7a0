"""Proving a variant: its private stack, its start, what is measured in it, and the taking down of it all."""
