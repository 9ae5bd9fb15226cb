"""Whether what a store holds is what the journal sealed: one list of checks, for ``plumb doctor --deep``, for restoring
and for verifying a backup. What each of them notices, and what none can, is in docs/tampering.md.

A table whose rows the journal seals gets its check here, in :data:`SEALED`, and is then looked at by all three.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS

from plumbline.documents import json_of
from plumbline.errors import HomeError, PlumblineError, reported
from plumbline.figures.cuts.cut import cut_ids, open_cut
from plumbline.home import Home
from plumbline.procedures.accounts import card_choices
from plumbline.procedures.common.archive import Reader
from plumbline.procedures.operations import check_beside, check_cases, integrity_cuts, integrity_procedures
from plumbline.procedures.operations.backup import FORMAT
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Check, Finding, Visit
from plumbline.records.accounts.card_choices import CardChoice
from plumbline.records.core import store, witness
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import KINDS
from plumbline.records.core.misfits import MENDING, Misfit, told
from plumbline.records.core.witness import Head
from plumbline.records.evidence.evidence import KIND as EVIDENCE
from plumbline.records.evidence.evidence import Evidence
from plumbline.records.stores import copying, snapshots
from plumbline.records.verifying.sealed_rows import misfits
from plumbline.records.verifying.verification import Verification
from plumbline.text import UNSAID, Text

OUTSIDE = "It was altered outside Plumbline"
GONE = "An entry was removed, or the store put back to an earlier state, outside Plumbline"
ACCEPTING = ("Compare with a backup. If an earlier store was put back on purpose, move the file away: "
             "the next change writes it anew")


def faults(check: str, kind: str, found: Iterable[Misfit]) -> Iterator[Finding]:
    """What does not fit, as findings of ``check``."""
    for what, where in told(kind, found):
        yield Finding(check, FAULT, what.en, where.en, OUTSIDE, MENDING.en)


def tables(_visit: Visit) -> Iterator[Finding]:
    """Every table is there with the columns this program made, empty ones too."""
    for name in copying.misshapen(DEFAULT_DB_ALIAS):
        yield Finding("tables", FAULT, "a table of the store is not there, or has other columns than were made", name,
                      OUTSIDE, MENDING.en)


def undone(_visit: Visit) -> Iterator[Finding]:
    """What the journal's hashes do not cover of an entry says the same as what they cover of another."""
    for number in store.wrongly_undone():
        yield Finding("journal", FAULT, "a change of many records is marked as undone, or not, against the journal",
                      f"journal entry {number}", OUTSIDE, MENDING.en)


def newest_entry(visit: Visit) -> Iterator[Finding]:
    """The journal has the entry that was last noted beside the store."""
    file = visit.home.journal_head
    try:
        noted = witness.read(visit.home)  # before the journal is asked: the note is never ahead of it
    except ValueError as error:
        yield Finding("newest entry", FAULT, "the note of the newest journal entry cannot be read", str(file),
                      str(error), ACCEPTING)
        return
    if noted is None:
        if store.journal_head()["number"]:
            yield Finding("newest entry", WARN, "there is no note of the newest journal entry", str(file),
                          "Nothing beside the store would show if its last entries were removed",
                          "The next change writes it; compare with a cut or a backup if you did not remove it")
        return
    if wrong := witness.missing(noted):
        yield Finding("newest entry", FAULT, wrong, str(file), GONE, ACCEPTING)
    else:
        yield Finding("newest entry", OK, f"the journal has entry {noted.number}, the last that was noted beside it")


def witnesses(visit: Visit) -> Iterator[Finding]:
    """The journal has every entry that a cut, or a copy among the home's backups, knows of."""
    count, wrong = 0, False
    for name, head in heads(visit.home):
        count += 1
        if said := witness.missing(head):
            wrong = True
            yield Finding("witnesses", FAULT, said, name, GONE, MENDING.en)
    if not wrong:
        yield Finding("witnesses", OK, f"the journal has what {count} cuts and backups know of it" if count else
                      "there is no cut or backup to compare the journal with")


def heads(home: Home) -> Iterator[tuple[str, Head]]:
    """By name, the newest journal entry that each cut and each copy in ``backups`` knows. What cannot be read is told
    elsewhere, or is none."""
    for id in cut_ids(home):
        try:
            yield f"cuts/{id}", _head(open_cut(home, id).held.journal)
        except (PlumblineError, KeyError, TypeError, ValueError):
            continue
    for path in sorted(home.backups.glob("*")) if home.backups.is_dir() else []:
        try:
            yield f"backups/{path.name}", head_of(path)
        except (PlumblineError, OSError, KeyError, TypeError, ValueError):
            continue


def head_of(path: Path) -> Head:
    """The newest journal entry that a backup, a copy of a store, or the folder of a cut knows.

    :raises HomeError: for a file that is none of these."""
    if path.is_dir():
        try:
            return _head(json_of((path / "manifest.json").read_bytes())["journal"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _no_witness(path, Text("this is not the folder of a cut", "该文件夹不是快照"),
                              reported(error)) from error
    if path.suffix == ".sqlite3":
        return _head(snapshots.held(path).journal)
    if not zipfile.is_zipfile(path):
        raise _no_witness(path, Text("this is neither a backup nor a cut", "该文件既不是备份，也不是快照"))
    with Reader(path, FORMAT) as archive:
        return _head(archive.about["journal"])


def _no_witness(path: Path, what: Text, why: Text = UNSAID) -> HomeError:
    return HomeError("integrity.no_witness", what, where=str(path), why=why,
                     next_step=Text("Name a backup, or a folder of cuts/", "请指明一份备份，或cuts/中的一个文件夹"))


def _head(journal: dict[str, object]) -> Head:
    return Head(int(str(journal["number"])), str(journal["hash"]))


def against(path: Path) -> Check:
    """The check that the journal goes on from what ``path``, a backup or a cut kept elsewhere, knows of it."""

    def check(_visit: Visit) -> Iterator[Finding]:
        head = head_of(path)
        if said := witness.missing(head):
            yield Finding("against", FAULT, said, str(path), GONE, MENDING.en)
        else:
            yield Finding("against", OK, f"the journal goes on from entry {head.number}, which {path.name} knows")

    return check


def records(_visit: Visit) -> Iterator[Finding]:
    """Every version of every record is what the journal sealed: its leaf, the root of its entry, what replaced it."""
    count, wrong = 0, False
    for kind in KINDS.values():
        one = Verification(kind)
        for each in faults("records", kind.name, one.read()):
            wrong = True
            yield each
        count += one.count
    if not wrong:
        yield Finding("records", OK, f"{count:,} versions of records, each as the journal sealed it")


def evidence_rows(_visit: Visit) -> Iterator[Finding]:
    """No version of a piece of evidence was removed, added or revived."""
    yield from faults("evidence", EVIDENCE, misfits(EVIDENCE, Evidence, key="number"))


def cards(_visit: Visit) -> Iterator[Finding]:
    """What the offices of regions show is what the journal says that they chose."""
    told = dict(Entry.objects.filter(kind=card_choices.KIND, state=Entry.VISIBLE).order_by("number").values_list(
        "detail__region", "detail__choice"))
    kept = dict(CardChoice.objects.filter(user=None).values_list("region", "choice"))
    for region in sorted(told.keys() | kept.keys(), key=str):
        if (region in told, told.get(region)) != (region in kept, kept.get(region)):
            yield Finding("cards", FAULT, "the cards of an office are not those that were chosen", f"region {region}",
                          OUTSIDE, MENDING.en)


SEALED: dict[str, Check] = {
    "tables": tables, "journal": undone, "witnesses": witnesses, "records": records, "evidence": evidence_rows,
    "procedures": integrity_procedures.events, "results": integrity_procedures.kept_results,
    "evaluations": integrity_procedures.evaluations,
    "cases": check_cases.sealed, check_beside.CHECK: check_beside.check, "frozen": integrity_cuts.frozen,
    "cards": cards,
}
"""The checks that read all of the store. Those of single tables that the doctor makes every time are its own."""
