"""Lists: conditions, index paths, pages, counts."""
