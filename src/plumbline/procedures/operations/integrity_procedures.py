"""Whether assessment years, old drafts of rules and results are what the journal sealed of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year import draft_states as states
from plumbline.procedures.assessment.scoring import assessment
from plumbline.procedures.operations.doctor import FAULT, OK, Finding, Visit
from plumbline.records.assessment import packing, results, rounds
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.assessment.drafts import OLD_FORM
from plumbline.records.assessment.evaluations import Evaluation
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.journal import Entry
from plumbline.records.core.misfits import MENDING, told
from plumbline.records.verifying.sealed_rows import misfits

OUTSIDE = "It was altered outside Plumbline"
REMOVED = "It was removed outside Plumbline"


def events(_visit: Visit) -> Iterator[Finding]:
    """No event of a year was removed, added or moved, and each year is what it was begun as; so is each draft whose
    leaves do not say it, since they were sealed before drafts were cases."""
    for what, where in told(rounds.KIND, misfits(rounds.KIND, rounds.RoundEvent)):
        yield Finding("years", FAULT, what.en, where.en, OUTSIDE, MENDING.en)
    for each in rounds.Round.objects.order_by("pk"):
        if not _as_opened(each):
            yield Finding("years", FAULT, "an assessment year is not the one that was opened", str(each.number),
                          OUTSIDE, MENDING.en)
    for row in CaseEvent.objects.filter(sealed_as=OLD_FORM, act=states.BEGIN).select_related("entry", "case"):
        if not _says(row.entry, **{name: row.said.get(name, "") for name in ("what", "target", "file")}):
            yield Finding("cases", FAULT, "a case is not the one that was opened", str(row.case), OUTSIDE, MENDING.en)


def _as_opened(round: rounds.Round) -> bool:
    # Pages read a year's row; that its number, which every leaf holds, is made of scheme and year, ties it to them.
    first = round.events.filter(act=acts.OPEN).select_related("entry").order_by("pk").first()
    return (first is not None and round.number == f"{round.scheme}-{round.year}" and first.region == round.top
            and f"{first.answer} ".startswith(f"{round.scheme_sha256} {round.flow_sha256} ")
            and _says(first.entry, scheme=round.scheme, year=round.year, flow=round.flow))


def _says(entry: Entry, **values: str) -> bool:
    """Whether the entry's detail says so. Entries that were sealed before it was covered say nothing of it."""
    return not entry.detail_salt or not entry.detail or {name: entry.detail.get(name) for name in values} == values


def results_wrong(row: Assessment) -> str:
    """What of a result is not as its entry sealed it; empty when all is well."""
    regions = _Regions(row.lines)
    if results.root_of_packed(row.head, regions.contents()) != row.entry.root:
        return "a result is not the one that the journal sealed"
    head = {name: row.head.get(name) for name in ("scheme", "scheme_sha256", "year", "cut")}
    if head != {"scheme": row.scheme, "scheme_sha256": row.scheme_sha256, "year": row.year, "cut": row.cut}:
        return "a result stands under another scheme, year or cut than its own"
    if row.made_at not in (row.entry.sealed_at, row.entry.begun_at):
        return "a result is dated otherwise than its entry of the journal"
    return _lists_wrong(regions, row.totals)


def evaluation_wrong(row: Evaluation) -> str:
    """What of the result of an evaluation is not as its event names it; empty when all is well."""
    regions = _Regions(row.lines)
    if row.event.act != acts.EVALUATE or row.event.document is not None or (
            results.root_of_packed(row.head, regions.contents()) != row.event.answer):
        return "the result of an evaluation is not the one that its event names"
    return _lists_wrong(regions, row.totals)


def _lists_wrong(regions: _Regions, totals: Any) -> str:
    lines = regions.rows.defer("content").iterator()
    for made, line in zip(results.rows(regions), lines, strict=True):
        if any(getattr(line, name) != value for name, value in made.items() if name != "content"):
            return f"what lists show of region {line.code} is not what its result says"
    return "" if results.totals(regions) == totals else "the totals of a result are not those of its regions"


class _Regions:
    """The regions of a result, read one after the other each time they are asked for."""

    def __init__(self, lines: Any) -> None:
        self.rows = lines.order_by("place")

    def contents(self) -> Iterator[bytes]:
        """Each as it is packed."""
        return (bytes(content) for content in self.rows.values_list("content", flat=True).iterator(results.AT_ONCE))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(packing.unpacked, self.contents())


UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, zlib.error)


def _said(wrong: Callable[[Any], str], row: Any) -> str:
    try:
        return wrong(row)
    except UNREADABLE as error:
        return f"a result cannot be read: {type(error).__name__}"


def evaluations(_visit: Visit) -> Iterator[Finding]:
    """Beside each evaluation of a year stands the result that its event names, with all its regions, and beside no
    other event does one."""
    for row in Evaluation.objects.select_related("event__round", "event__entry").order_by("pk").iterator(50):
        if said := _said(evaluation_wrong, row):
            yield Finding("years", FAULT, said, f"{row.event.round}, journal entry {row.event.entry.number}", OUTSIDE,
                          MENDING.en)
    alone = rounds.RoundEvent.objects.filter(act=acts.EVALUATE, document__isnull=True).exclude(
        pk__in=Evaluation.objects.values("event"))
    for event in alone.select_related("round", "entry").order_by("pk"):
        yield Finding("years", FAULT, "the result of an evaluation is gone",
                      f"{event.round}, journal entry {event.entry.number}", REMOVED, MENDING.en)


def kept_results(_visit: Visit) -> Iterator[Finding]:
    """Every result that was kept is the one whose root the journal sealed, with all its regions; none was removed."""
    count, wrong = 0, False
    for row in Assessment.objects.select_related("entry").order_by("pk").iterator(50):
        count += 1
        if said := _said(results_wrong, row):
            wrong = True
            yield Finding("results", FAULT, said, f"{row.scheme} {row.year}, journal entry {row.entry.number}", OUTSIDE,
                          MENDING.en)
    kept = Assessment.objects.values("entry")
    for number in Entry.objects.filter(act=assessment.ACT, kind=assessment.KIND, state=Entry.VISIBLE).exclude(
            pk__in=kept).values_list("number", flat=True):
        wrong = True
        yield Finding("results", FAULT, "a result that the journal sealed is gone", f"journal entry {number}",
                      REMOVED, MENDING.en)
    if count and not wrong:
        yield Finding("results", OK, f"{count} results, each as the journal sealed it")
