"""Agreements on quality work, and pilots: what their acts do, and how they are told."""
