"""Commands about standards."""
