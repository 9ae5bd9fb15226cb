"""Processes that write and read many rows of a SQLite store beside this one, and what both sides know of them."""
