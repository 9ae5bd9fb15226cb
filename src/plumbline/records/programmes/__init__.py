"""Records of awards, policy documents and service platforms."""
