"""Agreements as they are told: as of a day, with what each party owes and what is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.errors import RecordError
from plumbline.methods.shared import natural_order
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards import commitments
from plumbline.procedures.records import viewing
from plumbline.procedures.standards.agreements import names
from plumbline.procedures.standards.agreements.acts import days_of
from plumbline.procedures.standards.editions import asked_for, public
from plumbline.records.core import kinds
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.region_trees import beneath
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

ORGANISATION = "organisation"
NOT_YET, IN_FORCE, EXPIRED, ENDED = "not-yet", "in-force", "expired", "ended"
STATES = {NOT_YET: Text("not signed yet", "尚未签订"), IN_FORCE: Text("in force", "履行中"),
          EXPIRED: Text("its term has passed", "有效期已满"), ENDED: Text("ended", "已终止")}
STANDS = {commitments.OWED: Text("owed", "待履行"), commitments.LATE: Text("late", "逾期"),
          commitments.DONE: Text("done", "已完成"), commitments.DONE_LATE: Text("done late", "逾期完成"),
          commitments.RELEASED: Text("released", "已解除")}


@dataclass(frozen=True, slots=True)
class Listed:
    """One agreement in a list: its record, how it stood on the day, its commitments by how they stood."""

    row: Any
    state: str
    counts: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """As a line of ``plumb agreement list --json``."""
        row = self.row
        return {"number": row.number, "title": row.title, "type": row.type, "level": row.level, "region": row.region,
                "signed_on": str(row.signed_on), "valid_to": day_text(row.valid_to), "state": self.state,
                "commitments": self.counts}


def state(row: Any, on: date) -> str:
    """How an agreement stood on the day ``on``."""
    if row.signed_on > on:
        return NOT_YET
    if row.ended_on is not None and row.ended_on <= on:
        return ENDED
    return EXPIRED if row.valid_to is not None and row.valid_to < on else IN_FORCE


def rows(*, region: str = "", type: str = "", party: str = "") -> QuerySet[Any]:
    """The records of agreements, the newest first: of a ``region`` and below, of one ``type``, with one ``party``.
    :raises RecordError: for a type there is not."""
    terms = vocabularies.vocabulary("agreement-type")
    if type and type not in terms:
        raise RecordError("agreement.no_type", Text(f"there is no type of agreement '{type[:40]}'",
                                                    f"没有协议类型“{type[:40]}”"), where="type",
                          next_step=suggest(type, sorted(terms)))
    found: QuerySet[Any] = public(names.KIND).order_by("-signed_on", "number")
    if region:
        found = found.filter(region__in=beneath(frozenset([region])) | {region})
    if type:
        found = found.filter(type=type)
    if party:
        own = Q(parties=party) | Q(parties__startswith=f"{party};") | Q(parties__endswith=f";{party}")
        found = found.filter(own | Q(parties__contains=f";{party};"))
    return found


def listed(found: Iterable[Any], on: date) -> list[Listed]:
    """Agreements as they stood on the day ``on``, with two questions however many they are."""
    held = list(found)
    owed: dict[str, list[commitments.Stands]] = {row.number: [] for row in held}
    for each in asked_for(names.COMMITMENT, "agreement", owed):
        owed[each.agreement].append(commitments.stands(days_of(each), on))
    return [Listed(row, state(row, on), commitments.counted(owed[row.number])) for row in held]


def show(user: Any, number: str, on: date) -> dict[str, Any]:
    """One agreement as of the day ``on``, as ``user`` (None: the public) may know of it: the document of ``plumb
    agreement show --json``. ``signers`` and ``witnesses`` are there only for who may read them. :raises RecordError:
    if there is none."""
    versions = viewing.versions(kinds.get(names.KIND), (number,), user) if number.isprintable() else []
    if not versions or versions[0].row.withdrawn:
        raise unknown(number)
    row, shown = versions[0].row, versions[0].shown
    owed = sorted(asked_for(names.COMMITMENT, "agreement", [number]), key=lambda each: _natural(each.number))
    bodies = sorted(asked_for(names.BODY, "agreement", [number]), key=lambda each: (each.founded_on, each.name))
    reviews = sorted(asked_for(names.REVIEW, "agreement", [number]), key=lambda each: each.reviewed_on)
    parties = row.parties.split(";")
    called = names_of({*parties, *(each.party for each in owed), *(each.checker or "" for each in owed)})
    told = [_commitment(each, called, on) for each in owed]
    return {
        "number": row.number, "on": str(on), "title": row.title, "type": row.type, "level": row.level,
        "region": row.region, "parties": [{"organisation": each, "name": called.get(each)} for each in parties],
        "place": row.place, "signed_on": str(row.signed_on), "valid_to": day_text(row.valid_to),
        "renewed_on": day_text(row.renewed_on), "ended_on": day_text(row.ended_on), "ended_why": row.ended_why,
        "state": state(row, on),
        **{name: shown[name] for name in ("signers", "witnesses") if name in shown},
        "commitments": told, "counts": commitments.counted(
            commitments.stands(days_of(each), on) for each in owed),
        "bodies": [{"name": each.name, "type": each.type, "place": each.place, "task": each.task,
                    "organisation": each.organisation, "founded_on": str(each.founded_on),
                    "dissolved_on": day_text(each.dissolved_on)} for each in bodies if each.founded_on <= on],
        "reviews": [{"reviewed_on": str(each.reviewed_on), "commitments": each.owed, "done": each.done,
                     "late": each.late, "conclusion": each.conclusion, "summary": each.summary}
                    for each in reviews if each.reviewed_on <= on],
        "case": case_of(names.PROCEDURE, names.SIGN, names.NUMBER, number),
    }


def late(on: date, *, region: str = "", party: str = "") -> list[dict[str, Any]]:
    """Commitments that were late on the day ``on``, the longest first, of agreements in force on it: the document of
    ``plumb agreement late --json``."""
    found = public(names.COMMITMENT).filter(due__lt=on).filter(Q(done_on__isnull=True) | Q(done_on__gt=on))
    found = found.filter(Q(released_on__isnull=True) | Q(released_on__gt=on))
    if region:
        found = found.filter(region__in=beneath(frozenset([region])) | {region})
    if party:
        found = found.filter(party=party)
    owed = list(found)
    under = {row.number: row for row in asked_for(names.KIND, "number", {each.agreement for each in owed})}
    live = [each for each in owed if each.agreement in under and state(under[each.agreement], on) != ENDED]
    called = names_of({each.party for each in live} | {each.checker or "" for each in live})
    return [{"title": under[each.agreement].title, **_commitment(each, called, on)}
             for each in sorted(live, key=lambda each: (each.due, each.agreement, _natural(each.number)))]


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of organisations, as far as they are on the register."""
    return {row.code: row.name for row in asked_for(ORGANISATION, "code", codes)}


def case_of(procedure: str, act: str, field: str, number: str) -> str | None:
    """The number of the case that an agreement or pilot came from; None: it came by import."""
    found = CaseEvent.objects.filter(case__procedure=procedure, act=act, member="", **{f"said__{field}": number})
    return found.order_by("-pk").values_list("case__number", flat=True).first()


def unknown(number: str) -> RecordError:
    """That there is no such agreement, or none that counts."""
    known = public(names.KIND).order_by("-signed_on").values_list("number", flat=True)[:2000]
    return RecordError("agreement.unknown", Text(f"there is no agreement '{number[:80]}'", f"没有协议“{number[:80]}”"),
                       next_step=suggest(number, sorted(known)))


def _commitment(row: Any, called: dict[str, str], on: date) -> dict[str, Any]:
    found = commitments.stands(days_of(row), on)
    over = found.state in (commitments.DONE, commitments.DONE_LATE)
    return {"agreement": row.agreement, "number": row.number, "what": row.what,
            "result": row.result, "party": row.party,
            "party_name": called.get(row.party), "checker": row.checker,
            "checker_name": called.get(row.checker or ""), "due": str(row.due), "state": found.state,
            "days_late": found.days_late, "done_on": day_text(row.done_on) if over else None,
            "outcome": row.outcome if over else None, "evidence": row.evidence if over else None,
            "released_on": day_text(row.released_on) if found.state == commitments.RELEASED else None}


def _natural(number: str) -> str:
    return natural_order.key(number)


def day_text(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
