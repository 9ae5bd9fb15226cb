"""How the rows of each kind become documents of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from plumbline.procedures.search.record_texts import sought, text_of, thing
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.visibility import ORGANISATION
from plumbline.records.search.index import COUNTED, Document


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a kind become documents: by the place of each value in a row of :attr:`columns`."""

    kind: Kind
    columns: tuple[str, ...]
    key: tuple[int, ...]
    region: int | None
    parties: tuple[tuple[int, bool], ...]
    sought: tuple[tuple[int, Spec], ...]
    facets: tuple[tuple[int, str], ...] = ()
    several: tuple[tuple[int, str], ...] = ()

    def thing(self, row: Sequence[Any]) -> str:
        """The name of the record in ``row``."""
        return thing(self.kind, [row[at] for at in self.key])

    def document(self, row: Sequence[Any]) -> Document:
        """The document of the record in ``row``, whose first value is its id."""
        kind = self.kind
        public: list[str] = []
        rest: list[str] = []
        told: list[str] = []
        for at, spec in self.sought:
            value = row[at]
            if value is not None and (said := text_of(spec, value)):
                (public if spec.exposure is PUBLIC else rest).append(said)
                if spec.exposure is not PUBLIC and spec.name in kind.shared:
                    told.append(said)
        open_, hidden = (tuple(public), ()) if kind.public else ((), tuple(public))
        region = "" if self.region is None else str(row[self.region] or "")
        return Document(
            thing=self.thing(row), group=kind.name, serial=row[0], column=kind.column,
            places=(region,) if region else (), open=open_, party=(*hidden, *told), inside=(*hidden, *rest),
            who=tuple(f"{ORGANISATION}:{each}" for at, several in self.parties
                      for each in (str(row[at] or "").split(";") if several else [row[at]]) if each),
            open_place=kind.public and self.region is not None
            and kind.by_name[kind.region].exposure is PUBLIC,
            facets=tuple([f"{name}={row[at]}" if row[at] not in (None, "") else "" for at, name in self.facets]),
            several=tuple([f"{name}={each}" for at, name in self.several for each in str(row[at] or "").split(";")
                           if each]))


MARKS = ("pk", "entry_id", "superseded_id", "withdrawn")


@cache
def reading(name: str) -> Reading:
    """How rows of the kind ``name`` are read."""
    kind = KINDS[name]
    columns = (*MARKS, *(spec.name for spec in kind.kept))
    at = {column: index for index, column in enumerate(columns)}
    facets = [kind.by_name[each] for each in kind.facets if kind.public and kind.by_name[each].exposure is PUBLIC]
    single = [each for each in facets if not each.several]
    assert len(single) <= len(COUNTED), f"{name} has more facets than are counted"
    return Reading(
        kind, columns, tuple(at[each] for each in kind.key), at[kind.region] if kind.region else None,
        tuple((at[each], kind.by_name[each].several) for each in kind.parties),
        tuple((at[spec.name], spec) for spec in kind.kept if sought(kind, spec)),
        tuple((at[each.name], each.name) for each in single),
        tuple((at[each.name], each.name) for each in facets if each.several))
