"""Cases of a column that name something, as far as a reader may know of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.search import searching
from plumbline.procedures.search.hits import Hit

MOST = 5
"""Of one procedure."""


def naming(home: Home, user: Any, text: str, column: str, *, on: date) -> list[Hit]:
    """The newest cases of the procedures of ``column`` in which ``text`` stands as a whole, that ``user`` (None: the
    public) may read; some of each procedure."""
    phrase = f'"{text.replace(chr(34), " ")}"'
    names = [f"case:{name}" for name, each in procedures().items()
             if each.column == column and (user is not None or each.public)]
    return [hit for group in searching.first_of(home, user, phrase, names, on=on, most=MOST).groups
            for hit in group.hits]
