"""What a search found, for whoever shows it: where each thing is opened, and the words marked in what it says."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.search.hits import Hit
from plumbline.records.search.words import places

AROUND = 36
"""Signs that are shown before and after the first word that was found."""
LONGEST = 120
NAMES = {"figure": "indicator", "scheme": "scheme", "sheet": "sheet", "result": "results-year", "year": "year",
         "draft": "draft", "error": "error", "case": "case"}
"""The address that opens each sort of thing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text; ``marked`` where a word of the question stands."""

    text: str
    marked: bool = False


def address(hit: Hit, tree: TreeAt) -> str:
    """Where what was found is opened."""
    sort, *names = hit.target
    if sort == "record":
        kind, *key = names
        if kind == "region" and key[0] in tree:
            return reverse("region", args=(key[0],))
        return reverse("record", args=(kind, tuple(key)))
    return reverse(NAMES[sort], args=tuple(names))


def marked(text: str, marks: tuple[str, ...]) -> list[Piece]:
    """``text`` with ``marks`` told apart; of a long one what stands around the first of them."""
    found = places(text, marks)
    first, last = 0, len(text)
    if len(text) > LONGEST:
        first = max(0, found[0][0] - AROUND) if found else 0
        last = min(len(text), first + LONGEST)
    pieces = [Piece("…")] if first else []
    at = first
    for start, end in found:
        if start >= last:
            break
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:min(end, last)], True))
        at = end
    if at < last:
        pieces.append(Piece(text[at:last]))
    return [*pieces, Piece("…")] if last < len(text) else pieces
