"""Commands for the assessment."""
