"""Drafts as they are read: the list of them, and one of them with its history, faults and what it would change."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.methods.assessment.year import draft_states as states
from plumbline.methods.assessment.year.draft_states import Happened, Standing, standing
from plumbline.procedures.assessment.drafts import rules
from plumbline.procedures.assessment.drafts.drafting import ANYBODY, Case, events_of, may_write
from plumbline.records.assessment.drafts import COLUMN, KIND
from plumbline.records.core.cases import CaseSummary
from plumbline.records.core.people import User
from plumbline.records.core.visibility import cases_open_to

MOST = 200


@dataclass(frozen=True)
class Line:
    """One draft in a list."""

    number: int
    what: str
    target: str
    file: str
    at: Standing


def every(user: Any = ANYBODY, *, ended: bool = False) -> list[Line]:
    """The newest drafts that are open to ``user``, newest first: those under way, or with ``ended`` those that are over
    too."""
    rows = CaseSummary.objects.filter(procedure=KIND, member="")
    rows = rows if user is ANYBODY else rows.filter(cases_open_to(user, KIND, COLUMN))
    numbers = dict(rows.order_by("-case").values_list("case", "case__number")[:MOST])
    happened: dict[int, list[Happened]] = {case: [] for case in numbers}
    for event in events_of(*numbers):
        happened[event.case].append(event)
    found = [Line(int(numbers[case]), first.what or "", first.target or "", first.file or "", standing([first, *rest]))
             for case, (first, *rest) in happened.items()]
    return [each for each in found if ended or each.at.state not in states.ENDED]


def waiting(user: Any, *, on: date) -> list[Line]:
    """The drafts in which it is the turn of ``user``: to write on, to decide on what another wrote, or on the day
    ``on`` to put in force what was approved."""
    if not may_write(user):
        return []

    def turn(at: Standing) -> bool:
        wrote = user.pk in at.authors or user.pk == at.proposer
        if at.state == states.APPROVED:
            return at.day is None or at.day <= on
        return not wrote if at.state == states.PROPOSED else wrote

    return [each for each in every(user) if turn(each.at)]


def line(of: Line | Case) -> dict[str, Any]:
    """One draft in a list."""
    at = of.at
    return {"number": of.number, "what": of.what, "target": of.target, "file": of.file or None, "state": at.state,
            "since": at.since.isoformat(), "day": at.day.isoformat() if at.day else None, "version": at.text}


def document(home: Home, case: Case) -> dict[str, Any]:
    """The document of ``plumb rule show --json``."""
    at = case.at
    found = None if at.state in states.ENDED else rules.weighed(home, case.what, case.target, case.file, case.text)
    fault = found if isinstance(found, rules.Fault) else None
    names = people(at.authors | {one for one in (at.proposer, at.approver) if one is not None})
    return line(case) | {
        "says": states.STATES[at.state].as_dict(), "next": states.NEXT[at.state].as_dict(),
        "authors": sorted(names.get(one, str(one)) for one in at.authors),
        "approver": names.get(at.approver) if at.approver else None, "fault": fault.as_dict() if fault else None,
        "stopping": rules.stopping(home, found) if isinstance(found, rules.Planned) else [],
        "outdated": is_outdated(home, case), "text": case.text, "base": case.base,
        "history": [{"act": one.act, "at": one.at.isoformat(), "by": names.get(one.actor or 0) or one.actor,
                     "reason": one.reason or ""} for one in case.happened],
    }


def is_outdated(home: Home, case: Case) -> bool:
    """Whether the text in force is no longer the one the draft begins from."""
    if case.at.state in states.ENDED or not case.file:
        return False
    return rules.text_now(home, case.what, case.target, case.file) != case.base


def people(numbers: frozenset[int]) -> dict[int, str]:
    """The names of people, by their numbers."""
    return {one.pk: str(one) for one in User.objects.filter(pk__in=numbers)}


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """The lines of two texts as (``-`` only in the old, ``+`` only in the new, a space in both; the line), with what
    did not change left out but for two lines beside each change; ``…`` stands for the rest."""
    found: list[tuple[str, str]] = []
    for text in difflib.unified_diff(old.splitlines(), new.splitlines(), n=2, lineterm=""):
        if text.startswith(("---", "+++")) and len(found) < 1 + text.startswith("+++"):
            continue
        found.append(("…", "") if text.startswith("@@") else (text[:1], text[1:]))
    return found[1:] if found and found[0] == ("…", "") else found
