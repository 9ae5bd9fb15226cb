"""Cuts of several instances: packages handed up, verified, and joined."""
