"""What led to a case and what it led to; what followed from a record: each as far as the reader may know of it. Whoever
may not read the other side is told nothing of it, not even that there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.casework.consequences import effects
from plumbline.procedures.casework.consequences.declared import Consequence, known
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.records import viewing
from plumbline.records.core.cases import CaseConsequence
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.intake.personal import SEPARATOR
from plumbline.text import UNSAID, Text

CORRECTED, WITHDRAWN = (Text("corrected since", "其后已更正"), Text("withdrawn since", "其后已撤回"))
CONTESTED = Text("contested, not decided yet", "有异议，尚未处理")


@dataclass(frozen=True)
class Led:
    """One step of a thread: the other case, and the consequence that led from one to the other. ``cause`` says what
    became of a record that it followed from: corrected, withdrawn, or nothing."""

    case: Found
    consequence: Consequence
    cause: Text = UNSAID

    @property
    def told(self) -> list[Text]:
        """What is said of it: where it stands, until when, whether somebody contests it."""
        return [self.case.state().title, *([CONTESTED] if contested(self.case) else [])]

    def as_dict(self) -> dict[str, Any]:
        """It as a document."""
        case = self.case
        return {"kind": "", "key": [], "procedure": case.procedure.name, "number": case.number,
                "state": case.state().name, "contested": contested(case),
                "ends_on": case.board.ends.isoformat() if case.board.ends is not None else None,
                **_step(self.consequence, self.cause)}


@dataclass(frozen=True)
class OfRecord:
    """A record that led to a case: its kind, the parts of its key, and what became of it since."""

    kind: Kind
    key: tuple[str, ...]
    consequence: Consequence
    cause: Text = UNSAID

    def as_dict(self) -> dict[str, Any]:
        """It as a document."""
        return {"kind": self.kind.name, "key": list(self.key), "procedure": "", "number": "", "state": "",
                "contested": False, "ends_on": None, **_step(self.consequence, self.cause)}


def _step(of: Consequence, cause: Text) -> dict[str, Any]:
    return {"consequence": of.name, "title": of.title.as_dict(), "cites": of.cites.as_dict(),
            "act": of.does,
            "cause": "corrected" if cause is CORRECTED else "withdrawn" if cause is WITHDRAWN else ""}


def document(home: Home, case: Found, user: Any, *, at: datetime) -> dict[str, Any]:
    """What led to a case and what it led to, and what is done in the background after its acts, as a document."""
    came: list[Led | OfRecord] = [*came_of_records(case, user), *came_of(home, case, user, at=at)]
    return {"came_of": [each.as_dict() for each in came],
            "led_to": [each.as_dict() for each in led_to(home, case, user, at=at)],
            "background": effects.of_case(case, user)}


def contested(case: Found) -> bool:
    """Whether what somebody says against the case itself is still to be decided."""
    return case.contest() is not None


def led_to(home: Home, case: Found, user: Any, *, at: datetime) -> list[Led]:
    """The cases that came of this one, as far as ``user`` may read them."""
    rows = CaseConsequence.objects.filter(event__case=case.row).exclude(opened=None).select_related("opened")
    return _readable(home, user, [(row.opened, row.name, UNSAID) for row in rows.order_by("pk")], at)


def came_of(home: Home, case: Found, user: Any, *, at: datetime) -> list[Led]:
    """The cases that led to this one, as far as ``user`` may read them."""
    rows = CaseConsequence.objects.filter(opened=case.row).exclude(event=None).select_related("event__case")
    return _readable(home, user, [(row.event.case, row.name, UNSAID) for row in rows.order_by("pk")], at)


def came_of_records(case: Found, user: Any) -> list[OfRecord]:
    """The records that led to this case, as far as ``user`` may read them."""
    found = []
    for row in CaseConsequence.objects.filter(opened=case.row, event=None).order_by("pk"):
        of, kind = known().get(row.name), KINDS.get(row.kind)
        if of is None or kind is None:
            continue
        key = tuple(row.key.split(SEPARATOR))
        seen = viewing.versions(kind, key, user)
        if seen:
            found.append(OfRecord(kind, key, of, _since(row, seen)))
    return found


def of_record(home: Home, kind: Kind, key: tuple[str, ...], user: Any, *, at: datetime) -> list[Led]:
    """The cases that came of a record, as far as ``user`` may read both."""
    rows = list(CaseConsequence.objects.filter(kind=kind.name, key=SEPARATOR.join(key), event=None)
                .exclude(opened=None).select_related("opened").order_by("pk"))
    seen = viewing.versions(kind, key, user) if rows else []
    return _readable(home, user, [(row.opened, row.name, _since(row, seen)) for row in rows], at) if seen else []


def _since(row: CaseConsequence, seen: list[viewing.Version]) -> Text:
    """What became of the record since its version that the rule decided on."""
    newest = seen[0].row
    if newest.withdrawn:
        return WITHDRAWN
    return CORRECTED if newest.entry.number != row.entry else UNSAID


def _readable(home: Home, user: Any, pairs: Iterable[tuple[Any, str, Text]], at: datetime) -> list[Led]:
    found = []
    for row, name, cause in pairs:
        of, procedure = known().get(name), procedures().get(row.procedure)
        if of is None or procedure is None:
            continue
        try:
            found.append(Led(find(home, user, procedure, row.number, at=at), of, cause))
        except PlumblineError:  # closed to this reader: nothing of it is told
            continue
    return found
