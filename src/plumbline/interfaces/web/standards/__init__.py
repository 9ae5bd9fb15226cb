"""Pages of the register of standards."""
