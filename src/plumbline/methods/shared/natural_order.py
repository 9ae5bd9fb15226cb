"""The natural order of codes: ``2`` before ``10``, ``3-501.9`` before ``3-501.16``, ``10`` before ``10F``.

A code is compared by its key, in which every run of digits is written with :data:`WIDTH` of them, zeros first: the
order of the keys, by code point, is the natural order of the codes. A store or an engine that makes the key itself
must make the same: :data:`PADDED` and :data:`CUT_SHORT` say how with two replacements by regular expressions.
"""

from __future__ import annotations

import re

FUNCTION = "natural_key"
"""What stores and engines call a function of theirs that makes the key."""
WIDTH = 40
"""Digits of a run in a key: as many as the longest code has letters, so that every number fits."""
DIGITS = re.compile("[0-9]+")
PADDED = ("([0-9]+)", "0" * WIDTH)
"""First: what to look for everywhere, and what to put before what was found."""
CUT_SHORT = f"0*([0-9]{{{WIDTH}}})"
"""Then: what to look for everywhere, of which only the group stays."""


def key(code: str) -> str:
    """The key by which ``code`` is compared."""
    return DIGITS.sub(lambda run: run[0].zfill(WIDTH), code)


def key_if_known(code: str | None) -> str | None:
    """The same of what may be unknown: a store asks so."""
    return key(code) if isinstance(code, str) else None
