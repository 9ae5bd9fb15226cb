"""Partial results kept beside a cut, from which figures are added up. docs/decisions/0045-cubes.md."""
