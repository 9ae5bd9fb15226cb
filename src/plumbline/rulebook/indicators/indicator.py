"""What one definition of a figure says, once it has been checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plumbline.rulebook.indicators.expressions import Checked
from plumbline.rulebook.indicators.formulas import Formula
from plumbline.rulebook.indicators.shapes import Path
from plumbline.text import Citation, Text

PUBLIC, INTERNAL = "public", "internal"
YEAR_BEFORE = "year before"


@dataclass(frozen=True, slots=True)
class Weights:
    """Where the weight of each stratum comes from: ``count`` over the records of ``of``, grouped by their field ``by``
    and limited to those for which ``when`` holds. ``population``: whether it is the number of units in the stratum."""

    of: str
    by: Path
    count: Formula
    when: Checked | None
    population: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """One definition.

    Records of kind ``of`` for which ``when`` holds are counted; with ``per`` they are first grouped by that unit, each
    group gets the numbers in ``let``, and groups are counted instead. The value is ``numerator`` / ``denominator``
    times ``scale``, rounded half up to ``places`` decimal places; without a denominator it is the numerator. With
    ``against`` (``year before``) it is a growth, and ``denominator`` is the numerator again: what it is now less what
    it was a year before, of what it was. ``strata`` divides records into layers; with ``weights`` the value is the
    weighted mean of the layers. ``units`` tells how many units each has in all, where something else weighs them.
    ``interval`` is ``wilson``, ``stratified`` or empty, at confidence ``level``.
    With ``estimate`` (``mean`` or ``total``) it is estimated from a sample: ``numerator`` adds up what was measured,
    ``denominator`` counts the units and ``squares`` adds up the squares. ``fields_used`` are ``kind.field`` names; a
    figure is ``internal`` when any of them is. ``definition_sha256`` is SHA-256 of the definition's canonical JSON.
    """

    id: str
    title: Text
    meaning: Text
    unit: str
    better: str
    cites: Citation
    of: str
    when: Checked | None
    per: Path
    let: Mapping[str, Formula]
    numerator: Formula
    denominator: Formula | None
    against: str
    numerator_words: Text
    denominator_words: Text
    exclusions: Text
    strata: Path
    weights: Weights | None
    interval: str
    level: str
    places: int
    scale: int
    fields_used: frozenset[str]
    exposure: str
    definition_sha256: str
    definition: Mapping[str, Any]
    estimate: str = ""
    squares: Formula | None = None
    units: Weights | None = None
    composed: Composition | None = None

    def __hash__(self) -> int:
        return hash(self.definition_sha256)

    @property
    def internal(self) -> bool:
        """Whether figures of it are for officers only."""
        return self.exposure == INTERNAL


@dataclass(frozen=True, slots=True)
class Composition:
    """What an indicator is made of. ``parts`` are other indicators; of the rest each form has its own: see
    docs/rulebook.md."""

    form: str
    parts: tuple[Indicator, ...]
    share_of: str = ""
    ties: str = ""
    higher: bool = True
    within: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    scope: str = ""
    grade: str = ""
    level: str = ""
    units: str = ""
    years: int = 0
    titles: Mapping[str, Text] = field(default_factory=dict)

    def holds(self, value: Any) -> bool:
        """Whether a value reaches what a streak or a coverage asks for."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)
