"""Procedures of surveillance: draws that anybody can repeat, and what follows them."""
