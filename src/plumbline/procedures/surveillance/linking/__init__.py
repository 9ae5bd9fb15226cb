"""Linking two tables: read, cleaned in DuckDB, compared by Splink, assigned, and told."""
