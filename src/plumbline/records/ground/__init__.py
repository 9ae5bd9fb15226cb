"""Kinds of record that several columns name."""
