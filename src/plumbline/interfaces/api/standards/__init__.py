"""Standards over HTTP."""
