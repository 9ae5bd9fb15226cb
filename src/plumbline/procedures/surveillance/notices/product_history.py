"""Everything that is known of one product, in order of time: for everybody what is public, for officers what their
regions know besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from plumbline.procedures.records import viewing
from plumbline.records.core import kinds, store
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import reach

OF_PRODUCT = ("recall", "corrective_measure", "sampling", "complaint", "risk_assessment")
"""The kinds whose records name the product in a field of that name; those that are not public are for officers."""
MOST = 200
"""Records of one kind that are shown: the newest."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One record about the product: its ``kind``, its ``row``, the day, and what of it may be ``shown``. Of a sample
    ``tests`` are its tests, each with what may be shown."""

    kind: Kind
    row: Any
    day: date | None
    shown: dict[str, Any]
    tests: tuple[dict[str, Any], ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """The natural key of the record."""
        return tuple(str(getattr(self.row, name)) for name in self.kind.key)


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one product. ``recalls`` are those that are not closed; ``cut`` the kinds of which there are
    more records than are shown."""

    product: Any
    shown: dict[str, Any]
    maker: str
    recalls: tuple[Happened, ...]
    events: tuple[Happened, ...]
    lots: tuple[Any, ...]
    cut: tuple[Kind, ...]


def history(user: Any, code: str) -> History | None:
    """The history of the product ``code`` as ``user`` (None: the public) may read it, newest first; None where there is
    no such product. As many questions to the store whatever there is."""
    product = kinds.get("product")
    row = store.current(product).filter(code=code).first()
    shown = _shown(product, row, user) if row is not None else {}
    if row is None or not shown:
        return None
    found: list[Happened] = []
    cut: list[Kind] = []
    for name in OF_PRODUCT:
        kind = kinds.get(name)
        if kind.public or reach(user, kind.column).tops:
            _add(found, cut, kind, _of_product(kind, code), user)
    _add(found, cut, kinds.get("alert"), _notices(code), user)
    found = _with_tests(found, user)
    found.sort(key=lambda each: (each.day is None, each.day or date.min), reverse=True)
    lots = tuple(store.current(kinds.get("lot")).filter(product=code).order_by("-made_on", "-pk")[:MOST])
    maker = store.current(kinds.get("organisation")).filter(code=row.maker).values_list("name", flat=True).first()
    recalls = tuple(each for each in found if each.kind.name == "recall" and each.shown.get("closed_on") is None)
    return History(row, shown, maker or "", recalls, tuple(found), lots, tuple(cut))


def _of_product(kind: Kind, code: str) -> list[Any]:
    return list(store.current(kind).filter(product=code).order_by(f"-{kind.date}", "-pk")[:MOST + 1])


def _notices(code: str) -> list[Any]:
    """The notices of which a person said that they are about the product."""
    same = store.current(kinds.get("alert_match")).filter(product=code, decision="same")
    names = list(same.order_by("-matched_on", "-pk").values_list("source", "number")[:MOST + 1])
    any_of = Q(pk__in=[])
    for source, number in names:
        any_of |= Q(source=source, number=number)
    rows = store.current(kinds.get("alert")).filter(any_of)
    return list(rows.order_by(F("published_on").desc(nulls_last=True), "-pk"))


def _add(found: list[Happened], cut: list[Kind], kind: Kind, rows: list[Any], user: Any) -> None:
    if len(rows) > MOST:
        cut.append(kind)
    for row in rows[:MOST]:
        shown = _shown(kind, row, user)
        if shown:
            found.append(Happened(kind, row, shown.get(kind.date), shown))


def _with_tests(found: Iterable[Happened], user: Any) -> list[Happened]:
    """The same, each sample with its tests."""
    of, tests = kinds.get("test"), dict[str, list[dict[str, Any]]]()
    samples = [each.row.number for each in found if each.kind.name == "sampling"]
    for row in store.current(of).filter(sampling__in=samples).order_by("sampling", "parameter", "attempt"):
        shown = _shown(of, row, user)
        if shown:
            tests.setdefault(row.sampling, []).append(shown)
    return [Happened(each.kind, each.row, each.day, each.shown, tuple(tests.get(each.row.number, ())))
            if each.kind.name == "sampling" else each for each in found]


def _shown(kind: Kind, row: Any, user: Any) -> dict[str, Any]:
    """What of ``row`` is open to ``user``, without what is personal: that stands in no list."""
    names = viewing.open_fields(kind, row, user)
    return {spec.name: getattr(row, spec.name) for spec in kind.kept if spec.name in names}
