"""What lists need of cases, a row for each case and each member, and one for each party: made from the events, and made
anew at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from plumbline.procedures.casework import holding
from plumbline.procedures.casework.finding import Found
from plumbline.records.core.cases import AGAINST, ASKED, HAD, NEVER, CaseParty, CaseSummary
from plumbline.records.core.fields import PUBLIC
from plumbline.records.core.readings import reading
from plumbline.records.core.visibility import ORGANISATION, PERSON

MOST_TITLE = 200
ONE = ("case", "member")
"""What tells one summary from another."""


def renew(case: Found, member: str) -> None:
    """Write the summary of the case (empty), or of one of its members, as it stands now."""
    CaseSummary.objects.update_or_create(case=case.row, member=member, defaults=summary(case, member))
    if not member and case.board.regions:  # its members go with it
        now = {"region": case.board.region, "away": case.away}
        CaseSummary.objects.filter(case=case.row).exclude(**now).update(**now)
    renew_parties(case, [member])


def renew_some(case: Found, members: Sequence[str]) -> None:
    """Write the summaries of several members of the case as they stand now, by a few queries."""
    with reading():
        rows = [CaseSummary(case=case.row, member=member, **summary(case, member)) for member in members]
    names = [field.name for field in CaseSummary._meta.concrete_fields if field.name not in ("id", *ONE)]
    CaseSummary.objects.bulk_create(rows, update_conflicts=True, unique_fields=ONE, update_fields=names)
    renew_parties(case, members)


def renew_parties(case: Found, members: Sequence[str]) -> None:
    """Write who has which part in the case (empty), or in several of its members alone, as it stands now."""
    held, gone, more = _kept(case, *members), list[int](), list[CaseParty]()
    for member in members:
        wanted, kept = parties(case, member), held.get(member, {})
        gone += [number for each, number in kept.items() if each not in wanted]
        more += [CaseParty(case=case.row, member=member, part=part, organisation=organisation, person=person,
                           region=region, event=event)
                 for part, organisation, person, region, event in sorted(wanted - kept.keys(), key=str)]
    if gone:
        CaseParty.objects.filter(pk__in=gone).delete()
    CaseParty.objects.bulk_create(more)


def renew_whole(case: Found) -> None:
    """Write the summaries of the case and of all its members."""
    for member in ("", *case.board.members):
        renew(case, member)


Row = tuple[str, str, int | None, str, int | None]
"""A part, and the organisation, the person or the region that has it; of a region that was asked, by which event."""


def parties(case: Found, member: str) -> set[Row]:
    """Who has which part in the case (empty), or in one of its members alone."""
    found: set[Row] = {(part, str(who) if kind == ORGANISATION else "", int(who) if kind == PERSON else None, "", None)
                       for part, (kind, who) in holding.parties(case.procedure, case.board, member)
                       if kind in (ORGANISATION, PERSON)}
    if not member:
        found |= {(HAD, "", None, region, None) for region in holding.authorities(case.board)}
        found |= {(ASKED, "", None, each.region, event) for event, each in case.board.consulted.items()
                  if not each.answered}
        found |= {(AGAINST, each, None, "", None) for each in holding.named_against(case.procedure, case.board)}
    return found


def _row(part: Any, organisation: Any, person: Any, region: Any, event: Any) -> Row:
    return str(part), str(organisation), person, str(region), event


def _kept(case: Found, *of: str) -> dict[str, dict[Row, int]]:
    """What is kept, by member (of those named), with the number of each row."""
    found: dict[str, dict[Row, int]] = {}
    rows = CaseParty.objects.filter(case=case.row, **({"member__in": of} if of else {}))
    for number, member, *row in rows.values_list(
            "pk", "member", "part", "organisation", "person", "region", "event"):
        found.setdefault(member, {})[_row(*row)] = number
    return found


def summary(case: Found, member: str) -> dict[str, Any]:
    """What the summary says, by the events alone: that the day passed with which a case ends is an event too, once
    somebody looked (``consequences/days.py``)."""
    if case.board.ends is not None and case.lapsed:
        case = replace(case, on=case.board.ends)
    standing, procedure = case.board.at(member), case.procedure
    due, contest = case.due(member), case.contest(member)
    # The title stands in the lists of all who may know of the case.
    said = [case.board.values.get(spec.name, "") for spec in procedure.specs
            if spec.name != procedure.region and holding.kind_of(procedure).by_name[spec.name].exposure is PUBLIC]
    title = member or next((each for each in reversed(said) if each), "")
    return {
        "procedure": procedure.name, "region": case.board.region or case.row.region, "state": standing.state,
        "since": standing.since,
        "event": standing.last, "due": due.day if due is not None else None,
        "until": due.day if due is not None else NEVER,
        "provisional": due is not None and due.provisional, "title": title[:MOST_TITLE],
        "ended": case.state(member).ends and contest is None,
        "ends_on": case.board.ends if not member else None,
        "contested": (contest.who or 0) if contest is not None else None,
        "away": case.away, "published": not member and bool(case.board.entered & set(procedure.public)),
        "own_parties": bool(member) and holding.names_parties(
            who for _, who in holding.parties(procedure, case.board, member)),
    }


def wrong(case: Found) -> list[str]:
    """The members (empty: the case itself) whose summary or parties are not what the events say, are missing, or are of
    none."""
    kept = {row.member: row for row in CaseSummary.objects.filter(case=case.row)}
    found, held = set(kept) ^ {"", *case.board.members}, _kept(case)
    found |= {member for member in {"", *case.board.members, *held}
              if parties(case, member) != set(held.get(member, {}))}
    for member, row in kept.items():
        if member not in found and any(getattr(row, name) != value for name, value in summary(case, member).items()):
            found.add(member)
    return sorted(found)
