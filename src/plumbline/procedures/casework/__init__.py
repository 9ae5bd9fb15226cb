"""Casework: a procedure is declared once, and from its declaration come its cases and all that is done with them."""
