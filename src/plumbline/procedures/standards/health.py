"""Where the system of standards is chaotic (overlapping, double, in circles), low (review due, on a base that was
replaced, citing what no longer holds) or soft (used by nobody that is known): ranked, each with its clause and what to
do next.

Age alone is no fault: what a review confirmed is not behind its time. Parts of one document, its editions and a
standard with what it adopts are no duplicates of each other.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards.adoption import letters_and_digits
from plumbline.procedures.standards.editions import RELATION, STANDARD, public
from plumbline.procedures.standards.health_lists import following, systems, using
from plumbline.procedures.standards.health_lists.near import NearPair, near_pairs
from plumbline.records.core import kinds, store
from plumbline.records.query.newest_entries import NewestEntries
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.rulebook.standards.health_files import HealthRules, health_rules
from plumbline.rulebook.standards.near_title_files import near_title_rules
from plumbline.text import Text, written_day

FEWEST = 8
"""Letters and digits of a title below which two equal ones tell nothing."""
MOST_KEPT = 6
RESTS_ON = {"chaotic": (STANDARD, RELATION, following.DECISION), "low": (STANDARD, RELATION),
            "soft": (STANDARD, RELATION, using.KIND, "certificate", "test")}
"""The kinds of record that each list is made of."""
NEXT = {
    "duplicate": Text("Open an overlap case with both issuers; merge, or say how they differ",
                      "与双方发布单位启动重复交叉处理，合并或明确区别"),
    "near": Text("Compare their scopes; where they overlap, open an overlap case with both issuers",
                 "比对适用范围，确有重复交叉的，与双方发布单位启动处理"),
    "number": Text("Ask both issuers which of them has the number", "请双方发布单位核实编号归属"),
    "cycle": Text("Correct the relation that closes the circle", "更正造成循环的代替关系"),
    "review": Text("Review it: confirm, revise or withdraw", "组织复审：继续有效、修订或废止"),
    "base": Text("Compare it with the current edition of what it adopts", "与所采用标准的现行版本比对"),
    "reference": Text("Replace the reference by what holds now", "将引用文件更新为现行标准"),
    "draft": Text("Refer to what is in force, or wait for its publication", "改为引用现行标准，或者待其发布"),
    "unused": Text("Ask who uses it; promote it, or propose to withdraw it", "调查使用情况，加强实施或提出废止"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding."""

    standards: tuple[str, ...]
    reason: str
    since: date | None
    about: Text
    weight: float = 1
    near: NearPair | None = None


def health(home: Home, what: str, on: date, *, level: str = "", catalogue: str = "", user: Any = None,
           limit: int = 100) -> dict[str, Any]:
    """What is ``chaotic``, ``low`` or ``soft`` on a day, the heaviest and oldest first; of one level or catalogue
    alone, where one is named. What was decided in an overlap case is told apart under ``decided``, and of what is under
    way the case is named that ``user`` (None: the public) may read. The ``--json`` document of ``plumb standards
    health``. :raises RecordError: for another word."""
    if what not in LISTS:
        raise RecordError("health.unknown", Text(f"there is no list '{what}'", f"没有“{what}”清单"),
                          next_step=suggest(what, tuple(LISTS)))
    rules, looked_at, found, decided = _kept(home, what, on, level, catalogue)
    cases = following.cases(what, user)
    counts: dict[str, int] = defaultdict(int)
    for each in found:
        counts[each.reason] += 1
    return {"list": what, "on": str(on), "rules": rules.dated.id, "source": rules.dated.cites.as_dict(),
            "looked_at": looked_at, "total": len(found), "counts": dict(counts), "decided": decided[:limit],
            "decided_total": len(decided), "near_left_out": what == "chaotic" and looked_at > MOST_NEAR, "ranked": [{
                "standards": list(each.standards), "reason": each.reason, "about": each.about.as_dict(),
                "since": each.since.isoformat() if each.since else None, "clause": rules.clauses[each.reason],
                "next": NEXT[each.reason].as_dict(), "case": cases.of(each.standards),
                **({"near": each.near.as_dict()} if each.near else {})} for each in found[:limit]]}


Found = tuple[HealthRules, int, list[Line], list[dict[str, Any]]]
MOST_BEARERS = 3
"""What more documents are called than these is no title of one: "Part 3: Test report format"."""
MOST_NEAR = 300_000
"""Of more standards titles that are near are no part of the list: they take minutes, and have a command."""
_entries = NewestEntries()
_found: OrderedDict[tuple[Any, ...], Found] = OrderedDict()
_lock = threading.Lock()


def _kept(home: Home, what: str, on: date, level: str, catalogue: str) -> Found:
    """What was found, the heaviest first, and what was decided: found anew once anything of it changed. A list of a
    large register takes a while, and whoever looks at it turns its pages."""
    newest, rules, titles = _entries.by_kind(), health_rules(home, on), near_title_rules(home, on)
    key = (str(home.path), what, on, level, catalogue, rules.dated, titles.dated,
           *(newest.get(kind, "") for kind in RESTS_ON[what]))
    with _lock:
        if not connection.in_atomic_block and key in _found:
            _found.move_to_end(key)
            return _found[key]
    rows = public(STANDARD).filter(status="in-force").order_by("pk")
    rows = rows.filter(level=level) if level else rows
    rows = rows.filter(catalogue=catalogue) if catalogue else rows
    every = list(LISTS[what](rows, rules, on))
    looked_at = rows.count()
    if what == "chaotic":
        every = _of_one_system(home, on, every)
        if looked_at <= MOST_NEAR:
            every += _near(home, rows, on, every)
    lines, decided = following.undecided(every, what)
    lines.sort(key=lambda each: (-each.weight, each.since or date.max, each.standards))
    made = (rules, looked_at, lines, decided)
    with _lock:
        _found[key] = made
        while len(_found) > MOST_KEPT:
            _found.popitem(last=False)
    return made


class Row(NamedTuple):
    """What of a standard tells whether it is double."""

    code: str
    designation: str
    document: str
    title_en: str | None
    title_zh: str | None
    ics: str | None
    ccs: str | None
    issuer: str | None
    level: str
    published_on: date | None


def _whole(rows: Any, *names: str) -> Iterator[tuple[Any, ...]]:
    """Of every standard that is no supplement these fields, in one going through: as values, since a register has
    millions."""
    yield from rows.filter(supplement=None).values_list(*names).iterator(chunk_size=20_000)


def _chaotic(rows: Any, rules: HealthRules, on: date) -> Iterator[Line]:
    titles, numbers = _alike(rows)
    for designation, same in numbers.items():
        if len({row.issuer for row in same}) > 1:
            yield Line(tuple(row.code for row in same), "number", _newest(same), Text(
                f"two issuers have the number {designation}", f"两个单位使用同一编号{designation}"), 3)
    beside: dict[str, set[str]] = defaultdict(set)
    for one, other in (pair for pair in linked_documents() if len(pair) == 2):
        beside[one].add(other)
        beside[other].add(one)
    for same in titles.values():
        by_document = {row.document: row for row in same}
        apart = [row for document, row in by_document.items()
                 if document not in beside or beside[document].isdisjoint(by_document)]
        if len(apart) > 1 and not _parts(apart) and _one_field(apart):
            yield Line(tuple(sorted(row.code for row in apart)), "duplicate", _newest(apart), Text(
                "they have one title and one field", "名称相同且领域相同"), 2)
    circles = _circles()
    live = _among(rows, {code for circle in circles for code in circle})
    for circle in circles:
        if not live.isdisjoint(circle):
            yield Line(circle, "cycle", None, Text("each replaces the next, and the last the first",
                                                   "相互代替，形成循环"), 3)


def _of_one_system(home: Home, on: date, lines: list[Line]) -> list[Line]:
    """Duplicates apart by the system that they are of, each set of standards once."""
    rules = grammar(home, on)
    found: dict[frozenset[str], Line] = {}
    others = [line for line in lines if line.reason != "duplicate"]
    for line in (line for line in lines if line.reason == "duplicate"):
        for codes in systems.of_one_system(home, rules, line.standards):
            if len(codes) > 1:
                found.setdefault(frozenset(codes), replace(line, standards=codes))
    return others + [found[each] for each in sorted(systems.largest(found), key=sorted)]


def _near(home: Home, rows: Any, on: date, known: list[Line]) -> Iterator[Line]:
    """Titles that are near each other, and not among the duplicates that are ``known``."""
    sets: dict[str, list[frozenset[str]]] = defaultdict(list)
    for line in known:
        if line.reason == "duplicate":
            for code in line.standards:
                sets[code].append(frozenset(line.standards))
    rules = grammar(home, on)
    pairs = [pair for pair in near_pairs(home, rows, on, linked_documents())
             if len(systems.of_one_system(home, rules, (pair.left.code, pair.right.code))) == 1]
    bearers: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for title, each in zip(pair.titles, (pair.left, pair.right), strict=True):
            bearers[title].add(each.document)
    for pair in pairs:
        both = (pair.left.code, pair.right.code)
        if any(len(bearers[title]) > MOST_BEARERS for title in pair.titles):
            continue
        # One title at one level is a duplicate or, as parts and editions are, none: that was decided with the others.
        if not (pair.equal and pair.one_level) and not any(same.issuperset(both) for same in sets[both[0]]):
            days = [each.published_on for each in (pair.left, pair.right) if each.published_on]
            yield Line(both, "near", max(days, default=None), pair.reasons()[0], min(pair.rank, 100) / 101, pair)


def _alike(rows: Any) -> tuple[dict[tuple[str, str], list[Row]], dict[str, list[Row]]]:
    """Rows that share a title and a level, and rows that share a number. Most share neither: which values come twice is
    found first, by their hashes, so that not all of a register is held at once."""
    hashes = array("q")
    for row in map(Row._make, _whole(rows, *Row._fields)):
        hashes.extend(hash(each) for each in (row.designation, *_titles(row)))
    every = np.array(hashes)
    every.sort()
    twice = set(np.unique(every[1:][every[1:] == every[:-1]]).tolist())
    titles: dict[tuple[str, str], list[Row]] = defaultdict(list)
    numbers: dict[str, list[Row]] = defaultdict(list)
    for row in map(Row._make, _whole(rows, *Row._fields)):
        if hash(row.designation) in twice:
            numbers[row.designation].append(row)
        for title in _titles(row):
            if hash(title) in twice:
                titles[title].append(row)
    return titles, numbers


def _titles(row: Row) -> list[tuple[str, str]]:
    titles = dict.fromkeys(letters_and_digits(each) for each in (row.title_zh, row.title_en) if each)
    return [(title, row.level) for title in titles if len(title) >= FEWEST]


def _among(rows: Any, codes: set[str]) -> set[str]:
    """Those of ``codes`` that ``rows`` have."""
    if not codes:
        return set()
    return {code for code, in rows.values_list("code").iterator(chunk_size=20_000) if code in codes}


def linked_documents() -> set[frozenset[str]]:
    """Documents that have to do with each other: one adopts, replaces or is part of the other."""
    pairs = list(public(RELATION).filter(target_standard__isnull=False).values_list("standard", "target_standard"))
    related = {code for pair in pairs for code in pair}
    documents = {code: document for code, document in public(STANDARD).values_list("code", "document").iterator(
        chunk_size=20_000) if code in related}
    return {frozenset((documents.get(one) or one, documents.get(other) or other)) for one, other in pairs}


def _parts(rows: list[Row]) -> bool:
    """Whether they are parts of one document: alike up to what follows the last dash or point of the number."""
    return len({row.document.rpartition("-")[0] or row.document.rpartition(".")[0] or row.document
                for row in rows}) == 1


def _one_field(rows: list[Row]) -> bool:
    """Whether they are of one class: of the ICS in its first two levels, or of the CCS; where nobody says it, they may
    be."""
    fields = [{each[:6] for each in (row.ics or "").split(";") if each}
              | {each[:3] for each in (row.ccs or "").split(";") if each} for row in rows]
    known = [each for each in fields if each]
    return len(known) < 2 or bool(set.intersection(*known))


def _newest(rows: list[Row]) -> date | None:
    return max((row.published_on for row in rows if row.published_on), default=None)


def _circles() -> list[tuple[str, ...]]:
    after: dict[str, set[str]] = defaultdict(set)
    # A draft is a stage of what it becomes, and catalogues tell both ways that one follows the other.
    drafts = set(public(STANDARD).filter(status__in=("draft", "cancelled")).values_list("code", flat=True))
    for one, other in public(RELATION).filter(type="replaces", target_standard__isnull=False).values_list(
            "standard", "target_standard"):
        if one not in drafts and other not in drafts:
            after[one].add(other)
    found: set[tuple[str, ...]] = set()
    state: dict[str, int] = {}
    for start in list(after):
        if state.get(start):
            continue
        path: list[str] = [start]
        waiting = [iter(sorted(after[start]))]
        state[start] = 1
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                state[path.pop()] = 2
                waiting.pop()
            elif state.get(following) == 1:
                circle = path[path.index(following):]
                turned = circle.index(min(circle))
                found.add(tuple(circle[turned:] + circle[:turned]))
            elif not state.get(following) and following in after:
                state[following] = 1
                path.append(following)
                waiting.append(iter(sorted(after[following])))
            else:
                state[following] = 2
    return sorted(found)


def _low(rows: Any, rules: HealthRules, on: date) -> Iterator[Line]:
    for code, stage, published, effective, confirmed in _whole(rows, "code", "stage", "published_on", "effective_on",
                                                               "confirmed_on"):
        last = max((day for day in (confirmed, effective or published) if day), default=None)
        if last is None or stage in rules.confirmed or (due := _years_after(last, rules.review_years)) > on:
            continue
        yield Line((code,), "review", due, _not_since(last))
    state = dict(public(STANDARD).filter(status__in=("replaced", "withdrawn", "draft")).values_list(
        "code", "status").iterator(chunk_size=20_000))
    related = public(RELATION).filter(type__in=("adopts", "cites"), target_standard__isnull=False).order_by("pk")
    told = [each for each in related.values_list("standard", "target_standard", "type", "target").iterator(
        chunk_size=20_000) if each[1] in state]
    live = _among(rows, {each[0] for each in told})
    for standard, target_standard, sort, target in told:
        if standard in live and state[target_standard] == "draft":
            yield Line((standard, target_standard), "draft", None, Text(
                f"{target} is a draft, and not in force", f"{target}为草案，尚未实施"), 2)
        elif standard in live:
            yield Line((standard, target_standard), "base" if sort == "adopts" else "reference", None, Text(
                f"{target} no longer holds", f"{target}已失效"), 2)


@lru_cache(maxsize=50_000)
def _not_since(last: date) -> Text:
    return Text(f"no review is known since {written_day(last, 'en')}", f"{written_day(last, 'zh')}以来未见复审")


@lru_cache(maxsize=50_000)
def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _soft(rows: Any, rules: HealthRules, on: date) -> Iterator[Line]:
    used = set(store.current(kinds.get("certificate")).exclude(standard=None).values_list("standard", flat=True))
    used |= using.declared(on)
    used |= set(store.current(kinds.get("test")).exclude(method=None).values_list("method", flat=True))
    used |= set(public(RELATION).filter(type__in=("cites", "adopts"), target_standard__isnull=False).values_list(
        "target_standard", flat=True))
    about = Text("no certificate, test or standard that is held refers to it, and nobody declares its use",
                 "库中没有证书、检验或标准引用它，也没有单位声明使用")
    for code, designation, document, published, effective in _whole(rows, "code", "designation", "document",
                                                                    "published_on", "effective_on"):
        if code not in used and designation not in used and document not in used:
            yield Line((code,), "unused", effective or published, about)


LISTS: dict[str, Callable[[Any, HealthRules, date], Iterator[Line]]] = {
    "chaotic": _chaotic, "low": _low, "soft": _soft}
