"""Drafts of mappings: what the columns of a file seem to be, said with the reason for each guess."""
