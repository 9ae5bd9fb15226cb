"""Who holds which part of a case, and who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from plumbline.procedures.casework.declaration import GIVEN, LINK, PARTY, ROLE, Part, Procedure
from plumbline.procedures.casework.standing import Board
from plumbline.records.core import visibility
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import INTERNAL, PERSONAL, PUBLIC, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.memberships import capacities_of
from plumbline.records.core.region_trees import tree
from plumbline.records.core.visibility import About, Bearer, Party, appointable, may_keep, parties_of, reach, visible
from plumbline.text import Text

CASE = "~case"
"""The field of every case that is open to whoever may know of it."""
STRICTNESS = (PUBLIC, INTERNAL, PERSONAL)


@cache
def kind_of(procedure: Procedure) -> Kind:
    """What ``visible`` and ``may_keep`` are asked about the cases of ``procedure``: the fields of all its acts. Where
    two acts have a field of one name, the stricter exposure counts."""
    fields = {CASE: Spec(CASE, "text", Text("case", "事项"), PUBLIC, required=False, help=Text())}
    for spec in (*procedure.specs, *(each for act in procedure.acts for each in act.told)):
        known = fields.get(spec.name, spec)
        fields[spec.name] = replace(known, exposure=max(known.exposure, spec.exposure, key=STRICTNESS.index))
    return Kind(name=procedure.name, title=procedure.title, plural=procedure.plural, meaning=procedure.meaning,
                key=("number",), region="region", date="", column=procedure.column, cites=procedure.cites,
                model=CaseEvent, fields=tuple(fields.values()), public=False, shared=procedure.shared)


def region_on(region: str, on: date) -> str:
    """The region that goes on for one that ended: who has a role over it sees to its cases."""
    return tree().at(on).goes_on_as(region) or region


def holds(procedure: Procedure, region: str, board: Board, user: Any, part: Part, member: str = "") -> bool:
    """Whether ``user`` acts as ``part`` in a case of ``region`` (as it is called now), or for one ``member`` of it. Who
    acts for a party to it acts for nobody else."""
    if user is None or conflicted(board, user, member) or is_against(procedure, board, user):
        return False
    if part.held in (ROLE, GIVEN) and for_a_party(procedure, board, user, member):
        return False
    if part.held == ROLE:
        return may_keep(user, kind_of(procedure), region)
    own = parties_of(user)
    if part.held == GIVEN and not appointable(user, procedure.column).covers(region):
        return False
    if part.capacity:
        able = {(visibility.ORGANISATION, code) for code, has in capacities_of(user).items() if part.capacity in has}
        own &= able
    return any(name == part.name and party in own for name, party in in_part(procedure, board, member))


def in_part(procedure: Procedure, board: Board, member: str = "") -> set[tuple[str, Party]]:
    """Who has which part for the case, or for one ``member``: who has it for that member, and who for the case as a
    whole, where the part is not one that each member names."""
    whole = parties(procedure, board)
    if not member:
        return whole
    named = {part.name for part in procedure.parts if part.held == PARTY and names_each(procedure, part)}
    return parties(procedure, board, member) | {each for each in whole if each[0] not in named}


def for_a_party(procedure: Procedure, board: Board, user: Any, member: str = "") -> bool:
    """Whether ``user`` acts for an organisation that takes part in the case or in this ``member``: nobody is on both
    sides, whatever else the person is."""
    own = {each for each in parties_of(user) if each[0] == visibility.ORGANISATION}
    return bool(own) and any(party in own for _, party in parties(procedure, board) | (
        parties(procedure, board, member) if member else set()))


def parties(procedure: Procedure, board: Board, member: str = "") -> set[tuple[str, Party]]:
    """Everybody with a part in the case itself, or in this member of it alone: (part, who)."""
    found: set[tuple[str, Party]] = {
        (part, (visibility.PERSON, person)) for person, part in board.given.get(member, ())}
    found |= {(board.links[number].part, (visibility.LINK, number)) for number in board.linked.get(member, ())}
    values = board.of.get(member, {}) if member else board.values
    for part in procedure.parts:
        if part.held == PARTY and names_each(procedure, part) is bool(member):
            said = values.get(part.party, "")
            codes = said.split(";") if kind_of(procedure).by_name[part.party].several else [said]
            found |= {(part.name, (visibility.ORGANISATION, code)) for code in codes if code}
    return found


def is_against(procedure: Procedure, board: Board, user: Any) -> bool:
    """Whether the case is about an organisation for which ``user`` acts."""
    return any((visibility.ORGANISATION, each) in parties_of(user) for each in named_against(procedure, board))


def named_against(procedure: Procedure, board: Board) -> set[str]:
    """The organisations that the case is about, where its procedure keeps it from them."""
    return set(board.values.get(procedure.against, "").split(";")) - {""} if procedure.against else set()


def names_each(procedure: Procedure, part: Part) -> bool:
    """Whether the organisation of a ``part`` is named by each member, and not by the case."""
    return part.party not in procedure.about and any(act.of and part.party in act.fields for act in procedure.acts)


def about(procedure: Procedure, region: str, board: Board, user: Any, member: str = "") -> About:
    """What of the case (or of a ``member``) settles who reads it. A member that names parties of its own is closed to
    the organisations that are parties to the case, but not to people who were given a part in it."""
    whole, own = _who(parties(procedure, board)), _who(parties(procedure, board, member)) if member else frozenset()
    if member:
        people = frozenset(each for each in whole if each[0] == visibility.PERSON)
        told, near = (own | people if names_parties(own) else own | whole), frozenset[Party]()
    else:
        told = whole
        near = _who(each for one in board.members for each in parties(procedure, board, one))
    if not appointable(user, procedure.column).covers(region):
        told, near = (frozenset(each for each in these if each[0] != visibility.PERSON) for these in (told, near))
    closed = {person for person, of in board.conflicts if of in ("", member)}
    closed |= {user.pk} if is_against(procedure, board, user) else set()
    return About(told, near, frozenset(closed), regions=authorities(board),
                 published=not member and bool(board.entered & set(procedure.public)))


def names_parties(own: Iterable[Party]) -> bool:
    """Whether there is an organisation among the parties of a member: others that take part then read it no more."""
    return any(kind == visibility.ORGANISATION for kind, _ in own)


def of_authority(procedure: Procedure, region: str, board: Board, user: Any) -> bool:
    """Whether ``user`` reads a case of ``region`` by a role over it, or over another that has to do with it."""
    own = reach(user, procedure.column)
    return own.covers(region) or any(map(own.covers, authorities(board)))


def authorities(board: Board) -> frozenset[str]:
    """The regions that had the case before, or were asked for their opinion."""
    asked = {each.region for each in board.consulted.values()}
    return frozenset({board.opened_in, *board.regions, *asked} - {"", board.region or board.opened_in})


def conflicted(board: Board, user: Any, member: str = "") -> bool:
    """Whether ``user`` declared a conflict of interest over the case or this member of it."""
    return user is not None and bool({(user.pk, ""), (user.pk, member)} & board.conflicts)


def open_fields(procedure: Procedure, region: str, board: Board, user: Any, member: str = "") -> frozenset[str]:
    """The fields of a case of ``region`` (as it is called now), or of a member of it, that ``user`` may read; empty:
    not even that there is one."""
    return visible(user, kind_of(procedure), region, about=about(procedure, region, board, user, member))


def organisations(procedure: Procedure, board: Board, user: Any, part: Part, member: str = "") -> list[str]:
    """The organisations for which ``user`` acts as ``part``; none where the part is not held for one."""
    own = {code for code, has in capacities_of(user).items() if not part.capacity or part.capacity in has}
    return sorted(str(party[1]) for name, party in in_part(procedure, board, member)
                  if name == part.name and party[0] == visibility.ORGANISATION and party[1] in own)


def by_link(user: Any, part: Part) -> bool:
    """Whether ``user`` came by a link for this ``part``."""
    return part.held == LINK and isinstance(user, Bearer) and user.part == part.name


def _who(these: Iterable[tuple[str, Party]]) -> frozenset[Party]:
    return frozenset(party for _, party in these)
