"""Candidates among records, looked at in the store as they are now: what is not there any more, or not for this reader,
does not count; and the words must stand in what the reader may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from plumbline.procedures.search.hits import Hit, Place
from plumbline.procedures.search.record_texts import REGION, sought, text_of, texts
from plumbline.procedures.search.record_titles import name_field, title_of
from plumbline.records.core import store
from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import about_record, parties_of, visible
from plumbline.records.search.asking import Candidate, Wanted
from plumbline.records.search.marking import places
from plumbline.records.search.words import words
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

MOST_PLACES = 3


class Reader:
    """One reader's eyes on records, asked once for each kind and region of an answer."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._known: dict[tuple[str, str | None], frozenset[str]] = {}
        self._has_parts = bool(parties_of(user)) if user is not None else False
        self._hidden: list[int] | None = None

    def names(self, kind: Kind, row: Any) -> frozenset[str]:
        """The fields of ``row`` that may be read."""
        region = getattr(row, kind.region) if kind.region else None
        if kind.parties and self._has_parts:
            return visible(self.user, kind, region, about=about_record(kind, row))
        if (kind.name, region) not in self._known:
            self._known[kind.name, region] = visible(self.user, kind, region)
        return self._known[kind.name, region]

    def current(self, kind: Kind) -> Any:
        """All rows that count now."""
        if self._hidden is None:
            self._hidden = store.hidden_entries()
        return store.current(kind, self._hidden)

    def rows(self, kind: Kind, ids: Sequence[int]) -> dict[int, Any]:
        """Those of the rows that count now."""
        return {row.pk: row for row in self.current(kind).filter(pk__in=ids)}


def judged(reader: Reader, kind: Kind, candidates: Sequence[Candidate], wanted: Wanted,
           rows: Mapping[int, Any] | None = None) -> Iterator[Hit]:
    """The hits among ``candidates``, in their order. ``rows`` are those of them that count now, where they were read
    already."""
    if rows is None:
        rows = reader.rows(kind, [each.serial for each in candidates]) if candidates else {}
    for candidate in candidates:
        row = rows.get(candidate.serial)
        if row is not None and (names := reader.names(kind, row)):
            values = {spec.name: getattr(row, spec.name) for spec in kind.kept if spec.name in names}
            if fits(wanted, texts(kind, values, names), [values.get(kind.region) or ""] if kind.region else []):
                yield hit(kind, values, candidate.serial, wanted)


def fits(wanted: Wanted, said: dict[str, str], regions: Sequence[str]) -> bool:
    """Whether what may be read, and the places that may be known, hold what is wanted."""
    held = words(said.values())
    if wanted.near:
        return wanted.question.near(held)
    return all(part.in_(held) or any(each in wanted.places.get(part, ()) for each in regions)
               for part in wanted.question.parts)


def hit(kind: Kind, values: dict[str, Any], serial: int, wanted: Wanted, found: tuple[Place, ...] = ()) -> Hit:
    """A record as a hit; ``values`` are those that may be read."""
    key = tuple(str(values.get(name, "")) for name in kind.key)
    title = title_of(kind, values) or Text(" ".join(key), " ".join(key))
    target = ("record", kind.name, *key)
    return Hit(target=target, title=title, key=" ".join(key),
               region=values.get(kind.region) or "" if kind.region and kind.name != REGION else "",
               day=values.get(kind.date) if kind.date else None,
               found=found or tuple(islice(_found(kind, values, wanted), MOST_PLACES)), serial=serial)


def _found(kind: Kind, values: dict[str, Any], wanted: Wanted) -> Iterator[Place]:
    marks = wanted.marks
    title = name_field(kind)
    for spec in kind.kept:
        value = values.get(spec.name)
        if spec.name in (title, kind.date, *kind.key) or not sought(kind, spec) or not text_of(spec, value):
            continue
        said = _said(spec, value)
        if any(places(each, marks) for each in {said.en, said.zh}):
            yield Place(spec.title, said)


def _said(spec: Spec, value: Any) -> Text:
    if spec.type == "choice":
        return vocabularies.title(spec.vocabulary, value)
    said = text_of(spec, value)
    return Text(said, said)
