"""Pages of an assessment year under way."""
