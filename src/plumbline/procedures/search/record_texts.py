"""What of a record can be found, and by whom: by declaration, the same for every kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import KINDS, Kind
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


def shape() -> list[Any]:
    """What tells whether an index was made of the kinds as they are declared now."""
    return [[kind.name, kind.column, kind.public, kind.key, kind.region, kind.parties, kind.shared, kind.facets,
             [[spec.name, spec.type, spec.exposure.value, spec.vocabulary, spec.several] for spec in kind.kept]]
            for kind in KINDS.values()]


