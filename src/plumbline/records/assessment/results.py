"""How the result of an assessment is kept: what it says of all regions once, and each region by itself.

Three thousand counties and a hundred items make a document of some hundred megabytes, of which a page shows one region
(docs/decisions/0019-results.md). ``Assessment.document`` puts it together again, letter by letter what its root was
made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec
from django.db import connection

from plumbline.methods.shared.json_texts import CANONICAL, canonical
from plumbline.records.assessment.determinations import AssessedRegion, Assessment, RegionLine
from plumbline.records.assessment.packing import REGIONS, packed, text_of, unpacked
from plumbline.records.core.journal import Entry

AT_ONCE, AT_HAND = 200, 50
"""Regions that are written at one time, and that are read."""
LISTED = ("place", "code", "name_en", "name_zh", "score", "grade", "rank", "veto", "withheld")
COLUMNS = (*LISTED, "content")


@dataclass(frozen=True, slots=True)
class Packed:
    """A result as it is kept: its document without the regions, the :func:`row` of each of those, their :func:`totals`,
    and the root of all of it."""

    head: dict[str, Any]
    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    root: str


def pack(head: dict[str, Any], regions: Sequence[Mapping[str, Any]]) -> Packed:
    """What is to be kept of a result, all of which is in memory."""
    return Packed(head, list(rows(regions)), totals(regions, demerit=is_demerit(head)),
                  root_of({**head, REGIONS: regions}))


def pack_contents(head: dict[str, Any], contents: Iterable[bytes]) -> Packed:
    """The same of one whose regions are packed already."""
    found: list[dict[str, Any]] = []
    points = Points(demerit=is_demerit(head))
    writer = Canonical()

    def hashed() -> Iterator[bytes]:
        for content in contents:
            region, text = writer.region(content)
            found.append(row(len(found), region, content))
            points.add(region)
            yield text

    root = _root({**head, REGIONS: None}, hashed())
    return Packed(head, found, points.totals(), root)


def is_demerit(head: Mapping[str, Any]) -> bool:
    """Whether points count against a region."""
    return head.get("better") == "lower"


def keep(document: Mapping[str, Any], entry: Entry, made_at: datetime) -> Assessment:
    """Store a result, all of which is in memory, under its journal entry. Must run in the transaction of the act."""
    head = {name: value for name, value in document.items() if name != REGIONS}
    return keep_packed(pack(head, document[REGIONS]), entry, made_at)


def keep_packed(packed: Packed, entry: Entry, made_at: datetime) -> Assessment:
    """Store a result under its journal entry. Must run in the transaction of the act."""
    head = packed.head
    kept = Assessment.objects.create(
        scheme=head["scheme"], scheme_sha256=head["scheme_sha256"], year=head["year"], cut=head["cut"],
        made_at=made_at, entry=entry, head=head, totals=packed.totals)
    put(AssessedRegion, "assessment_id", kept.pk, packed.rows)
    return kept


def put(model: type[RegionLine], owner: str, number: int, lines: Iterable[Mapping[str, Any]]) -> None:
    """Store regions in the table of ``model`` under the result with this ``number``: without making an object of each,
    which takes longer than storing it."""
    names, quoted = (owner, *COLUMNS), connection.ops.quote_name
    withheld: Any = model._meta.get_field("withheld")

    def values(line: Mapping[str, Any]) -> tuple[Any, ...]:
        why = withheld.get_db_prep_save(line["withheld"], connection)
        return number, *(why if name == "withheld" else line[name] for name in COLUMNS)

    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(map(quoted, names))}) "
                           f"VALUES ({', '.join(['%s'] * len(names))})", [values(line) for line in lines])


def rows(regions: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The columns of each region, in the order of the document."""
    return (row(place, region, packed(region)) for place, region in enumerate(regions))


def row(place: int, region: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """The columns of one region. Its items are read from ``content`` only."""
    names = region.get("names") or {"en": region["name"], "zh": region["name"]}
    return {"place": place, "code": region["code"], "name_en": names["en"], "name_zh": names["zh"],
            "score": region["score"], "grade": region["grade"] or "", "rank": region.get("rank"),
            "veto": region.get("veto") or "", "withheld": region.get("withheld_words"), "content": content}


def totals(regions: Iterable[Mapping[str, Any]], *, demerit: bool = False) -> dict[str, Any]:
    """What all regions got together, by item (:meth:`Points.totals`)."""
    points = Points(demerit=demerit)
    for region in regions:
        points.add(region)
    return points.totals()


class Points:
    """What regions got together, counted: many of them got the same. In ``demerit`` points count against a region."""

    def __init__(self, *, demerit: bool) -> None:
        self.demerit = demerit
        self._titles: dict[str, Mapping[str, str]] = {}
        self._counts: dict[tuple[str, float, float], int] = {}

    def add(self, region: Mapping[str, Any]) -> None:
        """Count the items of a region."""
        for item in region["items"]:
            if item["points"] is not None:
                self.count(item["id"], item["title"], item["points"], item["of"])

    def count(self, id: str, title: Mapping[str, str], points: float, of: float, times: int = 1) -> None:
        """Count one item."""
        key = (id, points, of)
        self._counts[key] = self._counts.get(key, 0) + times
        if id not in self._titles:
            self._titles[id] = title

    def totals(self) -> dict[str, Any]:
        """By item its ``title``, ``points`` without what stands above full marks and ``of`` as decimal strings, over
        the ``scored`` regions; in how many something was ``lost``. In demerits ``points`` are those that were not
        counted against a region."""
        zero = Decimal(0)
        sums: dict[str, list[Any]] = {id: [zero, zero, 0, 0] for id in self._titles}
        for (id, points, whole), times in self._counts.items():
            of, found = exact(whole), sums[id]
            got = of - exact(points) if self.demerit else min(exact(points), of)
            found[0] += got * times
            found[1] += of * times
            found[2] += times
            found[3] += times if got < of else 0
        return {id: {"title": self._titles[id], "points": str(got), "of": str(of), "scored": scored, "lost": lost}
                for id, (got, of, scored, lost) in sums.items()}


def root_of(document: Mapping[str, Any]) -> str:
    """SHA-256, hex, of the canonical JSON of a result (:data:`~plumbline.methods.shared.json_texts.CANONICAL`), all of
    which is in memory."""
    return _root(document, (canonical(each) for each in document[REGIONS]))


def root_of_packed(head: Mapping[str, Any], contents: Iterable[bytes]) -> str:
    """The same of a result as it is kept: its document without the regions, and each of those as it was packed."""
    return _root({**head, REGIONS: None}, (text for _, text in map(Canonical().region, contents)))


def _root(document: Mapping[str, Any], regions: Iterable[bytes]) -> str:
    digest = sha256()
    for piece in CANONICAL.stream(document, REGIONS, regions):
        digest.update(piece)
    return digest.hexdigest()


class Canonical:
    """Packed regions as canonical JSON, in a tenth of the time that Python's own writer takes. It would write other
    bytes for numbers with an exponent, which a region hardly ever holds: those are left to Python's."""

    def __init__(self) -> None:
        self._odd = False
        self._decode = msgspec.json.Decoder(float_hook=self._float).decode
        self._encode = msgspec.json.Encoder(order="sorted").encode

    def _float(self, text: str) -> float:
        value = float(text)
        self._odd = self._odd or not (value == 0 or 1e-4 <= abs(value) < 1e15)
        return value

    def region(self, content: bytes) -> tuple[dict[str, Any], bytes]:
        """One region, and its canonical JSON."""
        self._odd = False
        region = self._decode(text_of(content))
        return region, canonical(region) if self._odd else self._encode(region)


def exact(value: float) -> Decimal:
    """A number of the document, which has few places, as the decimal it was."""
    return Decimal(str(value))


def as_written(value: float | None) -> float | None:
    """A number that a column gave back, as the document writes it: a whole one without a point."""
    return int(value) if value is not None and value.is_integer() else value


def region_of(assessment: int, code: str) -> dict[str, Any] | None:
    """One region of the assessment with this number; None if it was not assessed."""
    content = AssessedRegion.objects.filter(assessment=assessment, code=code).values_list("content", flat=True).first()
    return None if content is None else unpacked(bytes(content))


def regions_of(assessment: int) -> Iterator[dict[str, Any]]:
    """Every region of the assessment with this number, by rank. Some are read at a time, and between them nothing in
    the store is held: whoever they are handed to may take long."""
    last, rows = -1, AssessedRegion.objects.filter(assessment=assessment).order_by("place")
    while some := list(rows.filter(place__gt=last).values_list("place", "content")[:AT_HAND]):
        yield from (unpacked(bytes(content)) for _, content in some)
        last = some[-1][0]
