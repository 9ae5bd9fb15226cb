"""Evidence: files attached to records, their bytes, and looking at them."""
