"""What is altered, removed or added by SQL beside the records - events, evidence, results, cuts, the journal's end - is
found by the checks that the doctor, restoring and verifying a backup share."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from plumbline import home as homes
from plumbline.figures.cuts.cut import open_cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.cuts.manifest import NAME, SEAL, seal_of
from plumbline.figures.cuts.manifest import read as read_manifest
from plumbline.home import Home
from plumbline.procedures.evidence import attaching
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.procedures.operations import check_store, integrity
from plumbline.procedures.operations.doctor import FAULT, Finding, Visit, examine
from plumbline.procedures.records import save
from plumbline.records.assessment.rounds import RoundEvent
from plumbline.records.core import store, witness
from plumbline.records.core.journal import Entry
from plumbline.records.evidence.evidence import Evidence
from tests import evidence as made
from tests.procedures.year_world import AFTER, NUMBER, Province

CHECKS = {**check_store.STORE, **check_store.DEEP}
# Accounts have tests of their own; those of these tests are made without entries of the journal.
ELSEWHERE = ("store", "whole", "rulebook", "accounts")
OF_THE_STORE = {name: check for name, check in CHECKS.items() if name not in ELSEWHERE}
PHOTO = made.photo(80, 60)


@pytest.fixture
def here(home: Home, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(homes.VARIABLE, str(home.path))
    return home


def faults(home: Home) -> list[Finding]:
    return [one for one in examine(Visit(home, AFTER, deep=True), OF_THE_STORE) if one.status == FAULT]


def found(home: Home) -> set[tuple[str, str]]:
    """Check and place of each fault, each of which says why and what to do."""
    wrong = faults(home)
    assert all(one.why and one.next_step for one in wrong), wrong
    return {(one.check, one.where) for one in wrong}


def tampered(home: Home, *statements: str) -> set[tuple[str, str]]:
    """What is found after these statements, which are then taken back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for one in statements:
                cursor.execute(one)
                assert cursor.rowcount, one
        wrong = found(home)
        transaction.set_rollback(True)
    return wrong


def number_of(act: str) -> int:
    return int(Entry.objects.filter(act=act).order_by("-number").values_list("number", flat=True)[0] or 0)


@pytest.fixture
def province(here: Home, tmp_path: Path) -> Province:
    """A year that was played to its publication, with evidence on an item and a cut."""
    made_here = Province(here, tmp_path, then=("opened",))
    freeze(here, at=AFTER)
    made_here.scored()
    row = attaching.attach(here, ANYBODY, "year", (NUMBER, "north", "1.1"), [PHOTO], name="a.jpg", at=AFTER)
    attaching.withdraw(ANYBODY, row.number, "wrong picture", at=AFTER)
    made_here.published()
    return made_here


def test_a_year_its_evidence_and_its_result(province: Province) -> None:
    home = province.home
    assert found(home) == set()
    assessed, attached = number_of("assess"), number_of("attach")
    last = store.journal_head()["number"]
    event = RoundEvent.objects.get(act="publish").pk
    some = RoundEvent.objects.filter(region="north").order_by("pk").first()
    assert some is not None
    journal = int(Entry.objects.get(pk=some.entry_id).number or 0)

    assert tampered(home, f"UPDATE records_roundevent SET answer = 'no' WHERE id = {some.pk}") == {
        ("years", f"{NUMBER}, event {some.pk}")}
    assert tampered(home, f"DELETE FROM records_roundevent WHERE id = {some.pk}") == {
        ("years", f"year, journal entry {journal}")}
    assert tampered(home, f"UPDATE records_roundevent SET id = {event + 7} WHERE id = {some.pk}") == {
        ("years", f"year {event + 7}, journal entry {journal}")}
    for change in ("top = 'north'", "scheme_sha256 = 'x'", "flow = 'other'", "scheme = 'county'"):
        assert ("years", NUMBER) in tampered(home, f"UPDATE records_round SET {change}"), change

    where = {("results", f"city 2013-14, journal entry {assessed}")}
    for change in ("grade = 'A'", "score = 99", "rank = 1", "place = place + 5", "code = 'x'", "content = ''"):
        statement = f"UPDATE records_assessedregion SET {change} WHERE code = 'south'"
        assert tampered(home, statement) == where, change
    assert tampered(home, "DELETE FROM records_assessedregion WHERE code = 'south'") == where
    for change in ("totals = '{}'", "head = '{}'", "cut = 'x'", "made_at = '2000-01-01 00:00:00'"):
        assert tampered(home, f"UPDATE records_assessment SET {change}") == where, change
    assert tampered(home, "DELETE FROM records_assessedregion", "DELETE FROM records_assessment") == {
        ("results", f"journal entry {assessed}")}

    assert tampered(home, "UPDATE records_evidence SET public = NOT public") != set()
    number = Evidence.objects.values_list("number", flat=True)[0]
    assert tampered(home, "DELETE FROM records_evidence WHERE withdrawn") == {
        ("evidence", f"evidence, journal entry {attached + 1}"),
        ("evidence", f"evidence {number}, journal entry {attached}")}
    assert tampered(home, "UPDATE records_evidence SET superseded_id = entry_id WHERE withdrawn",
                    "UPDATE records_evidence SET superseded_id = NULL WHERE NOT withdrawn") != set()

    assert tampered(home, f"DELETE FROM records_entry WHERE number = {last}") >= {
        ("newest entry", str(home.journal_head))}
    assert {check for check, _ in tampered(home, f"DELETE FROM records_entry WHERE number = {last - 3}")} >= {"journal"}
    assert found(home) == set()


@pytest.fixture
def frozen(here: Home) -> Home:
    """A home with three regions of two versions, and a cut of each state."""
    for name in ("city", "1", "2"):
        save.keep("region", region(name), at=AFTER)
    freeze(here, at=AFTER)
    save.keep("region", region("1") | {"name_en": "One"}, at=AFTER)
    freeze(here, at=AFTER.replace(year=2015))
    return here


def region(code: str) -> dict[str, str]:
    return {"code": code, "name_en": code, "name_zh": code, "level": "city" if code == "city" else "ward",
            "parent": "" if code == "city" else "city", "valid_from": "2000-01-01"}


def cuts(home: Home) -> list[Path]:
    return sorted(path for path in home.cuts.iterdir() if path.is_dir())


def renamed(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A cut whose manifest, seal and name were written anew, so that they fit each other."""
    from dataclasses import replace

    held = read_manifest(folder)
    document = json.loads(held.text())
    change(document)
    kinds = {name: replace(held.kinds[name], rows=each["rows"], sha256=each["sha256"], state=each["state"])
             for name, each in document["kinds"].items()}
    fresh = replace(held, kinds=kinds, journal=document["journal"])
    target = folder.rename(folder.with_name(fresh.id))
    (target / NAME).write_text(fresh.text(), encoding="utf-8")
    (target / SEAL).write_text(seal_of(fresh.text().encode()))
    open_cut(Home(folder.parent.parent), fresh.id).check()
    return target


def test_a_cut_that_was_written_anew_with_its_name(frozen: Home, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from plumbline.figures.cuts.verifying import sha256_of

    assert found(frozen) == set()
    shutil.copytree(frozen.cuts, tmp_path / "cuts")

    def other(document: dict[str, Any]) -> None:
        document["journal"] = {"number": 4, "hash": "00" * 32}

    def lower(document: dict[str, Any]) -> None:
        document["journal"] = {"number": 1, "hash": Entry.objects.get(number=1).hash}

    def state(document: dict[str, Any]) -> None:
        document["kinds"]["region"]["state"] = "region:" + "00" * 32

    for change, check in ((other, "witnesses"), (lower, "frozen"), (state, "frozen")):
        renamed(cuts(frozen)[-1], change)
        assert check in {one for one, _ in found(frozen)}, change
        shutil.rmtree(frozen.cuts)
        shutil.copytree(tmp_path / "cuts", frozen.cuts)

    folder = cuts(frozen)[-1]
    table = pq.read_table(folder / "region.parquet").to_pylist()
    table[1]["name_en"] = "Uno"
    schema = pq.read_schema(folder / "region.parquet")
    (folder / "region.parquet").unlink()
    pq.write_table(__import__("pyarrow").Table.from_pylist(table, schema=schema), folder / "region.parquet")
    sha256 = sha256_of(folder / "region.parquet")
    target = renamed(folder, lambda document: document["kinds"]["region"].update(sha256=sha256))
    (wrong,) = faults(frozen)
    assert (wrong.check, wrong.where) == ("frozen", f"{target.name}/region.parquet")
    assert wrong.what == "a cut is not what the store held: 1 of its records are not those that the store held"


def test_a_store_that_was_put_back_is_missed_by_note_cuts_and_copies(frozen: Home, tmp_path: Path) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM records_entry WHERE number = 4")
            cursor.execute("DELETE FROM records_region WHERE name_en = 'One'")
            cursor.execute("UPDATE records_region SET superseded_id = NULL")
        late = cuts(frozen)[-1]
        said = "the journal ends at entry 3, and entry 4 was there"
        wrong = {one.check: (one.what, one.where) for one in faults(frozen)}
        assert wrong["newest entry"] == (said, str(frozen.journal_head))
        assert wrong["witnesses"] == (said, f"cuts/{late.name}")
        elsewhere = shutil.move(late, tmp_path)
        frozen.journal_head.unlink()
        assert faults(frozen) == []  # nothing in the home knows of it
        (one,) = integrity.against(Path(elsewhere))(Visit(frozen, AFTER))
        assert (one.status, one.what) == (FAULT, said)
        transaction.set_rollback(True)


def test_an_older_home_without_a_note_is_told_and_gets_one(frozen: Home) -> None:
    frozen.journal_head.unlink()
    (one,) = integrity.newest_entry(Visit(frozen, AFTER))
    assert (one.status, one.what) == ("warn", "there is no note of the newest journal entry")
    frozen.journal_head.write_text("no json")
    (one,) = integrity.newest_entry(Visit(frozen, AFTER))
    assert (one.status, one.what) == (FAULT, "the note of the newest journal entry cannot be read")
    frozen.journal_head.unlink()
    save.keep("region", region("3"), at=AFTER)
    (one,) = integrity.newest_entry(Visit(frozen, AFTER))
    assert (one.status, witness.read(frozen)) == ("ok", witness.Head(**store.journal_head()))


@pytest.fixture(autouse=True)
def files_closed() -> Iterator[None]:
    yield
    connection.close()
