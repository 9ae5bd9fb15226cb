"""Pages of cases, made from the declarations of their procedures."""
