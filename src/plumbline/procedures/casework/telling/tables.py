"""The cases of a procedure, and the members of one case, as tables that leave the house: to each as far as they may
read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from plumbline.procedures.casework import holding, reading
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.members.listing import fitting
from plumbline.procedures.casework.reading import readable
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import PERSONAL, Spec
from plumbline.records.core.visibility import About, parties_of, visible
from plumbline.records.export.table import Column, Table

FIXED = (Column("number"), Column("region"), Column("state"), Column("since", "date"), Column("due", "date"),
         Column("provisional", "flag"), Column("ended", "flag"))
OF_MEMBERS = (Column("member"), *(each for each in FIXED if each.name not in ("number", "region")))
CHUNK = 2_000


def cases_table(procedure: Procedure, user: Any, *, language: str, state: str = "", only: Q | None = None) -> Table:
    """One row for each case that ``user`` may read, the oldest first: where it stands, until when, and the fields it
    was opened with, as far as they are open to them. Personal fields never stand in a table. ``state`` and ``only``
    narrow them."""
    rows = readable(procedure, user).filter(only or Q(), member="").order_by("case")
    if state:
        rows = rows.filter(state=state)
    specs = [spec for spec in procedure.specs if spec.name != procedure.region and spec.exposure is not PERSONAL]
    columns = _columns(FIXED, specs)
    titles = {name: each.title.say(language) for name, each in procedure.machine().items()}

    def lines() -> Iterator[list[Any]]:
        last = 0
        while chunk := list(rows.filter(case__gt=last).select_related("case")[:CHUNK]):
            last = chunk[-1].case_id
            openings = CaseEvent.objects.filter(case__in=[row.case_id for row in chunk], member="",
                                                act__in=[act.name for act in procedure.opening])
            said = dict(openings.order_by("-pk").values_list("case", "said"))
            for row in chunk:
                names = _open_fields(procedure, user, row.region)
                values = said.get(row.case_id, {})
                yield [row.case.number, row.region, titles.get(row.state, row.state),
                       timezone.localdate(row.since), row.due, row.provisional, row.ended,
                       *(values.get(spec.name) if spec.name in names else None for spec in specs)]

    return Table(procedure.name, columns, lines(), lambda most: rows.values("pk")[:most].count())


def members_table(case: Found, user: Any, *, language: str, state: str = "", word: str = "") -> Table:
    """One row for each member of ``case`` that ``user`` may know of, in the order in which they came: where it stands,
    until when, and what is known of it, as far as that is open to them. Personal fields never stand in a table.
    ``state`` and ``word`` narrow them, as on the page of the case."""
    procedure, of = case.procedure, case.procedure.members
    shown = fitting(case, user, reading.members(case, user), state=state, word=word) if of is not None else []
    acts = procedure.acts_of(of.name) if of is not None else ()
    names = {act.adds for act in acts}
    kind = holding.kind_of(procedure)
    # Of fields of one name in two acts the stricter exposure counts.
    specs = [spec for spec in {each.name: each for act in acts for each in act.told}.values()
             if spec.name not in names and kind.by_name[spec.name].exposure is not PERSONAL]

    def lines() -> Iterator[list[Any]]:
        for member in shown:
            at, due, here = case.board.at(member), case.due(member), case.state(member)
            known = reading.values(case, user, member)
            yield [member, here.title.say(language), timezone.localdate(at.since) if at.since is not None else None,
                   due.day if due is not None else None, due is not None and due.provisional, here.ends,
                   *(known.get(spec.name) for spec in specs)]

    return Table(f"{procedure.name}-{case.number}-members", _columns(OF_MEMBERS, specs), lines(),
                 lambda most: min(most, len(shown)))


def _columns(fixed: tuple[Column, ...], specs: list[Spec]) -> tuple[Column, ...]:
    """The columns that every such table has, and those of fields; no two of one name."""
    taken = {each.name for each in fixed}
    return (*fixed, *(Column(f"{spec.name}_" if spec.name in taken else spec.name) for spec in specs))


def _open_fields(procedure: Procedure, user: Any, region: str) -> frozenset[str]:
    """The fields of a case in a list: all for who reads it by a role; for others what each who may know of it reads."""
    now = holding.region_on(region, timezone.localdate())
    return visible(user, holding.kind_of(procedure), now, about=About(near=parties_of(user), published=True))
