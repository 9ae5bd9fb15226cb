"""Many members of one case: added and given in one go, listed page by page."""
