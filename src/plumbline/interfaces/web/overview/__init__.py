"""The overview, a region's page, and the rules as text."""
