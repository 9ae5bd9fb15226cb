"""Projects of standards: what the acts of their cases do, the comments on a draft, what is published."""
