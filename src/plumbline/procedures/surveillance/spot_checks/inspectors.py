"""Who inspects: the directory of inspectors of a spot check, and whose interest an object touches."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from plumbline import unfinished
from plumbline.errors import RecordError
from plumbline.methods.surveillance.draw_inspectors import Inspector
from plumbline.procedures.surveillance.draw_inspector_tables import BETWEEN, INSPECTORS, RECUSALS, read_inspectors
from plumbline.procedures.surveillance.spot_checks import files
from plumbline.procedures.surveillance.spot_checks.directories import Directory, owned_by, sealed
from plumbline.procedures.surveillance.spot_checks.files import INSPECTORS_TABLE, RECUSALS_TABLE
from plumbline.records.core.memberships import holding_on
from plumbline.records.core.people import User, open_accounts
from plumbline.records.core.readings import once
from plumbline.records.core.visibility import appointable
from plumbline.text import Text


def read(text: str, recusals: str, load: int, column: str, region: str) -> tuple[Inspector, ...]:
    """The inspectors in ``text``, each the sign-in name of somebody who can be given tasks in ``region``, with whom
    they are recused from. :raises PlumblineError: with the place, for what cannot be taken."""
    with unfinished.scratch_folder() as scratch:
        found = read_inspectors(_file(scratch / "inspectors.csv", text, INSPECTORS),
                                _file(scratch / "recusals.csv", recusals, RECUSALS), load)
    people = {each.username: each for each in open_accounts().filter(username__in=[one.id for one in found])}
    for each in found:
        person = people.get(each.id)
        if person is None or not appointable(person, column).covers(region):
            raise RecordError("spot_check.inspector_unknown", Text(
                f"'{each.id[:60]}' is nobody who can inspect in this region",
                f"“{each.id[:60]}”不是可在本地区执法检查的人员"), where=each.id[:60], why=Text(
                    "Tasks go to accounts: it takes a role over the region", "任务派给账户，须有本地区的岗位"),
                next_step=Text("Check the name, or have the account and its role made first",
                               "请核对登录名，或先建立账户并授予岗位"))
    return found


def kept(values: Mapping[str, str]) -> tuple[Inspector, ...]:
    """The inspectors of a case, as it knows them by its ``values``."""
    return _kept(values[INSPECTORS_TABLE], values[RECUSALS_TABLE])


@lru_cache(maxsize=16)
def _kept(table: str, recusals: str) -> tuple[Inspector, ...]:
    with unfinished.scratch_folder() as scratch:
        texts = [files.content_of(sha256).decode() for sha256 in (table, recusals)]
        return read_inspectors(_file(scratch / "inspectors.csv", texts[0], INSPECTORS),
                               _file(scratch / "recusals.csv", texts[1], RECUSALS), 1)


def with_interests(inspectors: Iterable[Inspector], directory: Directory, on: date) -> tuple[Inspector, ...]:
    """The same, each recused too from what is theirs: the organisations they act for on the day, and the places of
    these."""
    every = tuple(inspectors)
    own = _own(every, on)
    return tuple(Inspector(each.id, each.classes, each.load, each.recused | owned_by(own.get(each.id, ()), directory))
                 for each in every)


def _own(inspectors: Sequence[Inspector], on: date) -> dict[str, set[str]]:
    """The organisations for which each acts on the day, by sign-in name; whoever acts for none is left out."""
    own: dict[str, set[str]] = {}
    held = holding_on(on).filter(user__username__in=[each.id for each in inspectors])
    for name, organisation in held.values_list("user__username", "organisation"):
        own.setdefault(name, set()).add(organisation)
    return own


def has_interest(person: User, object: str, directory: Directory, on: date) -> bool:
    """Whether the object is theirs, or belongs to an organisation that they act for on the day."""
    own = holding_on(on).filter(user=person).values_list("organisation", flat=True)
    return object in owned_by(own, directory)


def may_not_inspect(person: User, object: str, values: Mapping[str, str], directory: Directory, on: date) -> bool:
    """Whether ``person`` was recused from the object in the case that is known by ``values``, or it is theirs. Of the
    inspectors of the case it is asked together, however many tasks they are given."""
    named = once(("inspectors", values[INSPECTORS_TABLE], values[RECUSALS_TABLE]),
                 lambda: {each.id: each for each in kept(values)})
    if person.username not in named:
        return has_interest(person, object, directory, on)
    own = once(("interests", values[INSPECTORS_TABLE], on), lambda: _own(tuple(named.values()), on))
    return object in named[person.username].recused or object in owned_by(own.get(person.username, ()), directory)


def tables(inspectors: Iterable[Inspector], key: str) -> tuple[bytes, bytes]:
    """The tables of inspectors and of recusals, with every name sealed by ``key``."""
    every = tuple(inspectors)
    return (_table(INSPECTORS, ((sealed(key, each.id), BETWEEN.join(sorted(each.classes)), str(each.load))
                                for each in every)),
            _table(RECUSALS, ((sealed(key, each.id), sealed(key, one)) for each in every
                              for one in sorted(each.recused))))


def _table(columns: Iterable[Iterable[str]], rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([next(iter(each)) for each in columns])
    writer.writerows(rows)
    return out.getvalue().encode()


def _file(place: Path, text: str, columns: Iterable[Iterable[str]]) -> Path:
    place.write_bytes(text.encode() if text.strip() else _table(columns, ()))
    return place
