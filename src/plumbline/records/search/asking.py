"""Asking the index in somebody's name. Queries are built of Tantivy's own classes, never read from what was typed.

Each level of text is looked at only together with the mark that opens it to the reader: ``open`` for everybody,
``party`` beside one of the reader's own parties, ``inside`` beside a region in which the reader holds a role. So a word
in a field that is closed to somebody never makes a thing match for them, and nothing of it shows in counts, pages or
the time an answer takes. What is found are candidates all the same: the store has the last word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy

from plumbline.records.search.index import (
    BEGINS,
    COLUMN,
    COUNTED,
    FACET,
    GROUP,
    INSIDE,
    OPEN,
    OPEN_PLACE,
    PARTY,
    PLACE,
    SERIAL,
    THING,
    WHO,
    schema,
    told,
)
from plumbline.records.search.words import Part, Question, begun, shortened

Query, MUST, SHOULD = tantivy.Query, tantivy.Occur.Must, tantivy.Occur.Should
LITTLE = 0.2
"""What the beginning of a word counts beside the word."""


@dataclass(frozen=True, slots=True)
class Access:
    """As whom is asked. ``who`` are the reader's own parties. ``inside`` are the regions in which a role is held, each
    set with the columns it is held for (None: all regions, or all columns)."""

    who: tuple[str, ...] = ()
    inside: tuple[tuple[frozenset[str] | None, frozenset[str] | None], ...] = ()


PUBLIC = Access()
Ways = Sequence[Any]
"""Queries of which each finds something that the reader may know of."""
Places = Mapping[Part, frozenset[str]]
"""The regions that a word of a question is the name of, with all below them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, as whom; ``near``: things that hold most of it will do."""

    question: Question
    access: Access = PUBLIC
    places: Places = field(default_factory=dict)
    near: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """What is to be marked in the texts of what is found."""
        return tuple(word for word, _ in self.question.atoms) if self.near else self.question.marks


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be shown, once the store says so."""

    thing: str
    serial: int


def groups(searcher: Any, folder: Path) -> frozenset[str]:
    """The groups of which there is anything at all."""
    return frozenset(name for name, _ in told(lambda: searcher.terms_with_prefix(GROUP, ""), folder))


def best(searcher: Any, ways: Ways, group: str, most: int, folder: Path, skip: int = 0) -> list[Candidate]:
    """The things of a ``group`` that fit best, the best first; without the first ``skip``."""
    def ask(way: Any) -> Any:
        return told(lambda: searcher.search(_within(way, group), skip + most, count=False), folder).hits

    return _found(searcher, [ask(way) for way in ways], folder)[skip:skip + most]


def newest(searcher: Any, ways: Ways, group: str, most: int, folder: Path, before: int | None = None,
           ) -> list[Candidate]:
    """The things of a ``group`` that fit, the newest first; of those with a serial below ``before``. However many lie
    before them, they are found as quickly."""
    if before is not None and before <= 0:
        return []
    older = None if before is None else _plain(Query.range_query(
        schema(), SERIAL, tantivy.FieldType.Unsigned, 0, before, include_upper=False))

    def ask(way: Any) -> Any:
        query = _within(way, group) if older is None else _both(_within(way, group), older)
        return told(lambda: searcher.search(query, most, count=False, order_by_field=SERIAL), folder).hits

    return _found(searcher, [ask(way) for way in ways], folder)[:most]


def narrowed(way: Any, group: str, facets: Mapping[str, Sequence[str]], without: Sequence[str] = ()) -> Any:
    """What ``way`` finds of a ``group`` that has, of each facet named, one of the values given, and none of those
    ``without``, each written ``name=value``."""
    clauses = [(MUST, _within(way, group))]
    clauses += [(MUST, _any_of(FACET, [f"{name}={each}" for each in values])) for name, values in facets.items()]
    clauses += [(tantivy.Occur.MustNot, _any_of(FACET, without))] if without else []
    return Query.boolean_query(clauses)


def having(group: str, facets: Mapping[str, Sequence[str]], without: Sequence[str] = ()) -> Any:
    """What of a ``group`` has, of each facet named, one of the values given, and none of those ``without``, whatever
    else it says."""
    return narrowed(Query.all_query(), group, facets, without)


def counted(searcher: Any, query: Any, folder: Path, most: int = 100) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """How many things a query finds, and of each facet how many have which value: ``most`` values, the most frequent
    first."""
    # Every thing has one serial: so one going through of the hits tells both.
    asked = {"all": {"value_count": {"field": SERIAL}}} | {
        name: {"terms": {"field": name, "size": most}} for name in COUNTED}
    found = told(lambda: searcher.aggregate(query, asked), folder)
    facets: dict[str, list[tuple[str, int]]] = {}
    for each in COUNTED:
        for bucket in found[each]["buckets"]:
            name, _, value = str(bucket["key"]).partition("=")
            facets.setdefault(name, []).append((value, int(bucket["doc_count"])))
    return int(found["all"]["value"]), facets


def first(searcher: Any, query: Any, most: int, folder: Path) -> list[Candidate]:
    """The things that fit a query best, the best first."""
    return _found(searcher, [told(lambda: searcher.search(query, most, count=False), folder).hits], folder)


def _found(searcher: Any, answers: Sequence[Any], folder: Path) -> list[Candidate]:
    """What was found by each way, once and in one order."""
    hits = [hit for answer in answers for hit in answer]
    if len(answers) > 1:
        hits.sort(key=lambda hit: -hit[0])
    addresses = [address for _, address in hits]
    serials = told(lambda: searcher.fast_field_values(SERIAL, addresses), folder) if addresses else []
    things = told(lambda: [searcher.doc(address).get_first(THING) for address in addresses], folder)
    return list(dict.fromkeys(Candidate(str(thing), int(serial or 0))
                              for thing, serial in zip(things, serials, strict=True)))


def _within(query: Any, group: str) -> Any:
    return Query.boolean_query([(MUST, query), (MUST, _plain(_term(GROUP, group)))])


def fitting(wanted: Wanted) -> Ways:
    """The queries that find what is wanted, of any group: one for what is open to everybody, one for each way in which
    more is open to the reader. They are asked one by one: the others find few, and together with them each hit of the
    first would be weighed twice."""
    access = wanted.access
    ways = [_all(wanted, (OPEN,), OPEN_PLACE)]
    if access.who:
        ways.append(_both(_all(wanted, (OPEN, PARTY), PLACE), _any_of(WHO, access.who)))
    for regions, columns in access.inside:
        way = _all(wanted, (OPEN, INSIDE), PLACE)
        if regions is not None:
            way = _both(way, _any_of(PLACE, regions))
        ways.append(way if columns is None else _both(way, _any_of(COLUMN, columns)))
    return tuple(ways)


def _both(query: Any, besides: Any) -> Any:
    return Query.boolean_query([(MUST, query), (MUST, besides)])


def _all(wanted: Wanted, levels: Sequence[str], place: str) -> Any:
    if wanted.near:
        atoms = wanted.question.atoms
        return Query.boolean_query([(SHOULD, _one([
            each for level in levels for each in _atom(level, word, han)])) for word, han in atoms],
            minimum_number_should_match=wanted.question.enough)
    clauses = []
    for part in wanted.question.parts:
        ways = [each for level in levels for each in _part(level, levels, part)]
        if wanted.places.get(part):
            ways.append(_plain(_any_of(place, wanted.places[part])))
        clauses.append((MUST, _one(ways)))
    if len(levels) > 1:
        clauses.append((MUST, _beyond(wanted, levels[1:], place)))
    return Query.boolean_query(clauses)


def _beyond(wanted: Wanted, levels: Sequence[str], place: str) -> Any:
    """That at least one word stands in what is not open to everybody: what does without is found by the first way, and
    that is nearly everything. A million hits of a common word are then not gone through again."""
    ways = [_term(level, word) for level in levels for word, _ in wanted.question.atoms]
    for part in wanted.question.parts:
        ways += [_term(level + BEGINS, begun(word)) for level in levels for word in part.words[-1:]
                 if not part.phrase and (not part.han or len(part.written) == 1)]
        ways += [_term(level + BEGINS, part.joined) for level in levels if part.joined]
        if wanted.places.get(part):
            ways.append(_any_of(place, wanted.places[part]))
    return _plain(_one(ways))


def _part(level: str, levels: Sequence[str], part: Part) -> list[Any]:
    """The ways in which the texts of ``level`` hold one word of a question. Several words of one part may stand in
    different levels, so each is looked for in all of them; a phrase stands in one."""
    if part.phrase and len(part.words) > 1:
        return [Query.phrase_query(schema(), level, list(part.words))]
    if part.han and len(part.written) == 1:
        return [_little(_term(level + BEGINS, part.words[0]))]
    if level != levels[0]:
        return [_little(_term(level + BEGINS, part.joined))] if part.joined else []
    *whole, last = part.words
    clauses = [_one([_term(each, word) for each in levels]) for word in whole]
    clauses.append(_one([way for each in levels for way in _last(each, last, part)]))
    every = clauses[0] if len(clauses) == 1 else Query.boolean_query([(MUST, each) for each in clauses])
    return [every, _little(_term(level + BEGINS, part.joined))] if part.joined else [every]


def _last(level: str, word: str, part: Part) -> list[Any]:
    if part.han or part.phrase:
        return [_term(level, word)]
    return [_term(level, word), _little(_term(level + BEGINS, begun(word)))]


def _atom(level: str, word: str, han: bool) -> list[Any]:
    if han and len(word) == 1:
        return [_term(level + BEGINS, word)]
    short = shortened(word, han)
    return [_term(level, word), *([] if han else [_little(_term(level + BEGINS, short))])]


def _term(name: str, value: str) -> Any:
    option = "position" if name in (OPEN, PARTY, INSIDE) else "basic"
    return Query.term_query(schema(), name, value, "freq" if option == "position" else option)


def _any_of(name: str, values: Iterable[str]) -> Any:
    named = sorted(values)
    return _plain(_term(name, named[0]) if len(named) == 1 else Query.term_set_query(schema(), name, named))


def _one(ways: Sequence[Any]) -> Any:
    return ways[0] if len(ways) == 1 else Query.boolean_query([(SHOULD, each) for each in ways])


def _plain(query: Any) -> Any:
    return Query.const_score_query(query, 0.0)


def _little(query: Any) -> Any:
    return Query.const_score_query(query, LITTLE)
