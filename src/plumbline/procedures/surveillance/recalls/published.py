"""The record of a recall: found by its number or that of its case, and written by the acts of its case.

It is written whole each time, from the version that counts, so that what somebody corrected in the record stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from plumbline.errors import RecordError
from plumbline.methods.shared.succession import JOINED
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework.writing import Situation, Writes
from plumbline.records.core import kinds, locks, store
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.kinds import KINDS
from plumbline.text import Text

KIND, PROCEDURE = "recall", "product-recall"
FIELD = "recall"
"""The field of a case that holds the number of its record, once that is published."""
PUBLISH = "publish"
Source = str | Callable[[Situation], Any]


def current(number: str) -> Any:
    """The record called ``number`` that counts; None: there is none."""
    return store.current(kinds.get(KIND)).filter(number=number).first() if number.isprintable() else None


def newest(number: str) -> Any:
    """The same, or the version that says it was withdrawn."""
    rows = store.versions(kinds.get(KIND), {"number": number}) if number.isprintable() else []
    return next(iter(rows), None)


def number_of(given: str) -> str:
    """The number of the record that ``given`` names: its own, or that of the case that published it. Where nothing is
    published, ``given``."""
    if not given.isprintable() or newest(given) is not None:
        return given
    events = CaseEvent.objects.filter(case__procedure=PROCEDURE, case__number=given, act=PUBLISH, member="")
    found = events.order_by("-pk").first()
    return str(found.said[FIELD]) if found is not None and FIELD in found.said else given


def must(given: str) -> Any:
    """The record that ``given`` names. :raises RecordError: if none counts."""
    row = current(number_of(given))
    if row is None:
        raise unknown(given)
    return row


def unknown(given: str) -> RecordError:
    """That nothing is known of such a recall, or nothing that is open to who asks."""
    known = store.current(kinds.get(KIND)).order_by("-pk").values_list("number", flat=True)[:2000]
    return RecordError("recall.unknown", Text(f"there is no recall '{given[:80]}'", f"没有召回“{given[:80]}”"),
                       next_step=suggest(given, sorted(known)))


def lots_of(row: Any) -> list[str]:
    """The lots that a record names; none: all of the product."""
    return [each for each in (row.lots or "").split(JOINED) if each]


def held(number: str) -> Any:
    """The record, which nobody else writes until the transaction ends. :raises RecordError: if none counts."""
    locks.record(KIND, number)
    return must(number)


def once_more(changed: Mapping[str, Source]) -> Writes:
    """The record as it counts, with what an act changes of it."""
    names = KINDS[KIND].names()
    kept: dict[str, Source] = {name: partial(_as_it_is, name) for name in names if name not in changed}
    return Writes(KIND, {**kept, **changed})


def _as_it_is(name: str, here: Situation) -> Any:
    return getattr(must(here.values[FIELD]), name)
