"""As whom the index is asked, and which regions the words of a question name."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from plumbline.procedures.search.case_texts import known
from plumbline.records.core.kinds import KINDS
from plumbline.records.core.region_trees import covered_by, tree
from plumbline.records.core.visibility import parties_of, reach
from plumbline.records.query.listing import below
from plumbline.records.search.asking import PUBLIC, Access
from plumbline.records.search.words import Part, Question, fold
from plumbline.text import Text

MOST_PLACES, MOST_NAME = 600, 4
"""Regions that words of a question may name, with all below them; and the words of such a name."""


def access(user: Any) -> Access:
    """As whom ``user`` (None: the public) asks the index. It narrows candidates and settles nothing: that does
    ``visible``, for each of them."""
    if user is None:
        return PUBLIC
    columns: dict[frozenset[str], set[str]] = {}
    for column in sorted({*(kind.column for kind in KINDS.values()), *(each.column for each in known().values())}):
        if tops := reach(user, column).tops:
            columns.setdefault(tops, set()).add(column)
    every = frozenset(covered_by()) if columns else frozenset[str]()
    inside = []
    for of in columns.values():
        own = reach(user, next(iter(of))).of_cases()
        inside.append((None if every and own >= every else own, frozenset(of)))
    return Access(tuple(sorted(f"{sort}:{who}" for sort, who in parties_of(user))), tuple(inside))


def places(asked: Question, on: date) -> dict[Part, frozenset[str]]:
    """The regions that the words of a question name, each with all below it: so that records of a place are found by
    its name, whatever it was called when they were written."""
    found: dict[Part, frozenset[str]] = {}
    called, parts = _names(tree(), on), asked.parts
    for start in range(len(parts)):
        for end in range(min(len(parts), start + MOST_NAME), start, -1):
            named = [part for part in parts[start:end] if not part.phrase]
            codes = called.get("".join(part.written for part in named).replace(" ", "")) if len(named) == end - start \
                else None
            every = frozenset(code for each in codes or () for code in below(each))
            if every and len(every) <= MOST_PLACES:
                found |= dict.fromkeys(named, every) | found
    return found


@lru_cache(maxsize=4)
def _names(of: Any, on: date) -> dict[str, tuple[str, ...]]:
    """Each name of a region, without spaces, with the codes of those that are called so."""
    found: dict[str, list[str]] = {}
    at = of.at(on)
    for code in at.codes:
        for name in _called(at.name(code)):
            found.setdefault(name.replace(" ", ""), []).append(code)
    return {name: tuple(codes) for name, codes in found.items() if len(name) > 1}


ENDINGS = ("自治区", "自治州", "自治县", "省", "市", "县", "区", "乡", "镇", "街道")


def _called(name: Text) -> frozenset[str]:
    """What a region is called in a question: by its names, and in Chinese without what says which level it is."""
    found = {fold(said) for said in (name.en, name.zh) if said}
    found |= {said.removesuffix(end) for said in found for end in ENDINGS
              if said.endswith(end) and len(said) - len(end) > 1}
    return frozenset(found)


