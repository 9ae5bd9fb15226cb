"""The face of a rule's text as a form: which fields it has, what stands in them, how they are written back."""
