"""Linking two tables that share no key: fields and levels, one-to-one assignment, groups, precision, recall."""
