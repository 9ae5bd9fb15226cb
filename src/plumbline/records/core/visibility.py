"""Who may see what. Every read, by page, export, search or figure, asks here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from plumbline.methods.shared.succession import JOINED
from plumbline.records.core.cases import AGAINST, CONFLICT, WHOLE, CaseEvent, CaseParty
from plumbline.records.core.fields import INTERNAL, PERSONAL, PUBLIC
from plumbline.records.core.kinds import Kind
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.people import Role, may_act
from plumbline.records.core.readings import once
from plumbline.records.core.region_trees import beneath, roots, tree

RECORD, CUT, FIGURE, PUBLISHED = "record", "cut", "figure", "published"
STAGES = (RECORD, CUT, FIGURE, PUBLISHED)
NOTHING: frozenset[str] = frozenset()
KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)  # auditors read what officers read, and write nothing
READERS = (*KEEPERS, Role.AUDITOR)  # jurors read nothing by their role alone
ORGANISATION, PERSON, LINK = "organisation", "person", "link"
Party = tuple[str, str | int]
"""Somebody with a part in one record or case: an organisation by its code, a person or a link by number."""


@dataclass(frozen=True)
class Reach:
    """The regions in which a person holds a role for one column, each with all below it."""

    tops: frozenset[str]

    def covers(self, region: str | None) -> bool:
        """Whether ``region`` or one above it is among the person's regions; of what is everybody's (:data:`WHOLE`),
        whether every region is."""
        if region == WHOLE:
            return self.whole
        return bool(region) and (region in self.tops or region in self._below)

    def regions(self) -> frozenset[str]:
        """Every region covered, for filtering rows in the store."""
        return self.tops | self._below

    def of_cases(self) -> frozenset[str]:
        """The same, for filtering cases: with those that are everybody's, where every region is covered."""
        return self.regions() | {WHOLE} if self.whole else self.regions()

    @cached_property
    def whole(self) -> bool:
        """Whether every region is covered. In a home without regions: whether there is any role."""
        tops = roots()
        return all(self.covers(code) for code in tops) if tops else bool(self.tops)

    @cached_property
    def _below(self) -> frozenset[str]:
        return beneath(self.tops)


NOWHERE = Reach(frozenset())


@dataclass(frozen=True, slots=True)
class About:
    """What of one record or case settles who reads it, beyond its region: its ``parties``; who is ``near``, having a
    part in something else of the same case; the people it is ``closed`` to, by a conflict of interest that they
    declared; whether it is ``published``. Whoever has a role over one of ``regions`` reads it too: those that had it
    before, or were asked for their opinion."""

    parties: frozenset[Party] = frozenset()
    near: frozenset[Party] = frozenset()
    closed: frozenset[int] = frozenset()
    published: bool = False
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who came by a link handed out in a case: an account to nobody, and a party to that case alone."""

    number: int
    case: int
    part: str
    member: str = ""
    pk: None = None
    is_authenticated: bool = False
    is_active: bool = False


def reach(user: Any, column: str) -> Reach:
    """Where ``user`` holds a role that covers ``column``. ``ground`` kinds are open to a role of any column."""
    if not may_act(user):
        return NOWHERE
    return _reach(user, column, READERS, lambda of: column == "ground" or of in ("*", column))


def appointable(user: Any, column: str) -> Reach:
    """Where ``user`` may be given parts in cases of ``column``: wherever a role of any name is held."""
    if not may_act(user):
        return NOWHERE
    return _reach(user, f"appoint {column}", (*KEEPERS, Role.JUROR), lambda of: of in ("*", column))


def parties_of(user: Any) -> frozenset[Party]:
    """As whom ``user`` can be a party: the person, and each organisation that is acted for now; or a link."""
    if isinstance(user, Bearer):
        return frozenset([(LINK, user.number)])
    if not may_act(user):
        return frozenset()
    return frozenset([(PERSON, user.pk), *((ORGANISATION, each) for each in organisations_of(user))])


def visible(user: Any, kind: Kind, region: str | None, stage: str = RECORD, about: About | None = None,
            ) -> frozenset[str]:
    """The fields of ``kind`` that ``user`` (None: the public) may read for a record of ``region``, or for the one
    record or case that ``about`` tells of.

    Empty: not even that the record exists. Public fields are for everyone, unless the kind as a whole is not public:
    then they are for its parties, and for all once it is published. Internal ones need a role over the region; those
    that the kind shares are open to its parties too. Personal fields are shown on live records only, since they are in
    no cut and no figure. A conflict of interest closes everything.
    """
    if stage not in STAGES:
        raise ValueError(f"stage is one of {', '.join(STAGES)}, not {stage!r}")
    if about is not None and user is not None and user.pk in about.closed:
        return NOTHING
    here = reach(user, kind.column)
    if here.covers(region) or (about is not None and any(map(here.covers, about.regions))):
        return frozenset(kind.names() if stage == RECORD else kind.names(PUBLIC, INTERNAL))
    public = frozenset(kind.names(PUBLIC))
    if about is not None:
        own = parties_of(user)
        if own & about.parties:
            return public | (frozenset(kind.shared) - frozenset(() if stage == RECORD else kind.names(PERSONAL)))
        if own & about.near or about.published:
            return public
    return public if kind.public else NOTHING


def about_record(kind: Kind, row: Any) -> About | None:
    """The parties of one record, named by the fields that its kind declares."""
    return about_named(kind, tuple(getattr(row, name) for name in kind.parties))


def about_named(kind: Kind, values: tuple[Any, ...]) -> About | None:
    """The same, of the ``values`` of those fields."""
    if not kind.parties:
        return None
    named: set[str] = set()
    for name, value in zip(kind.parties, values, strict=True):
        said = str(value or "")
        named |= set(said.split(JOINED)) if kind.by_name[name].several else {said}
    return About(frozenset((ORGANISATION, each) for each in named - {""}))


@dataclass(frozen=True, slots=True)
class RowsOpen:
    """What of the rows of a kind is open to one reader beyond what is public: those of ``regions``, with their internal
    fields; and those to which one of ``organisations`` is a party, with what the kind shares."""

    regions: frozenset[str] = NOTHING
    organisations: frozenset[str] = NOTHING

    def __bool__(self) -> bool:
        return bool(self.regions or self.organisations)

    def as_party(self, about: About | None) -> About | None:
        """Of the parties of one row those for whom the reader acts: all that matters there, alike for many rows."""
        own = frozenset((ORGANISATION, each) for each in self.organisations)
        return About(about.parties & own) if about is not None and about.parties & own else None


def rows_open_to(user: Any, kind: Kind) -> RowsOpen:
    """:func:`visible` as it is asked of lists, counts and exports of records of ``kind``."""
    own = organisations_of(user) if kind.parties else NOTHING
    return RowsOpen(reach(user, kind.column).regions(), own)


def of_parties(kind: Kind, organisations: frozenset[str]) -> Q:
    """The rows to which one of ``organisations`` is a party: :func:`about_record`, as a filter of the store."""
    found = Q(pk__in=[])
    for name in kind.parties if organisations else ():
        if not kind.by_name[name].several:
            found |= Q(**{f"{name}__in": sorted(organisations)})
            continue
        # Not by LIKE, which takes capitals and small letters for the same in one store and not in the other.
        codes = Concat(Value(JOINED), name, Value(JOINED))
        for each in sorted(organisations):
            found |= Q(GreaterThan(StrIndex(codes, Value(f"{JOINED}{each}{JOINED}")), 0))
    return found


def cases_open_to(user: Any, procedure: str | Collection[str], column: str) -> Q:
    """The summaries of cases of ``procedure`` (or of several, all of ``column``), and of their members, that ``user``
    (None: the public) may read, as a filter of lists: :func:`visible`, asked of the store. A member that names parties
    of its own is open to these, and to the authority; every other one to who is a party to the case."""
    names = [procedure] if isinstance(procedure, str) else sorted(procedure)
    own = Q(procedure=names[0]) if len(names) == 1 else Q(procedure__in=names)
    if not may_act(user):
        return own & Q(published=True, member="")
    # A page that lists cases of every procedure asks several times for each.
    parts: Q = once(("parts", user.pk, roles_of(user), organisations_of(user), *names, column),
                    lambda: _by_part(user, names, column))
    own &= Q(region__in=_going_on(reach(user, column))) | parts | Q(published=True, member="")
    conflicts = CaseEvent.objects.filter(act=CONFLICT, actor=user.pk)
    if not once(("conflicts", user.pk), lambda: frozenset(conflicts.values_list(
            "case__procedure", flat=True).distinct())).isdisjoint(names):
        own &= ~Q(Exists(conflicts.filter(Q(member="") | Q(member=OuterRef("member")), case=OuterRef("case"))))
    if organisations_of(user):  # who acts for the one that a case is about reads nothing of it
        against = CaseParty.objects.filter(part=AGAINST, organisation__in=organisations_of(user))
        own &= ~Q(case__in=against.values("case"))
    return own


def _going_on(where: Reach) -> frozenset[str]:
    """The regions of a reach, but those that ended and go on as one outside it: the officers of that one see to their
    cases."""
    now, every = tree().at(timezone.localdate()), where.of_cases()
    return frozenset(each for each in every if (now.goes_on_as(each) or each) in every)


def _by_part(user: Any, procedures: list[str], column: str) -> Q:
    """What is open to ``user`` by a part, and not by a role over the region."""
    own = reach(user, column).of_cases()
    given = appointable(user, column).of_cases() - own
    parties = CaseParty.objects.filter(Q(organisation__in=organisations_of(user)) | Q(
        person=user.pk, case__region__in=given) | Q(region__in=own), case__procedure__in=procedures)
    if not (organisations_of(user) or own or given) or not parties.exists():
        return Q()  # most who look at lists are officers: their lists go by one index
    whole, people = parties.filter(member=""), parties.filter(member="", organisation="")  # and authorities
    return Q(member="", case__in=parties.values("case")) | Q(case__in=people.values("case")) | Q(
        case__in=whole.values("case"), own_parties=False) | Q(
        Exists(parties.filter(case=OuterRef("case"), member=OuterRef("member")).exclude(member="")))


def may_keep(user: Any, kind: Kind, region: str | None) -> bool:
    """Whether ``user`` may write records of ``kind`` that belong to ``region``."""
    return keeping(user, kind).covers(region)


def keeping(user: Any, kind: Kind) -> Reach:
    """Where ``user`` may write records of ``kind``."""
    if not reach(user, kind.column).tops:
        return NOWHERE
    return _reach(user, f"keep {kind.column}", KEEPERS,
                  lambda of: kind.column == "ground" or of in ("*", kind.column))


def narrow(user: Any, region: str) -> Any:
    """``user``, whose roles from now on hold in ``region`` and below only: for a request made with less than the
    person's whole reach. Nothing of it is kept."""
    within = Reach(frozenset([region]))
    roles = _roles(user)
    inside = {role for role in roles if within.covers(role[1])}
    above = {(name, region, column) for name, of, column in roles if Reach(frozenset([of])).covers(region)}
    user._plumbline_roles = frozenset(inside | above)
    user.__dict__.pop("_plumbline_reach", None)
    user._plumbline_organisations = {}  # what is narrowed to a region speaks for no organisation
    user._plumbline_narrowed = True
    return user


def is_narrowed(user: Any) -> bool:
    """Whether ``user`` comes with less than the person's whole reach."""
    return bool(getattr(user, "_plumbline_narrowed", False))


def roles_of(user: Any) -> frozenset[tuple[str, str, str]]:
    """The roles of ``user`` (None: the public) as (name, region, column), narrowed where the person was."""
    return _roles(user) if may_act(user) else frozenset()


def with_roles(users: QuerySet[Any]) -> list[Any]:
    """The accounts of ``users``, each with its roles: asked for at once, where each would ask for its own."""
    found, roles = list(users), dict[int, set[tuple[str, str, str]]]()
    for user, *role in Role.objects.filter(user__in=found).values_list("user", "name", "region", "column"):
        name, region, column = role
        roles.setdefault(user, set()).add((name, region, column))
    for each in found:
        each._plumbline_roles = frozenset(roles.get(each.pk, ()))
    return found


def _reach(user: Any, what: str, names: tuple[str, ...], counts: Callable[[str], bool]) -> Reach:
    """The regions of the roles called ``names`` whose column ``counts``, worked out once a request as ``what``."""
    known: dict[str, Reach] = user.__dict__.setdefault("_plumbline_reach", {})
    if what not in known:
        found = Reach(frozenset(region for name, region, of in _roles(user) if name in names and counts(of)))
        # Most people have the same regions in every column: what lies below them is worked out once.
        known[what] = next((each for each in known.values() if each == found), found)
    return known[what]


def _roles(user: Any) -> frozenset[tuple[str, str, str]]:
    # One query a request: the roles (name, region, column) ride on the user object that the request holds.
    held = getattr(user, "_plumbline_roles", None)
    if held is None:
        held = frozenset(Role.objects.filter(user=user).values_list("name", "region", "column"))
        user._plumbline_roles = held
    return held
