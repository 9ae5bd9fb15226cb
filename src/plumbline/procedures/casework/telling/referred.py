"""The records that a case names - its firm, its product - as they are called: now, while it is open; as they were
that day, once it is settled, however they are changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plumbline.procedures.casework.finding import Found
from plumbline.records.core import store
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import KINDS, Kind

NAME = "name"
Names = Mapping[tuple[str, str], "Named"]
"""By kind and key."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a record is called: ``then``, on the day that counts; and ``now``, where that is something else (empty: it
    is the same)."""

    then: str
    now: str = ""


def settled_at(case: Found) -> datetime | None:
    """Since when the case shows what it names as it was: when it came into the state that settles it, else into the one
    in which it ended. None: it is open."""
    standing, settled = case.board.case, case.procedure.settled
    if settled and settled in case.board.entered:
        stays = (standing, *reversed(standing.left))
        return next((each.since for each in stays if each.state == settled), None)
    return standing.since if case.state().ends else None


def names(case: Found, said: Iterable[tuple[Spec, str]]) -> dict[tuple[str, str], Named]:
    """What the records are called to which these fields of a case refer, as far as their names are open to everybody
    and the registers have them."""
    wanted: dict[str, set[str]] = {}
    for spec, text in said:
        kind = KINDS.get(spec.refers)
        if kind is not None and text and _has_name(kind):
            wanted.setdefault(kind.name, set()).update(text.split(";") if spec.several else [text])
    at, found = settled_at(case), dict[tuple[str, str], Named]()
    for name, codes in wanted.items():
        kind = KINDS[name]
        rows = store.current(kind).filter(**{f"{kind.key[0]}__in": codes})
        now: dict[str, str] = dict(rows.values_list(kind.key[0], NAME))
        then = now if at is None else _as_of(kind, codes, at)
        for code in codes & {*now, *then}:
            before = then.get(code, now.get(code, ""))
            found[name, code] = Named(before, now.get(code, "") if now.get(code, "") != before else "")
    return found


def _as_of(kind: Kind, codes: set[str], at: datetime) -> dict[str, str]:
    """The names as the journal had them at a moment."""
    rows = kind.model.objects.filter(
        **{f"{kind.key[0]}__in": codes}, entry__state=Entry.VISIBLE, entry__sealed_at__lte=at).order_by()
    columns = ("entry__number", "pk", kind.key[0], NAME, "withdrawn")
    # Asked apart, each by an index of its own: together the store would read the whole table.
    found: list[Any] = [*rows.filter(superseded=None).values_list(*columns),
                        *rows.filter(superseded__isnull=False).values_list(*columns)]
    newest = {code: (name, withdrawn) for _entry, _pk, code, name, withdrawn in sorted(found)}
    return {code: name for code, (name, withdrawn) in newest.items() if not withdrawn}


def _has_name(kind: Kind) -> bool:
    spec = kind.by_name.get(NAME)
    return kind.public and len(kind.key) == 1 and spec is not None and spec.exposure is PUBLIC


def document(case: Found, specs: Iterable[Spec], values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the records of a case are called, for programs: by field, the kind, and of each key the name."""
    told = [(spec, values[spec.name]) for spec in specs if values.get(spec.name)]
    known = names(case, told)
    found = {}
    for spec, text in told:
        own = {code: known[spec.refers, code].then for code in (text.split(";") if spec.several else [text])
               if (spec.refers, code) in known}
        if own:
            found[spec.name] = {"kind": spec.refers, "names": own}
    return found
