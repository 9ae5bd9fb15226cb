"""Whether cases of procedures are what the journal sealed, whether lists tell them so, and whether somebody can move
them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from plumbline.errors import RulebookError
from plumbline.procedures.casework import consequences, summaries
from plumbline.procedures.casework.consequences import effects, queue
from plumbline.procedures.casework.finding import assembled
from plumbline.procedures.casework.flow_over import ruled
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.stuck import stuck
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Finding, Visit
from plumbline.records.core import cases
from plumbline.records.core.cases import WHOLE, Case, CaseConsequence, CaseEvent, CaseSummary
from plumbline.records.core.journal import Entry
from plumbline.records.core.misfits import MENDING, told
from plumbline.records.core.region_trees import roots
from plumbline.records.intake.personal import SEPARATOR
from plumbline.records.verifying.sealed_rows import misfits

CHECK = "cases"
OUTSIDE = "It was altered outside Plumbline"
COMPARE = "Compare with a backup before trusting this case"


def check(visit: Visit) -> Iterator[Finding]:
    """Each event of a case says what the journal sealed, each list what the events say, and somebody can go on."""
    known, count, wrong, on = procedures(), 0, False, timezone.localdate(visit.at)
    for row in Case.objects.order_by("pk").iterator():
        count += 1
        for number in cases.altered(row):
            wrong = True
            yield Finding(CHECK, FAULT, "an event of a case is not what the journal sealed", f"{row}, event {number}",
                          OUTSIDE, COMPARE)
        of = known.get(row.procedure)
        if of is None:
            yield Finding(CHECK, WARN, "a case is of a procedure that is not declared here", str(row),
                          "Nobody can read it or act in it", "Name its module in the setting 'extensions'")
            continue
        events = cases.events_of(row)
        if not events or of.region_of(events[0].said) != row.region:
            wrong = True
            yield Finding(CHECK, FAULT, "a case is not the one that was opened", str(row), OUTSIDE, COMPARE)
            continue
        try:
            found = assembled(visit.home, of, row, events, on)
        except RulebookError:
            continue  # told of its flow file, below
        for member in summaries.wrong(found):
            wrong = True
            yield Finding(CHECK, FAULT, "a list shows a case otherwise than its events", f"{row} {member}".strip(),
                          OUTSIDE, "Make the lists anew with: plumb case renew")
    for of in known.values():
        try:
            ruled(visit.home, of, on)
        except RulebookError as error:
            wrong = True
            yield Finding.of(CHECK, error, what=f"nothing is done in cases of '{of.name}': {error.what}",
                             next_step=error.next_step.en)
    for finding in (*_followed(), *_background()):
        wrong = True
        yield finding
    for each in stuck(on):
        where = f"{each.procedure.name} {each.number} {each.member}".strip()
        yield Finding(CHECK, WARN, "nobody can move a case", where,
                      "It takes a second person, and there is none" if each.alone else
                      "Nobody who can act holds an officer's role over "
                      f"{'every region' if each.region == WHOLE else repr(each.region)}",
                      f"Give somebody one: plumb user add NAME --role officer --region "
                      f"{' or '.join(roots()) if each.region == WHOLE else each.region}")
    if not wrong:
        yield Finding(CHECK, OK, f"{count} cases, each as its events were sealed" if count else "no case was opened")


def _followed() -> Iterator[Finding]:
    """Whether what is to follow from acts and records was done, and can be."""
    try:
        consequences.consequences()
    except RulebookError as error:
        yield Finding.of(CHECK, error, what=f"nothing follows from acts and records: {error.what}",
                         next_step=error.next_step.en)
    for left in queue.stopped().select_related("event__case"):
        yield Finding(CHECK, FAULT, f"what should follow was not done: {left.name}", _cause(left), left.why_not,
                      "Mend what it says, then: plumb case follow --again")
    for left in queue.failing().select_related("event__case"):
        yield Finding(CHECK, WARN, f"what should follow failed, and is tried again: {left.name}", _cause(left),
                      left.why_not, f"Mend what it says; it is tried {queue.MOST_TRIES} times")


def _background() -> Iterator[Finding]:
    """What was to be done in the background after an act, and failed."""
    for left in effects.failed().select_related("event__case"):
        error = left.error or {}
        yield Finding(CHECK, WARN, "what was to be done in the background failed",
                      f"{left.event.case}, {left.event.act}", f"{error.get('what', '')} [{error.get('code', '')}]",
                      "Mend what it says, and have it tried again on the page of the case")


def _cause(left: CaseConsequence) -> str:
    """What it follows from, as the place of a finding."""
    return str(left.event.case) if left.event is not None else " ".join([left.kind, *left.key.split(SEPARATOR)])


def sealed(_visit: Visit) -> Iterator[Finding]:
    """No event of a case was removed, added or moved; none stands for a case that there is not."""
    kinds = set(Case.objects.values_list("procedure", flat=True)) | set(procedures())
    for kind in sorted(kinds & set(Entry.objects.values_list("kind", flat=True)) | set(
            Case.objects.values_list("procedure", flat=True))):
        for what, where in told(kind, misfits(kind, CaseEvent, case__procedure=kind)):
            yield Finding(CHECK, FAULT, what.en, where.en, OUTSIDE, MENDING.en)
    lost = CaseSummary.objects.exclude(case__in=CaseEvent.objects.values("case"))
    for row in lost.select_related("case"):
        yield Finding(CHECK, FAULT, "a list shows a case that nothing opened", str(row.case), OUTSIDE, MENDING.en)
