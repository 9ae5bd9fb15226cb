"""Whether assessment years, drafts of rules and results are what the journal sealed of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year import draft_states as states
from plumbline.procedures.assessment.scoring import assessment
from plumbline.procedures.operations.doctor import FAULT, OK, Finding, Visit
from plumbline.records.assessment import drafts, packing, results, rounds
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.core.journal import Entry
from plumbline.records.core.misfits import MENDING, told
from plumbline.records.core.sealed_rows import misfits

OUTSIDE = "It was altered outside Plumbline"


def events(_visit: Visit) -> Iterator[Finding]:
    """No event of a year or a draft was removed, added or moved, and each year and draft is what it was begun as."""
    tables = (("years", rounds.KIND, rounds.RoundEvent), ("drafts", drafts.KIND, drafts.DraftEvent))
    for check, kind, model in tables:
        for what, where in told(kind, misfits(kind, model)):
            yield Finding(check, FAULT, what.en, where.en, OUTSIDE, MENDING.en)
    for each in rounds.Round.objects.order_by("pk"):
        if not _as_opened(each):
            yield Finding("years", FAULT, "an assessment year is not the one that was opened", str(each.number),
                          OUTSIDE, MENDING.en)
    for draft in drafts.Draft.objects.order_by("pk"):
        first = draft.events.filter(act=states.BEGIN).select_related("entry").order_by("pk").first()
        if first is None or not _says(first.entry, what=draft.what, target=draft.target, file=draft.file):
            yield Finding("drafts", FAULT, "a draft of a rule is not the one that was begun", f"draft {draft.pk}",
                          OUTSIDE, MENDING.en)


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
    regions = _Regions(row)
    if assessment.root_of({**row.head, packing.REGIONS: regions}) != row.entry.root:
        return "a result is not the one that the journal sealed"
    head = {name: row.head.get(name) for name in ("scheme", "scheme_sha256", "year", "cut")}
    if head != {"scheme": row.scheme, "scheme_sha256": row.scheme_sha256, "year": row.year, "cut": row.cut}:
        return "a result stands under another scheme, year or cut than its own"
    if row.made_at not in (row.entry.sealed_at, row.entry.begun_at):
        return "a result is dated otherwise than its entry of the journal"
    lines = row.lines.order_by("place").defer("content").iterator()
    for made, line in zip(results.rows(regions), lines, strict=True):
        if any(getattr(line, name) != value for name, value in made.items() if name != "content"):
            return f"what lists show of region {line.code} is not what its result says"
    return "" if results.totals(regions) == row.totals else "the totals of a result are not those of its regions"


class _Regions:
    """The regions of a result, read one after the other each time they are asked for."""

    def __init__(self, row: Assessment) -> None:
        self._lines = row.lines.order_by("place").values_list("content", flat=True)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (packing.unpacked(bytes(content)) for content in self._lines.iterator())

    def __bool__(self) -> bool:
        return bool(self._lines.exists())


def kept_results(_visit: Visit) -> Iterator[Finding]:
    """Every result that was kept is the one whose root the journal sealed, with all its regions; none was removed."""
    count, wrong = 0, False
    for row in Assessment.objects.select_related("entry").order_by("pk").iterator(50):
        count += 1
        try:
            said = results_wrong(row)
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            said = f"a result cannot be read: {type(error).__name__}"
        if said:
            wrong = True
            yield Finding("results", FAULT, said, f"{row.scheme} {row.year}, journal entry {row.entry.number}", OUTSIDE,
                          MENDING.en)
    kept = Assessment.objects.values("entry")
    for number in Entry.objects.filter(act=assessment.ACT, kind=assessment.KIND, state=Entry.VISIBLE).exclude(
            pk__in=kept).values_list("number", flat=True):
        wrong = True
        yield Finding("results", FAULT, "a result that the journal sealed is gone", f"journal entry {number}",
                      "It was removed outside Plumbline", MENDING.en)
    if count and not wrong:
        yield Finding("results", OK, f"{count} results, each as the journal sealed it")
