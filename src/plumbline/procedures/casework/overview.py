"""What an overview says of the cases of procedures: how many are open, due, late, wait for somebody; and which of them.

Counts and lists are narrowed by the same filters, so a number always opens as the list that it counted. Summaries only
are read, by a number of queries that does not depend on how many procedures or cases there are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from plumbline.procedures.casework import holding
from plumbline.procedures.casework.declaration import ROLE, Part, Procedure
from plumbline.procedures.casework.reading import SOON_DAYS
from plumbline.records.core.cases import ASKED, CaseParty, CaseSummary
from plumbline.records.core.memberships import capacities_of
from plumbline.records.core.people import may_act
from plumbline.records.core.region_trees import covered_by, tree
from plumbline.records.core.visibility import appointable, cases_open_to, keeping
from plumbline.records.query.listing import below

OPEN, DUE, LATE, MINE = "open", "due", "late", "mine"
WHICH = (OPEN, DUE, LATE, MINE)
NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one procedure: how many cases there are, are open, are due within :data:`SOON_DAYS` days, are late and wait
    for the reader; and the one whose state changed last."""

    total: int
    open: int
    due: int
    late: int
    mine: int
    latest: CaseSummary | None


NONE = Counts(0, 0, 0, 0, 0, None)


def only(procedures: Collection[Procedure], user: Any, which: str, within: str, on: date) -> Q:
    """The filter of summaries for the cases (rows without a member) that are ``which`` on a day (empty: all), of the
    region ``within`` and all below it (empty: of any). ``procedures`` are all of one column. What may be read is for
    who asks to filter as well."""
    found = Q(region__in=below(within)) if within else Q()
    if which == MINE:
        return found & Q(case__in=waiting_rows(procedures, user, on).values("case"))
    return found & {OPEN: Q(ended=False), LATE: Q(ended=False, due__lt=on),
                    DUE: Q(ended=False, due__gte=on, due__lte=on + timedelta(days=SOON_DAYS))}.get(which, Q())


def counted(procedures: Collection[Procedure], user: Any, *, within: str = "", on: date) -> dict[str, Counts]:
    """What ``user`` (None: the public) may know of the cases of ``procedures``, all of one column, by name; those
    without a case left out."""
    if not procedures:
        return {}
    rows = _readable(procedures, user).filter(only(procedures, user, "", within, on), member="").order_by()
    numbers = {name: Count("pk", filter=only(procedures, user, name, "", on)) for name in (OPEN, DUE, LATE)}
    counts = {each["procedure"]: each for each in rows.values("procedure").annotate(
        total=Count("pk"), last=Max("since"), **numbers)}
    if not counts:
        return {}
    newest = {row.procedure: row for row in rows.filter(since__in=[each["last"] for each in counts.values()])
              .order_by("since", "pk").select_related("case")}
    mine = waiting_counts(procedures, user, within=within, on=on)
    return {name: Counts(each["total"], each[OPEN], each[DUE], each[LATE], mine.get(name, 0), newest.get(name))
            for name, each in counts.items()}


def waiting_counts(procedures: Collection[Procedure], user: Any, *, within: str = "", on: date) -> dict[str, int]:
    """In how many cases of each procedure something waits for ``user``."""
    if not may_act(user):
        return {}
    rows = waiting_rows(procedures, user, on).filter(only(procedures, user, "", within, on)).order_by()
    return dict(rows.values_list("procedure").annotate(count=Count("case", distinct=True)))


def waiting_rows(procedures: Collection[Procedure], user: Any, on: date) -> QuerySet[CaseSummary]:
    """The summaries of cases, and of members, in which something waits for ``user`` on a day: as
    :func:`~plumbline.procedures.casework.reading.waiting` tells them one by one, asked of the store."""
    if not may_act(user) or not procedures:
        return CaseSummary.objects.none()
    going_on = CaseSummary.objects.filter(case=OuterRef("case"), member="", ended=False)
    return _readable(procedures, user).filter(_turn(procedures, user, on), ended=False, away="").filter(
        Q(member="") | Exists(going_on))


def _readable(procedures: Collection[Procedure], user: Any) -> QuerySet[CaseSummary]:
    column = next(iter(procedures)).column
    return CaseSummary.objects.filter(cases_open_to(user, [each.name for each in procedures], column))


def _turn(procedures: Collection[Procedure], user: Any, on: date) -> Q:
    """Where it is the turn of ``user``, by the state that a case or a member is in and the parts that the person
    has."""
    found, one = NOTHING, next(iter(procedures))
    own = keeping(user, holding.kind_of(one)).regions()  # the same for all of a column
    keeps = _regions(own, on)
    given = Q(person=user.pk, case__region__in=appointable(user, one.column).regions())
    for procedure in procedures:
        for of in ("", *([procedure.members.name] if procedure.members is not None else ())):
            place = Q(procedure=procedure.name, member="") if not of else Q(procedure=procedure.name) & ~Q(member="")
            for part in procedure.parts:
                where = _moved_by(procedure, part, of, on)
                if where is None:
                    continue
                if part.held == ROLE:
                    found |= place & where & Q(region__in=keeps)
                    continue
                able = [code for code, has in capacities_of(user).items() if not part.capacity or part.capacity in has]
                parties = CaseParty.objects.filter(
                    Q(member="") | Q(member=OuterRef("member")), given | Q(organisation__in=able),
                    case=OuterRef("case"), part=part.name)
                found |= place & where & Q(Exists(parties))
        if own:
            asked = CaseParty.objects.filter(part=ASKED, region__in=own, case__procedure=procedure.name)
            found |= Q(procedure=procedure.name, member="", case__in=asked.values("case"))
    return found


def _moved_by(procedure: Procedure, part: Part, of: str, on: date) -> Q | None:
    """The states from which ``part`` moves a case, or a member of it, on; None where there is none."""
    acts = [act for act in procedure.acts_of(of) if part in act.by and not act.returns]
    always = {state for act in acts if not act.after_days for state in act.source}
    late = {state for act in acts if act.after_days for state in act.source} - always
    if not always and not late:
        return None
    found = Q(state__in=sorted(always))
    return found | Q(state__in=sorted(late), due__lt=on) if late else found


def _regions(own: frozenset[str], on: date) -> frozenset[str]:
    """The regions whose cases belong to ``own`` on a day: these, and those that ended and go on as one of them."""
    now = tree().at(on)
    every = {*covered_by(), *own} if own else own
    return frozenset(each for each in every if (now.goes_on_as(each) or each) in own)
