"""The watch world: real notices, and a county that was constructed around them."""
