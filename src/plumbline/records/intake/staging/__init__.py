"""Rows checked against their kind, the bad set aside, the good hashed into parts."""
