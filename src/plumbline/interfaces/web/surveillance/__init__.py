"""Pages of surveillance: where people work daily, in place of those made of declarations."""
