"""Plumbline: the open platform for public quality work."""

__version__ = "0.1.0"
