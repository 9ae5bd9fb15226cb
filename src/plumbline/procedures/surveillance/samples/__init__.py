"""A sample's life: what its acts look at, refuse and write."""
