"""Charts as plain numbers for SVG templates (docs/decisions/0006-pages.md)."""
