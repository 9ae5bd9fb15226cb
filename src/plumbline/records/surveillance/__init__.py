"""Records of inspections and what they found."""
