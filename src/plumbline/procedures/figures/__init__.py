"""Cuts made, figures read and compared with published ones."""
