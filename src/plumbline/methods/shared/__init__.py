"""Methods that every column uses: periods, trees of regions, intervals, identifiers."""
