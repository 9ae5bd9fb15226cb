"""Rulebook files of standards: how designations are written."""
