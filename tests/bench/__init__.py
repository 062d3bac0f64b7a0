"""Measurements that print ratios."""
