"""Procedures of assessment that the engine finds here."""
