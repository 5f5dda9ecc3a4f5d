"""Exploring usage: which part is looked at, what it is compared with, and what changed."""
