"""One search over all columns: what can be found, keeping the index up with the journal, and asking it."""
