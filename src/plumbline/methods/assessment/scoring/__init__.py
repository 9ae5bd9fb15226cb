"""Scoring rules: from a figure, a count or a judgement to points."""
