"""What an overview says of the cases of procedures: how many are open, due, late, wait for somebody; and which of them.

Counts and lists are narrowed by the same filters, so a number always opens as the list that it counted. Summaries only
are read, by a number of queries that does not depend on how many procedures or cases there are: procedures of columns
in which the reader has the same roles are asked for together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from plumbline.procedures.casework import holding
from plumbline.procedures.casework.declaration import ROLE, Part, Procedure
from plumbline.procedures.casework.reading import SOON_DAYS, alike
from plumbline.records.core.cases import ASKED, CaseParty, CaseSummary
from plumbline.records.core.memberships import capacities_of
from plumbline.records.core.people import may_act
from plumbline.records.core.readings import while_unchanged
from plumbline.records.core.region_trees import covered_by, tree
from plumbline.records.core.visibility import appointable, cases_open_to, keeping
from plumbline.records.query.listing import below
from plumbline.records.query.together import ids_of_each, of_each

OPEN, DUE, LATE, MINE = "open", "due", "late", "mine"
WHICH = (OPEN, DUE, LATE, MINE)
NOTHING = Q(pk__in=[])
MOST_WAITING = 1_000
"""In more cases than this it is not counted how many wait for somebody."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one procedure: how many cases there are, are open, are due within :data:`SOON_DAYS` days, are late and wait
    for the reader (no further than :data:`MOST_WAITING`); and the one whose state changed last."""

    total: int
    open: int
    due: int
    late: int
    mine: int
    latest: CaseSummary | None


def readings(procedures: Iterable[Procedure], user: Any, on: date) -> list[Reading]:
    """The cases of ``procedures`` as ``user`` (None: the public) may read them on a day: together where the person's
    roles are the same for their columns, which for most people is everywhere."""
    return [Reading(these, user, on) for these in alike(procedures, user)]


@dataclass(frozen=True)
class Reading:
    """Some procedures before one reader, whose roles are the same for all of their columns."""

    procedures: tuple[Procedure, ...]
    user: Any
    on: date

    def only(self, which: str, within: str = "") -> Q:
        """The filter for the cases (rows without a member) that are ``which`` (empty: all), of the region ``within``
        and all below it (empty: of any). What may be read is for who asks to filter as well."""
        found, on = Q(region__in=below(within)) if within else Q(), self.on
        if which == MINE:
            return found & Q(case__in=self.waiting().values("case"))
        return found & {OPEN: Q(ended=False), LATE: Q(ended=False, due__lt=on),
                        DUE: Q(ended=False, due__gte=on, due__lte=on + timedelta(days=SOON_DAYS))}.get(which, Q())

    def counted(self, within: str = "") -> dict[str, Counts]:
        """What the reader may know of the cases, by procedure; those without a case left out."""
        if self.user is None:
            names = tuple(each.name for each in self.procedures)
            return while_unchanged(("cases", names, self.on, within), lambda: self._counted(within))
        return self._counted(within)

    def _counted(self, within: str) -> dict[str, Counts]:
        where = self.only("", within)
        rows = CaseSummary.objects.filter(self._readable, where, member="").order_by()
        of_open, of_due, of_late = (Count("pk", filter=self.only(name)) for name in (OPEN, DUE, LATE))
        counts = {name: told for name, *told in rows.values_list("procedure").annotate(
            Max("since"), Count("pk"), of_open=of_open, of_due=of_due, of_late=of_late)}
        if not counts:
            return {}
        changed = rows.filter(since__in=[last for last, *_ in counts.values()]).order_by("since", "pk")
        newest = {row.procedure: row for row in changed.select_related("case")}
        waits = self._waiting_counts([each for each in self.procedures if each.name in counts], where)
        return {name: Counts(total, open_, due, late, waits.get(name, 0), newest.get(name))
                for name, (_last, total, open_, due, late) in counts.items()}

    def waiting(self, *of: Procedure) -> QuerySet[CaseSummary]:
        """The summaries of cases, and of members, in which something waits for the reader: as
        :func:`~plumbline.procedures.casework.reading.waiting` tells them one by one, asked of the store. ``of`` these
        procedures; none: of all."""
        if not may_act(self.user):
            return CaseSummary.objects.none()
        names = [each.name for each in of or self.procedures]
        turn = reduce(or_, (self._turn_in(each) for each in of or self.procedures),
                      self._asked | self._contested)
        one = Q(procedure=names[0]) if len(names) == 1 else Q(procedure__in=names)
        going_on = CaseSummary.objects.filter(case=OuterRef("case"), member="", ended=False)
        return CaseSummary.objects.filter(one, self._readable, turn, ended=False, away="").filter(
            Q(member="") | Exists(going_on))

    def nearest(self, names: Iterable[str], most: int) -> list[CaseSummary]:
        """Of what waits in the procedures called ``names``, the ``most`` whose last days are next. Each goes along the
        index of its last days, and all are asked for together."""
        wanted = set(names)
        each = [self.waiting(one).order_by("until", "pk").values("id")[:most] for one in self.procedures
                if one.name in wanted]
        rows = CaseSummary.objects.filter(pk__in=ids_of_each(each)).select_related("case")
        return sorted(rows, key=lambda row: (row.until, row.pk))[:most] if each else []

    def _waiting_counts(self, procedures: list[Procedure], where: Q) -> dict[str, int]:
        """In how many cases of each something waits, no further than :data:`MOST_WAITING`."""
        if not may_act(self.user):
            return {}
        rows = [self.waiting(each).filter(where).order_by().values("case_id").distinct()[:MOST_WAITING]
                for each in procedures]
        return dict(zip((each.name for each in procedures), of_each("COUNT(*)", rows), strict=True))

    @cached_property
    def _readable(self) -> Q:
        return cases_open_to(self.user, [each.name for each in self.procedures], self.procedures[0].column)

    @cached_property
    def _own(self) -> frozenset[str]:
        """The regions in which the reader acts by a role."""
        return keeping(self.user, holding.kind_of(self.procedures[0])).of_cases()

    @cached_property
    def _keeps(self) -> frozenset[str]:
        return _going_on(self._own, self.on)

    @cached_property
    def _given(self) -> Q:
        regions = appointable(self.user, self.procedures[0].column).of_cases()
        return Q(person=self.user.pk, case__region__in=regions)

    @cached_property
    def _asked(self) -> Q:
        """Where an authority of the reader was asked for its opinion."""
        asked = CaseParty.objects.filter(part=ASKED, region__in=self._own)
        return Q(member="", case__in=asked.values("case")) if self._own else NOTHING

    @cached_property
    def _contested(self) -> Q:
        """Where the reader decides on what somebody else says against a case, or what followed in a member of it."""
        where = Q(contested__isnull=False, region__in=self._keeps)
        return where & ~Q(contested=self.user.pk) if self._keeps else NOTHING

    def _turn_in(self, procedure: Procedure) -> Q:
        """Where it is the reader's turn, by the state that a case or a member is in and the parts that the reader
        has."""
        found = NOTHING
        if not procedure.waits:
            return found
        for of in ("", *([procedure.members.name] if procedure.members is not None else ())):
            place = Q(procedure=procedure.name) & (~Q(member="") if of else Q(member=""))
            for part in procedure.parts:
                where = _moved_by(procedure, part, of, self.on)
                if where is not None:
                    who = Q(region__in=self._keeps) if part.held == ROLE else _has(self.user, part, self._given)
                    found |= place & where & who
        return found


def _has(user: Any, part: Part, given: Q) -> Q:
    """Where ``user`` was ``given`` the part, or has it for an organisation."""
    able = [code for code, has in capacities_of(user).items() if not part.capacity or part.capacity in has]
    return Q(Exists(CaseParty.objects.filter(
        Q(member="") | Q(member=OuterRef("member")), given | Q(organisation__in=able), case=OuterRef("case"),
        part=part.name)))


def _moved_by(procedure: Procedure, part: Part, of: str, on: date) -> Q | None:
    """The states from which ``part`` moves a case, or a member of it, on; None where there is none."""
    acts = [act for act in procedure.acts_of(of) if part in act.awaited]
    always = {state for act in acts if not act.after_days for state in act.source}
    late = {state for act in acts if act.after_days for state in act.source} - always
    if not always and not late:
        return None
    rests = {state for state in always if procedure.declared(of)[state].rests}
    found = Q(state__in=sorted(always - rests))
    if rests:
        found |= Q(state__in=sorted(rests), due__lte=on + timedelta(days=SOON_DAYS))
    return found | Q(state__in=sorted(late), due__lt=on) if late else found


def _going_on(own: frozenset[str], on: date) -> frozenset[str]:
    """The regions whose cases belong to ``own`` on a day: these, and those that ended and go on as one of them."""
    now = tree().at(on)
    every = {*covered_by(), *own} if own else own
    return frozenset(each for each in every if (now.goes_on_as(each) or each) in own)
