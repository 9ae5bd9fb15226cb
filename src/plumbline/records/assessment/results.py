"""How the result of an assessment is kept: what it says of all regions once, and each region by itself.

Three thousand counties and a hundred items make a document of some hundred megabytes, of which a page shows one region
(docs/decisions/0019-results.md). ``Assessment.document`` puts it together again, letter by letter what its root was
made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from plumbline.records.assessment.determinations import AssessedRegion, Assessment
from plumbline.records.assessment.packing import REGIONS, packed, unpacked
from plumbline.records.core.journal import Entry

AT_ONCE = 200
LISTED = ("place", "code", "name_en", "name_zh", "score", "grade", "rank", "veto", "withheld")


def keep(document: Mapping[str, Any], entry: Entry, made_at: datetime) -> Assessment:
    """Store a result under its journal entry. Must run in the transaction of the act."""
    regions: Sequence[Mapping[str, Any]] = document[REGIONS]
    kept = Assessment.objects.create(
        scheme=document["scheme"], scheme_sha256=document["scheme_sha256"], year=document["year"],
        cut=document["cut"], made_at=made_at, entry=entry,
        head={name: value for name, value in document.items() if name != REGIONS},
        totals=totals(regions, demerit=document.get("better") == "lower"))
    made = (AssessedRegion(assessment=kept, **row) for row in rows(regions))
    AssessedRegion.objects.bulk_create(made, batch_size=AT_ONCE)
    return kept


def rows(regions: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The columns of each region, in the order of the document."""
    for place, region in enumerate(regions):
        names = region.get("names") or {"en": region["name"], "zh": region["name"]}
        yield {"place": place, "code": region["code"], "name_en": names["en"], "name_zh": names["zh"],
               "score": region["score"], "grade": region["grade"] or "", "rank": region.get("rank"),
               "veto": region.get("veto") or "", "withheld": region.get("withheld_words"), "content": packed(region)}


def totals(regions: Iterable[Mapping[str, Any]], *, demerit: bool = False) -> dict[str, Any]:
    """What all regions got together, by item: its ``title``, ``points`` without what stands above full marks and ``of``
    as decimal strings, over the ``scored`` regions; in how many something was ``lost``. In demerits ``points`` are
    those that were not counted against a region."""
    found: dict[str, list[Any]] = {}
    zero = Decimal(0)
    for region in regions:
        for item in region["items"]:
            if item["points"] is None:
                continue
            sums = found.setdefault(item["id"], [zero, zero, 0, 0, item["title"]])
            of = exact(item["of"])
            got = of - exact(item["points"]) if demerit else min(exact(item["points"]), of)
            sums[0] += got
            sums[1] += of
            sums[2] += 1
            sums[3] += got < of
    return {id: {"title": title, "points": str(got), "of": str(of), "scored": scored, "lost": lost}
            for id, (got, of, scored, lost, title) in found.items()}


def exact(value: float) -> Decimal:
    """A number of the document, which has few places, as the decimal it was."""
    return Decimal(str(value))


def region_of(assessment: int, code: str) -> dict[str, Any] | None:
    """One region of the assessment with this number; None if it was not assessed."""
    content = AssessedRegion.objects.filter(assessment=assessment, code=code).values_list("content", flat=True).first()
    return None if content is None else unpacked(bytes(content))
