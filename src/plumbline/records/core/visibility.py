"""Who may see what. Every read, by page, export, search or figure, asks here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.kinds import Kind
from plumbline.records.core.people import Role, may_act
from plumbline.records.core.region_trees import covered_by

RECORD, CUT, FIGURE, PUBLISHED = "record", "cut", "figure", "published"
STAGES = (RECORD, CUT, FIGURE, PUBLISHED)
NOTHING: frozenset[str] = frozenset()
KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)  # auditors read what officers read, and write nothing


@dataclass(frozen=True)
class Reach:
    """The regions in which a person holds a role for one column, each with all below it."""

    tops: frozenset[str]

    def covers(self, region: str | None) -> bool:
        """Whether ``region`` or one above it is among the person's regions."""
        return bool(region) and (region in self.tops or region in self._below)

    def regions(self) -> frozenset[str]:
        """Every region covered, for filtering rows in the store."""
        return self.tops | self._below

    @cached_property
    def _below(self) -> frozenset[str]:
        # Worked out once from one reading of the tree, however many records a page asks about.
        if not self.tops:
            return NOTHING
        below: dict[str, list[str]] = {}
        for code, above in covered_by().items():
            for each in above:
                below.setdefault(each, []).append(code)
        found: set[str] = set()
        waiting = list(self.tops)
        while waiting:
            for code in below.get(waiting.pop(), ()):
                if code not in found:
                    found.add(code)
                    waiting.append(code)
        return frozenset(found)


NOWHERE = Reach(frozenset())


def reach(user: Any, column: str) -> Reach:
    """Where ``user`` holds a role that covers ``column``. ``ground`` kinds are open to a role of any column."""
    if not may_act(user):
        return NOWHERE
    known: dict[str, Reach] = user.__dict__.setdefault("_plumbline_reach", {})
    if column not in known:
        held = _roles(user)
        known[column] = Reach(frozenset(region for _, region, of in held if column == "ground" or of in ("*", column)))
    return known[column]


def visible(user: Any, kind: Kind, region: str | None, stage: str = RECORD) -> frozenset[str]:
    """The fields of ``kind`` that ``user`` (None: the public) may read for a record of ``region``.

    Empty: not even that the record exists. Public fields are for everyone, unless the kind as a whole is not public;
    internal ones need a role over the region. Personal fields are shown on live records only, since they are in no cut
    and no figure.
    """
    if stage not in STAGES:
        raise ValueError(f"stage is one of {', '.join(STAGES)}, not {stage!r}")
    covered = reach(user, kind.column).covers(region)
    if covered:
        return frozenset(kind.names() if stage == RECORD else kind.names(PUBLIC, INTERNAL))
    return frozenset(kind.names(PUBLIC)) if kind.public else NOTHING


def may_keep(user: Any, kind: Kind, region: str | None) -> bool:
    """Whether ``user`` may write records of ``kind`` that belong to ``region``."""
    return keeping(user, kind).covers(region)


def keeping(user: Any, kind: Kind) -> Reach:
    """Where ``user`` may write records of ``kind``."""
    if not reach(user, kind.column).tops:
        return NOWHERE
    known: dict[str, Reach] = user.__dict__["_plumbline_reach"]
    name = f"keep {kind.column}"
    if name not in known:
        known[name] = Reach(frozenset(
            of for role, of, column in _roles(user)
            if role in KEEPERS and (kind.column == "ground" or column in ("*", kind.column))))
    return known[name]


def narrow(user: Any, region: str) -> Any:
    """``user``, whose roles from now on hold in ``region`` and below only: for a request made with less than the
    person's whole reach. Nothing of it is kept."""
    within = Reach(frozenset([region]))
    roles = _roles(user)
    inside = {role for role in roles if within.covers(role[1])}
    above = {(name, region, column) for name, of, column in roles if Reach(frozenset([of])).covers(region)}
    user._plumbline_roles = frozenset(inside | above)
    user.__dict__.pop("_plumbline_reach", None)
    return user


def roles_of(user: Any) -> frozenset[tuple[str, str, str]]:
    """The roles of ``user`` (None: the public) as (name, region, column), narrowed where the person was."""
    return _roles(user) if may_act(user) else frozenset()


def _roles(user: Any) -> frozenset[tuple[str, str, str]]:
    # One query a request: the roles (name, region, column) ride on the user object that the request holds.
    held = getattr(user, "_plumbline_roles", None)
    if held is None:
        held = frozenset(Role.objects.filter(user=user).values_list("name", "region", "column"))
        user._plumbline_roles = held
    return held
