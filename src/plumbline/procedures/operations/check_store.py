"""What a home holds: the store, the journal, imports, cuts, rulebook files. Django must be set up on the home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection

from plumbline.errors import CutError
from plumbline.figures.cuts.cut import Cut, cut_ids, open_cut
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.joint import received
from plumbline.home import Home
from plumbline.procedures.evidence import upkeep
from plumbline.procedures.federation import trusting
from plumbline.procedures.operations import (
    check_accounts,
    check_beside,
    check_cases,
    check_cubes,
    check_records,
    check_search,
    check_unfinished,
    integrity,
    upgrade,
)
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Check, Finding, Visit
from plumbline.procedures.records import imports
from plumbline.records.assessment import round_marks, rounds
from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.stores import snapshots
from plumbline.rulebook.calendars.calendars import load_years
from plumbline.rulebook.core.files import CHANGING
from plumbline.rulebook.flows.flows import load_flows
from plumbline.rulebook.flows.procedure_flows import load_procedure_flows
from plumbline.rulebook.indicators.figure_sheets import load_sheets
from plumbline.rulebook.indicators.loading import load_indicators
from plumbline.rulebook.mappings.mappings import load_mappings
from plumbline.rulebook.schemes.loading import load_schemes
from plumbline.rulebook.surveillance.beacon_files import load_beacons
from plumbline.rulebook.surveillance.class_rules import load_class_rules
from plumbline.rulebook.surveillance.known_risks import load_known_risks
from plumbline.rulebook.surveillance.risk_files import load_risk_rules
from plumbline.rulebook.surveillance.watch_files import load_watch_plans

WAL_BYTES = 1 << 30
AHEAD = timedelta(minutes=5)
CUT_SHORT = "imports"


def shape(visit: Visit) -> Iterator[Finding]:
    """The store opens and has the shape this program needs."""
    found = upgrade.shape()
    upgrade.refuse_newer(visit.home, found)
    if found.fresh:
        yield Finding("store", WARN, "the store is empty", str(connection.settings_dict["NAME"]),
                      next_step="Any command makes its tables; plumb init does nothing else")
    elif found.pending:
        yield Finding("store", WARN, f"{len(found.pending)} changes of the store's shape are pending",
                      why=f"The first is {found.pending[0]}", next_step="Run: plumb upgrade")
    else:
        yield Finding("store", OK, f"the store opens ({connection.vendor}) and has the shape {found.newest}")


def whole(visit: Visit) -> Iterator[Finding]:
    """The database file is whole, and in write-ahead mode."""
    if not snapshots.supported():
        yield Finding("whole", OK, "the database server checks its own files")
        return
    wrong = snapshots.complaints(visit.home.database, deep=visit.deep)
    if wrong:
        yield Finding("whole", FAULT, "the store's file is damaged", str(visit.home.database), wrong[0].en,
                      "Stop plumb serve, keep the file, and restore the last backup into another folder")
        return
    yield Finding("whole", OK, "the store's file is whole" + (", each index too" if visit.deep else ""))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    log = visit.home.database.with_name(f"{visit.home.database.name}-wal")
    if mode != "wal":
        yield Finding("write-ahead", WARN, f"the store is in {mode} mode", str(visit.home.database),
                      "Its disk may not support write-ahead logging, as network disks do not",
                      "Keep the home on a local disk")
    elif log.exists() and log.stat().st_size > WAL_BYTES:
        yield Finding("write-ahead", WARN, f"the write-ahead log has {log.stat().st_size / 1e9:.1f} GB", str(log),
                      "Some process holds an old view of the store open", "Restart plumb serve")
    else:
        yield Finding("write-ahead", OK, "write-ahead logging is on")


def journal(visit: Visit) -> Iterator[Finding]:
    """The chain of entries holds, and its last time is not in the future."""
    broken = store.broken_links()
    if broken:
        yield Finding("journal", FAULT, f"the journal's chain is broken at entry {broken[0]}",
                      why="An entry was altered or removed outside Plumbline",
                      next_step="Compare with a backup before trusting any figure of this home")
        return
    last = Entry.objects.filter(state=Entry.VISIBLE).order_by("-number").first()
    if last and last.sealed_at and last.sealed_at > visit.at + AHEAD:
        yield Finding("journal", WARN, f"the last entry is of {last.sealed_at:%Y-%m-%d %H:%M} UTC, in the future",
                      why="The clock was ahead, or is now behind", next_step="Set the clock")
    yield Finding("journal", OK, f"the chain of {last.number if last else 0} entries holds")


def cut_short(_visit: Visit) -> Iterator[Finding]:
    """No import was left half-done."""
    waiting = Entry.objects.filter(state__in=Entry.HIDDEN, act="import").count()
    if waiting:
        yield Finding(CUT_SHORT, WARN, f"{waiting} imports are under way or were cut short",
                      why="Nothing of them is visible, but their rows take room",
                      next_step="If none is running, take them back with: plumb doctor --sweep")
    else:
        yield Finding(CUT_SHORT, OK, "no import was cut short")


def sweep(visit: Visit) -> Iterator[Finding]:
    """Take back what imports left, unless one is running."""
    count = imports.sweep(visit.home)
    if gone := upkeep.sweep(visit.home, at=visit.at):
        yield Finding("sweep", OK, f"{gone} files that uploads of evidence had left were removed")
    if Entry.objects.filter(state__in=Entry.HIDDEN, act="import").exists():
        yield Finding("sweep", WARN, "an import is running, so nothing was taken back",
                      next_step="Wait for it to finish")
    else:
        yield Finding("sweep", OK, f"{count} imports that were cut short were taken back")


def cuts(visit: Visit) -> Iterator[Finding]:
    """Each cut holds the bytes that were frozen."""
    ids = cut_ids(visit.home)
    faults = [Finding.of("cuts", error)
              for error in filter(None, (_wrong(visit.home, each) for each in ids))]
    yield from faults
    if not faults:
        yield Finding("cuts", OK, f"{len(ids)} cuts, each file as it was frozen" if ids else "there is no cut yet")


def _wrong(home: Home, id: str) -> CutError | None:
    try:
        cut: Cut = open_cut(home, id)
        cut.check()
    except CutError as error:
        return error
    return None


def handed_up(visit: Visit) -> Iterator[Finding]:
    """What other instances handed up is what they signed, and those who handed it up are still trusted."""
    known = trusting.known(visit.home)
    count, faults = 0, False
    folders = sorted(visit.home.received.glob("[!.]*")) if visit.home.received.is_dir() else []
    for folder in folders:
        for each in received.of_instance(visit.home, folder.name):
            count += 1
            for part in each.package.parts:
                try:
                    each.path(part)
                except CutError as error:
                    faults = True
                    yield Finding.of("received", error, where=f"{folder.name}/{error.where}",
                                     next_step=received.MENDING.en)
        if folder.name not in known:
            yield Finding("received", WARN, f"{folder.name} is trusted no longer", str(folder),
                          "What it handed up goes into no further cut", "Trust it anew, or move the folder away")
    if not faults:
        yield Finding("received", OK, f"{count} received cuts, each file as it was signed" if count
                      else "nothing was received from other instances")


def evidence(visit: Visit) -> Iterator[Finding]:
    """Each file of evidence is the one that was attached."""
    found = upkeep.verify(visit.home)
    for each in found.wrong:
        yield Finding("evidence", FAULT, upkeep.WORDS[each.fault], f"evidence {each.number} of {each.about}",
                      f"It is called {each.name}; its SHA-256 is {each.sha256}", upkeep.MENDING)
    if idle := len(found.spare) + len(found.leftovers):
        yield Finding("evidence", WARN, f"{idle} files in the folder of evidence belong to nothing",
                      str(visit.home.evidence), "Uploads were cut short", "Remove them with: plumb doctor --sweep")
    if not found.wrong:
        yield Finding("evidence", OK, f"{found.attachments} pieces of evidence in {found.files} files, each as it was "
                      "attached" if found.attachments else "there is no evidence yet")


def years(_visit: Visit) -> Iterator[Finding]:
    """Each event of an assessment year says what the journal sealed."""
    opened = list(rounds.Round.objects.order_by("pk"))
    wrong = [(each.number, number) for each in opened for number in rounds.altered(each)]
    for name, number in wrong:
        yield Finding("years", FAULT, "an event of an assessment year is not what the journal sealed",
                      f"{name}, event {number}", "It was altered outside Plumbline",
                      "Compare with a backup before trusting this year")
    boards = [(each.number, region) for each in opened for region in round_marks.wrong(each)]
    for name, region in boards:
        yield Finding("years", FAULT, "a board shows a region otherwise than its events", f"{name} {region}",
                      "It was altered outside Plumbline", "Make the boards anew with: plumb year renew")
    if not wrong and not boards:
        yield Finding("years", OK, f"{len(opened)} assessment years, each event as it was sealed" if opened
                      else "no assessment year was opened")


def rules(visit: Visit) -> Iterator[Finding]:
    """Every rulebook file, shipped or the authority's own, can be read."""
    indicators = load_indicators(visit.home, schema_of_kinds())
    schemes = load_schemes(visit.home, indicators)
    mappings, flows, calendars = load_mappings(visit.home), load_flows(visit.home), load_years(visit.home)
    procedure_flows = load_procedure_flows(visit.home)
    sheets = load_sheets(visit.home, indicators, schema_of_kinds())
    surveillance = (load_beacons(visit.home), load_risk_rules(visit.home), load_class_rules(visit.home),
                    load_known_risks(visit.home), load_watch_plans(visit.home))
    for fault in (each for found in (indicators, schemes, flows, mappings, sheets, calendars, procedure_flows,
                                     *surveillance) for each in found.faults):
        error = fault.error
        yield Finding.of("rulebook", error, what=f"a file of the rulebook cannot be used: {error.what}",
                         where=error.where.en if error.where.en.startswith(fault.file) else fault.file,
                         next_step=error.next_step.en or "Mend it; everything else goes on")
    yield Finding("rulebook", OK, f"{len(indicators)} indicators, {len(schemes)} schemes, {len(flows)} flows, "
                  f"{len(mappings)} mappings", str(visit.home.rulebook))
    if (visit.home.rulebook / CHANGING).is_dir():
        yield Finding("rulebook", WARN, "files of a rule that is in force are not in their places yet",
                      str(visit.home.rulebook / CHANGING), "A program was stopped while it moved them",
                      "They count already; move them with: plumb doctor --sweep")


STORE: dict[str, Check] = {
    "store": shape, "whole": whole, "journal": journal, "newest entry": integrity.newest_entry,
    check_accounts.CHECK: check_accounts.check, CUT_SHORT: cut_short, "cuts": cuts, "received": handed_up,
    "evidence": evidence, "years": years,
    check_cases.CHECK: check_cases.check, check_beside.CHECK: check_beside.every_time, "rulebook": rules,
    "unfinished": check_unfinished.leftovers, "periods": check_records.periods,
    "references": check_records.references, "check digits": check_records.check_digits,
    check_search.CHECK: check_search.check, check_cubes.CHECK: check_cubes.cubes,
}
DEEP: dict[str, Check] = {f"{name}, all of it": check for name, check in integrity.SEALED.items()}
"""What ``plumb doctor --deep`` looks at besides: minutes where the store is large."""
