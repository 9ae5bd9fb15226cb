"""Flows of the assessment year."""
