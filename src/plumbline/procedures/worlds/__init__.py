"""Loading shipped and constructed worlds."""
