"""Catalogues of standards, in the forms in which they are handed around."""
