"""Shipped worlds: records with their attribution, ready to load."""
