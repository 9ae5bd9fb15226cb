"""Stored rows read in their order, and held against what the journal sealed. Heavy to load, and without models."""
