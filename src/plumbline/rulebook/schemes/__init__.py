"""Schemes of assessment."""
