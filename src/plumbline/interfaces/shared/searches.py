"""What a search found, for whoever shows it: where each thing is opened, and the words marked in what it says."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from plumbline.interfaces.shared import words
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.search.following import Standing
from plumbline.procedures.search.hits import Hit
from plumbline.records.search.marking import places
from plumbline.text import Text

AROUND = 36
"""Signs that are shown before and after the first word that was found."""
LONGEST = 120
NAMES = {"figure": "indicator", "scheme": "scheme", "sheet": "sheet", "result": "results-year", "year": "year",
         "error": "error", "case": "case"}
"""The address that opens each sort of thing."""

ONLY = Text("Until it is there, only rules, figures and published results are searched.",
            "索引建成之前，只能检索规则、指标和已公布的考核结果。")


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
        if kind == "product":
            return reverse("product", args=(tuple(key),))
        if kind == "standard":
            return reverse("standard", args=(tuple(key),))
        if kind == "committee":
            return reverse("standard-committee", args=(tuple(key),))
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


def behind(standing: Standing) -> Text | None:
    """What is not searched yet; None: all is."""
    progress, only = standing.progress, ONLY
    done, of = (words.number(progress.done), words.number(progress.of)) if progress is not None else ("", "")
    if standing.none and progress is not None:
        return Text(f"The search index is being made: about {done} of {of} records are read. {only.en}",
                    f"正在建立检索索引，已读取约{done}条，共约{of}条。{only.zh}")
    if standing.none:
        return Text(f"There is no search index yet. {only.en}", f"尚未建立检索索引。{only.zh}")
    if standing.behind and progress is not None:
        return Text(f"New records are being indexed, about {done} of {of} so far; some of them are not found yet.",
                    f"新数据正在编入索引，已完成约{done}条，共约{of}条；其中一部分暂时检索不到。")
    if standing.behind:
        return Text("Changes of the last moments are not found yet.", "刚刚发生的变更暂时检索不到。")
    return None
