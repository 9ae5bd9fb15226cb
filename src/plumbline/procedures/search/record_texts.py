"""What of a record can be found, and by whom: by declaration, the same for every kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.visibility import ORGANISATION
from plumbline.records.search.index import Document
from plumbline.rulebook.core import vocabularies

UNIT = "\x1f"
FEWEST_DIGITS = 3
"""A number is found by all its digits where it has so many; a count of 2 tells nothing."""
MOST_DECIMALS = 4
"""A number with more decimals is a coordinate: nobody looks for one."""
REGION = "region"


def text_of(spec: Spec, value: Any) -> str:
    """What ``value`` of a field is found by; empty: by nothing."""
    if value is None or value == "" or spec.type == "flag":
        return ""
    if spec.type == "choice":
        return _term(spec.vocabulary, value)
    if spec.type == "date":
        return value.isoformat() if isinstance(value, date) else str(value)
    if spec.type in ("integer", "decimal"):
        said = format(value, "f") if isinstance(value, Decimal) else str(value)
        return said if sum(map(str.isdigit, said)) >= FEWEST_DIGITS else ""
    return str(value).replace(";", " ") if spec.several else str(value)


@lru_cache(maxsize=4_000)
def _term(vocabulary: str, code: str) -> str:
    title = vocabularies.title(vocabulary, code)
    return " ".join(dict.fromkeys((code, title.en, title.zh)))


def sought(kind: Kind, spec: Spec) -> bool:
    """Whether a field is found by what it says: the place of a record is found as a place."""
    is_place = spec.refers == REGION and spec.name == kind.region
    return not is_place and spec.type != "flag" and spec.places <= MOST_DECIMALS


def texts(kind: Kind, values: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """What a record with ``values`` is found by, of the fields ``names`` alone."""
    wanted = set(names)
    found = {spec.name: text_of(spec, values.get(spec.name)) for spec in kind.kept
             if spec.name in wanted and sought(kind, spec)}
    return {name: text for name, text in found.items() if text}


def thing(kind: Kind, key: Sequence[Any]) -> str:
    """The name of a record among all things that can be found."""
    return UNIT.join((kind.name, *map(str, key)))


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a kind become documents: by the place of each value in a row of :attr:`columns`."""

    kind: Kind
    columns: tuple[str, ...]
    key: tuple[int, ...]
    region: int | None
    parties: tuple[tuple[int, bool], ...]
    sought: tuple[tuple[int, Spec], ...]

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
            if said := text_of(spec, row[at]):
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
            and kind.by_name[kind.region].exposure is PUBLIC)


MARKS = ("pk", "entry_id", "superseded_id", "withdrawn")


@cache
def reading(name: str) -> Reading:
    """How rows of the kind ``name`` are read."""
    kind = KINDS[name]
    columns = (*MARKS, *(spec.name for spec in kind.kept))
    at = {column: index for index, column in enumerate(columns)}
    return Reading(
        kind, columns, tuple(at[each] for each in kind.key), at[kind.region] if kind.region else None,
        tuple((at[each], kind.by_name[each].several) for each in kind.parties),
        tuple((at[spec.name], spec) for spec in kind.kept if sought(kind, spec)))


def shape() -> list[Any]:
    """What tells whether an index was made of the kinds as they are declared now."""
    return [[kind.name, kind.column, kind.public, kind.key, kind.region, kind.parties, kind.shared,
             [[spec.name, spec.type, spec.exposure.value, spec.vocabulary, spec.several] for spec in kind.kept]]
            for kind in KINDS.values()]


