"""A file of whatever format, read as rows of text with the meaning that a person sees."""
