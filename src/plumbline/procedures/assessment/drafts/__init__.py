"""Drafts of rules: written, tried, approved, put in force."""
