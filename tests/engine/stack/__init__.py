"""Stacks on a real engine: brought up, changed, waited for and taken down."""
