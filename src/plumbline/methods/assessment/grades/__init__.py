"""From points to grades and ranks, and what follows from them."""
