"""Commands for cuts and figures."""
