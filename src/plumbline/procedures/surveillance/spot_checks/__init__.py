"""Spot checks by "double random, one public": directories, the draw, tasks, and what is published of them."""
