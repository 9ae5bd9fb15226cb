"""What lists need of cases, a row for each case and each member: made from the events, and made anew at any time."""

from __future__ import annotations

from typing import Any

from plumbline.procedures.casework.finding import Found
from plumbline.records.core.cases import NEVER, CaseSummary

MOST_TITLE = 200


def renew(case: Found, member: str) -> None:
    """Write the summary of the case (empty), or of one of its members, as it stands now."""
    CaseSummary.objects.update_or_create(case=case.row, member=member, defaults=summary(case, member))


def summary(case: Found, member: str) -> dict[str, Any]:
    """What the summary says."""
    standing, procedure = case.board.at(member), case.procedure
    due = case.due(member)
    said = [case.board.values.get(spec.name, "") for spec in procedure.specs if spec.name != procedure.region]
    title = member or next((each for each in reversed(said) if each), "")
    return {
        "procedure": procedure.name, "region": case.row.region, "state": standing.state, "since": standing.since,
        "event": standing.last, "due": due.day if due is not None else None,
        "until": due.day if due is not None else NEVER,
        "provisional": due is not None and due.provisional, "title": title[:MOST_TITLE],
        "ended": case.state(member).ends,
    }


def wrong(case: Found) -> list[str]:
    """The members (empty: the case itself) whose summary does not say what the events say, is missing, or is of
    none."""
    kept = {row.member: row for row in CaseSummary.objects.filter(case=case.row)}
    found = set(kept) ^ {"", *case.board.members}
    for member, row in kept.items():
        if member not in found and any(getattr(row, name) != value for name, value in summary(case, member).items()):
            found.add(member)
    return sorted(found)
