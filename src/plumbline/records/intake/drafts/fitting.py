"""How well what stands in a column fits what a field takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from plumbline.records.core.fields import Spec
from plumbline.records.intake.drafts.profile import Profile
from plumbline.records.intake.reading import spelling
from plumbline.records.intake.staging import checks
from plumbline.rulebook.core.vocabularies import vocabulary


def spellings(spec: Spec) -> dict[str, str]:
    """How the words of a field's list are written, each with its code."""
    terms = vocabulary(spec.vocabulary).values()
    return {spelling.code(word): term.code for term in terms for word in term.spellings()}


def fits(spec: Spec, column: Profile, places: Mapping[str, str]) -> float:
    """Which part of a column's distinct values the field may take, from 0 to 1; 1 for a column without any.
    ``places`` are codes and names of regions, each with its code."""
    if not column.values or column.days:
        return float(not column.values or spec.type in ("date", "text"))
    if spec.vocabulary:
        return column.share(spellings(spec))
    if spec.refers == "region":
        return column.share(places)
    if spec.type == "date":
        return float(bool(column.patterns()))
    if spec.type in ("integer", "decimal"):
        sample = list(islice(column.values, 200))
        pattern = r"-?[0-9]+" + ("" if spec.type == "integer" else r"(\.[0-9]*)?")
        return sum(bool(re.fullmatch(pattern, spelling.number(value))) for value in sample) / len(sample)
    if spec.type == "flag":
        return column.share(dict.fromkeys((*checks.YES, *checks.NO), ""))
    return 1.0


def weighed(spec: Spec, sure: float, column: Profile, places: Mapping[str, str]) -> float:
    """How sure a guess is, as far as what stands in the column bears it out. The name of a field stands against its
    content."""
    share = fits(spec, column, places)
    if sure >= 0.99 or spec.vocabulary or spec.refers == "region":
        return sure * (0.8 + 0.2 * share)
    return sure * share
