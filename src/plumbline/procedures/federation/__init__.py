"""Cuts handed from one level of government to the next."""
