"""Mappings from somebody's columns to the fields of a kind."""
