"""What the reader of one page may see. Every answer comes from ``records.visibility``; this only remembers it."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from plumbline.procedures.figures.reading import open_figure
from plumbline.procedures.records.permitted_writing import may_import
from plumbline.records.core import kinds
from plumbline.records.core.kinds import Kind
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.people import Role, may_act
from plumbline.records.core.region_trees import state
from plumbline.records.core.visibility import (
    RECORD,
    RowsOpen,
    about_record,
    appointable,
    reach,
    roles_of,
    rows_open_to,
    visible,
)
from plumbline.rulebook.indicators.indicator import Indicator


class Viewer:
    """One reader's eyes, asked once for each kind and region of a page."""

    def __init__(self, user: Any) -> None:
        self.user = user if getattr(user, "is_authenticated", False) else None
        self._fields: dict[tuple[str, str | None, str], frozenset[str]] = {}
        self._regions: dict[str, frozenset[str]] = {}

    @classmethod
    def of(cls, request: HttpRequest) -> Viewer:
        """The eyes of whoever sent ``request``; the same object throughout the request."""
        found = getattr(request, "_plumbline_eyes", None)
        if found is None:
            found = cls(getattr(request, "user", None))
            request._plumbline_eyes = found  # type: ignore[attr-defined]
        return found

    def fields(self, kind: Kind, region: str | None, stage: str = RECORD) -> frozenset[str]:
        """The fields of ``kind`` shown for a record of ``region``; empty: not even that it exists."""
        key = (kind.name, region, stage)
        if key not in self._fields:
            self._fields[key] = visible(self.user, kind, region, stage)
        return self._fields[key]

    def regions(self, kind: Kind) -> frozenset[str]:
        """The regions whose internal fields of ``kind`` this reader may see."""
        if kind.column not in self._regions:
            self._regions[kind.column] = reach(self.user, kind.column).regions()
        return self._regions[kind.column]

    def shown(self, kind: Kind, row: Any) -> dict[str, Any]:
        """The values of ``row`` that may be shown, by field name; empty when the record as a whole may not."""
        names = self.fields(kind, region_of(kind, row))
        if kind.parties and organisations_of(self.user):
            names = visible(self.user, kind, region_of(kind, row), about=about_record(kind, row))
        return {name: getattr(row, name) for name in names if hasattr(row, name)}

    def opened(self, kind: Kind) -> RowsOpen:
        """What of the rows of ``kind`` is open to this reader beyond what is public."""
        return rows_open_to(self.user, kind)

    def kinds(self) -> list[Kind]:
        """The kinds of record that are open to this reader whatever records of them there are: what cuts hold of them,
        and how many wait."""
        return [kind for kind in kinds.KINDS.values() if kind.public or self.regions(kind)]

    def listed(self) -> list[Kind]:
        """The kinds of record this reader may list: those, and those that can have the own organisations as parties."""
        return [kind for kind in kinds.KINDS.values() if kind.public or self.opened(kind)]

    def figure(self, indicator: Indicator, region: str) -> bool:
        """Whether this reader may see the figure of ``region``: all of its definition's fields, over that region."""
        return not indicator.internal or open_figure(self.user, indicator, region)

    @cached_property
    def standing(self) -> Hashable:
        """What decides which public results and figures are open beyond what everybody sees: two readers for whom it is
        equal see the same of them. The public's is empty."""
        if self.user is None:
            return ()
        return may_act(self.user), tuple(sorted(roles_of(self.user))), state(), timezone.localdate()

    @cached_property
    def roles(self) -> list[Role]:
        """The reader's roles."""
        return list(Role.objects.filter(user=self.user).order_by("region", "name")) if self.user else []


def region_of(kind: Kind, row: Any) -> str | None:
    """The region that decides who may see ``row``."""
    return getattr(row, kind.region) if kind.region else None


def takes_part(user: Any) -> bool:
    """Whether ``user`` may have a part in cases: by a role, or for an organisation; decides only what the navigation
    offers."""
    return is_officer(user) or bool(organisations_of(user)) or bool(appointable(user, "ground").tops)


def is_watcher(user: Any) -> bool:
    """Whether ``user`` reads surveillance somewhere by a role; decides only what the navigation offers."""
    return bool(user is not None and getattr(user, "is_authenticated", False) and reach(user, "surveillance").tops)


def is_importer(user: Any) -> bool:
    """Whether ``user`` may take in files of some kind: what the navigation offers, and the pages of imports open."""
    return is_officer(user) and any(may_import(user, kind) for kind in kinds.KINDS.values())


def is_officer(user: Any) -> bool:
    """Whether ``user`` holds any role; decides only what the navigation offers."""
    return bool(user is not None and getattr(user, "is_authenticated", False) and reach(user, "ground").tops)
