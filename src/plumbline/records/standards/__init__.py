"""Records of standards and of the part that organisations have in making them."""
