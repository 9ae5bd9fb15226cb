"""Records of certificates and marks."""
