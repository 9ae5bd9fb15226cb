"""Cuts: records frozen as they were known at one moment."""
