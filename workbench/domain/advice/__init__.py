"""Advice on a Dockerfile and what lies around it: rules of our own, and how findings of others join them."""
