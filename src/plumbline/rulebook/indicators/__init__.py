"""Definitions of figures, and sheets of published ones."""
