"""Whether a product, or one lot of it, carries a warning on a day, and why.

A recall warns of the lots that it names, and of no other lot; one that names none warns of all. It warns from the day
on which it is published until the day before that on which it is closed. One that was withdrawn warns of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.methods.shared import identifiers
from plumbline.methods.shared.succession import JOINED
from plumbline.records.core import kinds, store

KIND = "recall"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What of a recall settles whom it warns: its ``lots`` by their codes (none: all of the product)."""

    number: str
    title: str
    title_en: str
    product: str
    lots: frozenset[str]
    published_on: date
    closed_on: date | None
    advice: str = ""
    remedy: str = ""

    def warns_on(self, day: date) -> bool:
        """Whether it warns of anything on ``day``."""
        return self.published_on <= day and (self.closed_on is None or day < self.closed_on)

    def warns_of(self, product: str, lot: str) -> bool:
        """Whether it is about the ``lot`` of ``product``; without a lot, about any of it."""
        return self.product == product and (not lot or not self.lots or lot in self.lots)

    @property
    def key(self) -> tuple[str]:
        """The key of its record."""
        return (self.number,)

    @property
    def numbers(self) -> list[str]:
        """The lot numbers as they are printed; none: all lots."""
        return sorted(each.partition("/")[2] or each for each in self.lots)

    def as_dict(self) -> dict[str, Any]:
        """As a document."""
        return {"recall": self.number, "title": self.title, "title_en": self.title_en or None,
                "lots": sorted(self.lots), "all_lots": not self.lots, "since": self.published_on.isoformat(),
                "advice": self.advice or None, "remedy": self.remedy or None}


def product_code(written: str) -> str:
    """A product's code as records have it: of a bar code, all 14 digits."""
    return identifiers.normal("product", written.strip())


def lot_code(product: str, lot: str) -> str:
    """The code of a lot of ``product`` as the register has it, however ``lot`` writes the product's; it may be the lot
    number alone."""
    before, slash, number = lot.strip().partition("/")
    if not slash:
        return f"{product}/{before}" if before else ""
    return f"{product}/{number}" if product_code(before) == product else lot.strip()


def warnings_among(recalls: Iterable[Recalled], product: str, lot: str, day: date) -> list[Recalled]:
    """Those of ``recalls`` that warn of the product on ``day``, or of the ``lot`` of it, the newest first."""
    code = lot_code(product, lot)
    found = [each for each in recalls if each.warns_on(day) and each.warns_of(product, code)]
    return sorted(found, key=lambda each: (each.published_on, each.number), reverse=True)


def warnings(product: str, lot: str = "", *, on: date) -> list[Recalled]:
    """The recalls that warn of a product on a day, as the records have them now. ``product`` is its code however it is
    written; without a ``lot``, those of any lot: a shopper who does not know the lot is told of each."""
    code = product_code(product)
    return warnings_among(_about([code]), code, lot, on)


def document(product: str, lot: str, on: date) -> dict[str, Any]:
    """The same as the document of ``plumb recall warning --json``."""
    code = product_code(product)
    found = warnings(code, lot, on=on)
    return {"product": code, "lot": lot_code(code, lot) or None, "on": on.isoformat(), "warning": bool(found),
            "recalls": [each.as_dict() for each in found]}


def _about(products: Sequence[str]) -> list[Recalled]:
    rows = store.current(kinds.get(KIND)).filter(product__in=products)
    return [Recalled(row.number, row.title, row.title_en or "", row.product,
                     frozenset(lot_code(row.product, each) for each in (row.lots or "").split(JOINED) if each),
                     row.published_on, row.closed_on, row.advice or "", row.remedy or "") for row in rows]
