"""From a definition and a cut to a figure, and back to its records."""
