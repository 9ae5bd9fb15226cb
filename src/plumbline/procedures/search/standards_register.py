"""Searching the register of standards: the number that was meant first, what holds before what no longer does, and
where nothing has the number, those that differ from it by one sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.shared.natural_order import key as natural
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards.designation_parsing import readable
from plumbline.methods.standards.designations import Designation
from plumbline.methods.standards.documents import documents
from plumbline.procedures.search import following, searching
from plumbline.procedures.search.access import places as places_named
from plumbline.procedures.search.hits import Hit
from plumbline.procedures.search.records_judged import Reader, judged
from plumbline.procedures.search.records_judged import hit as hit_of
from plumbline.procedures.standards.editions import BATCH
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import PUBLIC
from plumbline.records.search import asking
from plumbline.records.search.asking import Wanted
from plumbline.records.search.index import Index
from plumbline.records.search.words import Question, question
from plumbline.records.search.words import words as words_of
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.text import Text

STANDARD = "standard"
LIVE = ("status=in-force",)
OVER = ("status=replaced", "status=withdrawn", "status=cancelled")
MOST, FEWEST_DIGITS, VARIED = 1_000, 3, 12
"""Hits at most; from how many digits on a number is varied; digits of which one may be wrong."""
MEANT = 8
NUMBER, DOCUMENT, TITLE = "number", "document", "title"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. ``near``: nothing has all words, these have most. ``behind``: changes not looked at yet."""

    text: str
    total: int
    hits: tuple[dict[str, Any], ...]
    facets: dict[str, list[dict[str, Any]]]
    did_you_mean: tuple[dict[str, Any], ...]
    near: bool = False
    behind: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb standards search``."""
        return {"query": self.text, "total": self.total, "hits": list(self.hits), "facets": self.facets,
                "did_you_mean": list(self.did_you_mean), "near": self.near, "behind": self.behind}


@dataclass(frozen=True, slots=True)
class Indexed:
    """The index as it is asked: its searcher, and where it lies."""

    searcher: Any
    folder: Path


def search(home: Home, user: Any, text: str, *, on: date, facets: Mapping[str, Sequence[str]] | None = None,
           limit: int = 20) -> Found:
    """What of the register fits ``text``, as ``user`` (None: the public) may see it, narrowed by ``facets``.

    First what has the number that was typed, then what is in force, then what is to come or no longer holds; among
    equals the best fit. :raises RecordError: for a facet that there is none of."""
    wanted_facets = _known(facets or {})
    nothing = Found(question(text).text, 0, (), {}, ())
    if not question(text):
        return nothing
    return searching.asked_of_index(
        home, lambda index: _found(home, index, Reader(user), text, on, wanted_facets, min(limit, MOST)),
        lambda: replace(nothing, behind=following.standing(home).behind))


def _found(home: Home, index: Index, reader: Reader, text: str, on: date, wanted_facets: dict[str, Sequence[str]],
           limit: int) -> Found:
    asked, standing = question(text), following.standing(home)
    read = readable(grammar(home, on), text.strip())
    indexed = Indexed(index.searcher(), index.folder)
    wanted = Wanted(asked, places=places_named(asked, on))
    near = False
    way = asking.fitting(wanted)[0]
    total, counted = asking.counted(indexed.searcher, asking.narrowed(way, STANDARD, wanted_facets), index.folder)
    exact = _exact(reader, text, read)
    meant = _near_numbers(text, read, indexed) if not total or (read is not None and not exact) else []
    if not total and len(asked.atoms) > 1:
        wanted = Wanted(asked, places=wanted.places, near=True)
        way = asking.fitting(wanted)[0]
        total, counted = asking.counted(indexed.searcher, asking.narrowed(way, STANDARD, wanted_facets), index.folder)
        near = total > 0
    rows = _numbered(exact, read, wanted_facets)[:limit]
    hits = [_hit(row, text, asked, read, _by_number(row, wanted)) for row in rows]
    if len(hits) < limit:
        hits += _best(indexed, reader, way, wanted_facets, wanted, limit - len(hits), {row.pk for row in rows},
                      lambda row, hit: _hit(row, text, asked, read, hit))
    kind = kinds.get(STANDARD)
    return Found(asked.text, max(total, len(hits)), tuple(hits),
                 {name: [{"value": value, "count": count} for value, count in counted.get(name, ())]
                  for name in kind.facets if not kind.by_name[name].several}, tuple(meant), near, standing.behind)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one committee keeps: how many standards of which state, and the records of those that were looked up."""

    total: int
    by_status: dict[str, int]
    rows: tuple[Any, ...]


def kept_by(home: Home, committee: str, *, limit: int = 500) -> Kept | None:
    """The standards of a committee: those in force, then what is to come, then what no longer holds, each in the order
    of their numbers; None where there is no index to ask. Counts are of the index, records as they are held."""
    def ask(index: Index) -> Kept:
        searcher = index.searcher()
        named = {"committee": [committee]}
        total, counted = asking.counted(searcher, asking.having(STANDARD, named), index.folder)
        serials: list[int] = []
        for narrowed_by, but in _turns(named):
            if len(serials) < limit:
                serials += [each.serial for each in asking.first(
                    searcher, asking.having(STANDARD, narrowed_by, but), limit - len(serials), index.folder)]
        rows = [row for row in public_rows(serials) if _has(row, "committee", [committee])]
        order = {status: at for at, status in enumerate(("in-force", "draft", ""))}
        rows.sort(key=lambda row: (order.get(row.status or "", len(order)), natural(row.designation)))
        return Kept(max(total, len(rows)), dict(counted.get("status", ())), tuple(rows))

    return searching.asked_of_index(home, ask, lambda: None)


def public_rows(serials: Sequence[int]) -> list[Any]:
    """The records that count now of those that an index named."""
    rows = store.current(kinds.get(STANDARD))
    return [row for at in range(0, len(serials), BATCH) for row in rows.filter(pk__in=serials[at:at + BATCH])]


def _known(facets: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    names = kinds.get(STANDARD).facets
    for name in facets:
        if name not in names:
            raise RecordError("search.no_facet", Text(f"standards are not counted by '{name}'",
                                                      f"标准检索不能按“{name}”筛选"), next_step=suggest(name, names))
    return dict(facets)


def _best(indexed: Indexed, reader: Reader, way: Any, facets: Mapping[str, Sequence[str]], wanted: Wanted, most: int,
          without: set[int], told: Callable[[Any, Hit], dict[str, Any]]) -> list[dict[str, Any]]:
    """What is in force, then what is neither that nor over, then what is over: each asked for once there is room for
    it, twice as many as there is room for, since some may have changed just now. One question to the store looks at
    them."""
    kind = kinds.get(STANDARD)
    found: list[dict[str, Any]] = []
    for narrowed_by, but in _turns(facets):
        query = asking.narrowed(way, STANDARD, narrowed_by, but)
        room = most - len(found)
        others = [each for each in asking.first(indexed.searcher, query, 2 * room + len(without), indexed.folder)
                  if each.serial not in without][:2 * room]
        rows = reader.rows(kind, [each.serial for each in others]) if others else {}
        found += [told(rows[hit.serial], hit) for hit in islice(judged(reader, kind, others, wanted, rows), room)]
        if len(found) >= most:
            break
    return found


def _turns(facets: Mapping[str, Sequence[str]]) -> Iterator[tuple[Mapping[str, Sequence[str]], Sequence[str]]]:
    if "status" in facets:
        yield facets, ()
        return
    yield {**facets, "status": ["in-force"]}, ()
    yield facets, (*LIVE, *OVER)
    yield {**facets, "status": [each.partition("=")[2] for each in OVER]}, ()


def _by_number(row: Any, wanted: Wanted) -> Hit:
    """What has the number is a hit, in whatever way it was typed. What a hit tells are public fields."""
    kind = kinds.get(STANDARD)
    return hit_of(kind, {name: getattr(row, name) for name in kind.names(PUBLIC)}, row.pk, wanted)


def _numbered(exact: list[Any], read: Designation | None, facets: Mapping[str, Sequence[str]]) -> list[Any]:
    """The editions that have the very number, those in force first, the newest first."""
    rows = [row for row in exact if all(_has(row, name, values) for name, values in facets.items())]
    rows.sort(key=lambda row: (not _same_edition(row, read), row.status != "in-force",
                               -(row.published_on or date.min).toordinal()))
    return rows[:MOST]


def _has(row: Any, name: str, values: Sequence[str]) -> bool:
    said = str(getattr(row, name) or "")
    return not set(values).isdisjoint(said.split(";") if kinds.get(STANDARD).by_name[name].several else [said])


def _exact(reader: Reader, text: str, read: Designation | None) -> list[Any]:
    rows = reader.current(kinds.get(STANDARD))
    found = list(rows.filter(code=text.strip())[:MOST])
    if read is not None:
        found += list(rows.filter(document__in=documents(read))[:MOST])
    return list({row.pk: row for row in found}.values())


def _same_edition(row: Any, read: Designation | None) -> bool:
    return read is not None and not read.undated and row.code == read.canonical


def _near_numbers(text: str, read: Designation | None, indexed: Indexed) -> list[dict[str, Any]]:
    """Documents whose number differs from the one typed by one digit: another, one missing, one too many, two swapped.
    Of a number without letters before it, those of every publisher."""
    if read is not None:
        varied = (each for number in _variants(read.number)
                  for each in sorted(documents(read._replace(number=number))))
        wanted = [each for each in dict.fromkeys(varied) if each not in documents(read)]
    else:
        wanted = list(dict.fromkeys(_of_every_publisher(text, indexed)))
    order = {each: at for at, each in enumerate(wanted)}
    rows = store.current(kinds.get(STANDARD)).filter(document__in=order, supplement=None).order_by("document", "pk")
    newest: dict[str, Any] = {}
    for row in rows.only("document", "designation", "title_en", "title_zh", "status", "published_on")[:MOST]:
        if row.document not in newest or _rank(row) > _rank(newest[row.document]):
            newest[row.document] = row
    found = sorted(newest.values(), key=lambda row: (row.status != "in-force", order[row.document]))
    return [{"document": row.document, "designation": row.designation, "title_en": row.title_en,
             "title_zh": row.title_zh} for row in found[:MEANT]]


def _rank(row: Any) -> tuple[bool, date]:
    return row.status == "in-force", row.published_on or date.min


def _of_every_publisher(text: str, indexed: Indexed) -> Iterator[str]:
    """The documents of what has a number near the only word of ``text``."""
    if not text.strip().isdecimal():
        return
    ids: list[int] = []
    for each in dict.fromkeys(_variants(text.strip())):
        way = asking.fitting(Wanted(question(each)))[0]
        query = asking.narrowed(way, STANDARD, {"status": ["in-force"]})
        ids += [one.serial for one in asking.first(indexed.searcher, query, 2, indexed.folder)]
    rows = store.current(kinds.get(STANDARD)).filter(pk__in=ids[:MOST])
    near = set(_variants(text.strip()))
    for row in rows:
        if near & set(words_of([row.designation]).order):
            yield row.document


def _variants(number: str) -> Iterator[str]:
    places = [at for at, sign in enumerate(number) if sign.isdecimal()]
    if len(places) < FEWEST_DIGITS or len(places) > VARIED:
        return
    # Two signs swapped are the commonest slip, then one that is another.
    for at in places:
        if at + 1 in places:
            yield number[:at] + number[at + 1] + number[at] + number[at + 2:]
    for at in places:
        yield from (f"{number[:at]}{digit}{number[at + 1:]}" for digit in "0123456789")
    for at in places:
        yield number[:at] + number[at + 1:]
        yield from (f"{number[:at]}{digit}{number[at:]}" for digit in "0123456789")
    yield from (f"{number}{digit}" for digit in "0123456789")


def _hit(row: Any, text: str, asked: Question, read: Designation | None, hit: Hit) -> dict[str, Any]:
    return {"designation": row.designation, "code": row.code,
            "titles": {name: value for name, value in (("en", row.title_en), ("zh", row.title_zh)) if value},
            "status": row.status, "issuer": row.issuer, "level": row.level,
            "published_on": row.published_on.isoformat() if row.published_on else None,
            "why": list(dict.fromkeys(_why(row, text, asked, read, hit)))}


def _why(row: Any, text: str, asked: Question, read: Designation | None, hit: Hit) -> Iterable[str]:
    if read is not None and row.document in documents(read):
        yield NUMBER if read.undated or row.code == read.canonical else DOCUMENT
    elif text.strip() == row.code:
        yield NUMBER
    parts = asked.parts
    named = words_of([row.designation])
    if parts and all(part.in_(named) for part in parts):
        yield NUMBER
    titles = words_of([each for each in (row.title_en, row.title_zh, row.titles) if each])
    told = [place.title.en.lower() for place in hit.found]
    if any(part.in_(titles) for part in parts):
        yield TITLE
    elif not any(part.in_(named) for part in parts):
        yield from told
