"""Editions and relations of many documents at once, each as the facts from which its state on a day follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from plumbline.methods.standards import lifecycle
from plumbline.methods.standards.lifecycle import Edition, State
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import PUBLIC
from plumbline.records.core.journal import Entry

STANDARD, RELATION = "standard", "relation"
BATCH = 400
"""So many keys are asked for at once: SQLite takes a thousand."""


def public(name: str) -> Any:
    """The rows of a kind that anybody may read, with what of them anybody may read."""
    kind = kinds.get(name)
    assert kind.public
    return store.current(kind).only("id", "entry", *kind.names(PUBLIC))


def asked_for(name: str, field_name: str, values: Iterable[str]) -> Iterator[Any]:
    """The rows of a kind of which a field has one of ``values``, batch by batch."""
    wanted = sorted(set(values) - {""})
    for at in range(0, len(wanted), BATCH):
        yield from public(name).filter(**{f"{field_name}__in": wanted[at:at + BATCH]})


@dataclass(slots=True)
class Editions:
    """Rows by document, with the relations between them."""

    rows: dict[str, Any] = field(default_factory=dict)
    by_document: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    relations: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    told: dict[int, date | None] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Any]) -> Editions:
        """Those of ``rows``, with what replaces them, whether or not it is among them."""
        found = cls()
        for row in rows:
            if row.code not in found.rows:
                found.rows[row.code] = row
                found.by_document[row.document or row.code].append(row)
        codes = list(found.rows)
        for each in asked_for(RELATION, "standard", codes):
            found.relations[each.standard].append(each)
        for each in asked_for(RELATION, "target_standard", codes):
            if each.target_standard != each.standard:
                found.relations[each.target_standard].append(each)
        entries = {row.entry_id for row in found.rows.values()}
        sealed = dict(Entry.objects.filter(pk__in=entries).values_list("pk", "sealed_at")) if entries else {}
        found.told = {pk: timezone.localtime(at).date() if at else None for pk, at in sealed.items()}
        return found

    def edition(self, row: Any, near: Sequence[Any] = ()) -> Edition:
        """The facts of one row. ``near`` are other editions of its document, where they stand under another name."""
        others = near or self.by_document[row.document or row.code]
        days = {each.code: each.effective_on or each.published_on for each in others}
        by = {each.standard for each in self.relations[row.code]
              if each.target_standard == row.code and each.type == "replaces"}
        by |= {each.target_standard for each in self.relations[row.code]
               if each.standard == row.code and each.type == "replaced-by" and each.target_standard}
        for code in by - set(days):
            known = self.rows.get(code) or public(STANDARD).filter(code=code).first()
            days[code] = (known.effective_on or known.published_on) if known is not None else None
        after = [days[code] for code in by if days.get(code)]
        if not after and not row.supplement and row.published_on:
            after = [each.effective_on or each.published_on for each in others if not each.supplement
                     and each.published_on and each.published_on > row.published_on
                     and each.status not in ("draft", "cancelled")]
        return Edition(row.code, row.status or "", row.published_on, row.effective_on, row.withdrawn_on,
                       tuple(sorted(day for day in after if day)), self.told.get(row.entry_id))

    def state(self, row: Any, on: date) -> State:
        """The state of a row on a day."""
        return lifecycle.state(self.edition(row), on)

    def live(self, names: Iterable[str], on: date) -> Any:
        """The edition in force on a day of the document that has one of ``names``; None where none is."""
        rows = [row for name in names for row in self.by_document.get(name, ()) if not row.supplement]
        found = lifecycle.newest_live([self.edition(row, rows) for row in rows], on)
        return self.rows[found.code] if found is not None else None
