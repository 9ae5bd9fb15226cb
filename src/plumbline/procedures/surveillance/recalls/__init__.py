"""Recalls: what their acts do, how much of them came, what was seen at outlets, and what is told of them."""
