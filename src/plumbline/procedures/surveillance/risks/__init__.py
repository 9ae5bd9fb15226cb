"""Assessing the risk of a product as a case: what its acts do, its reading, its report."""
