"""What narrows a list of cases beside the state they are in: which of them, and of which region. The list, its file and
the cards that count read the same address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.procedures.casework import overview
from plumbline.procedures.casework.declaration import Procedure


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A list of cases as its address words it: ``which`` of them (empty: all), and the ``region`` (empty: any)."""

    which: str = ""
    region: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Narrowed:
        """What an address asks for; a word that there is not asks for nothing."""
        which = query.get("which", "")
        return cls(which if which in overview.WHICH else "", query.get("region", "").strip()[:80].replace("\0", ""))

    @property
    def query(self) -> str:
        """The same for an address, empty where nothing narrows it."""
        return urlencode({name: value for name, value in (("which", self.which), ("region", self.region)) if value})

    def only(self, procedure: Procedure, user: Any, on: date) -> Q:
        """The filter of the list."""
        return overview.Reading((procedure,), user, on).only(self.which, self.region)

    def said(self, request: HttpRequest) -> str:
        """What narrows the list, in words; empty where nothing does."""
        which = {overview.OPEN: _("in progress"), overview.DUE: _("due within seven days"),
                 overview.LATE: _("late"), overview.MINE: _("waiting for you")}
        region = words.say(region_name(today_tree(request), self.region))
        return " · ".join(filter(None, (which.get(self.which, ""), region)))


def address(procedure: Procedure, which: str = "", region: str = "") -> str:
    """Where the list of these cases opens."""
    more = Narrowed(which, region).query
    return reverse("case-list", args=(procedure.name,)) + (f"?{more}" if more else "")
