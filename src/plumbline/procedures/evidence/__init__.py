"""Evidence attached, read and looked after."""
