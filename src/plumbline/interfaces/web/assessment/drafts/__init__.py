"""Pages on which rules are drafted."""
