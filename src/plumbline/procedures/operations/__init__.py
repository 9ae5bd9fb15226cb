"""Keeping an instance well: backup, restore, upgrade, moving between stores, checks."""
