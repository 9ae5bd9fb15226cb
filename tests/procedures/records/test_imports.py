"""The act of importing: all or nothing, whatever the file and whoever works beside it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import filelock
import pytest
from django.db import connection

from plumbline.errors import ConflictError, IntakeError, RecordError
from plumbline.procedures.records import imports
from plumbline.procedures.records.imports import sweep
from plumbline.procedures.records.save import keep, withdraw
from plumbline.records.core import kinds, region_trees, store
from plumbline.records.core.journal import Entry
from plumbline.records.intake import publishing
from plumbline.records.intake.reading import commas
from plumbline.records.intake.staging import stage, staging_process
from plumbline.records.verifying import verification
from tests.records.samples import AT, Office, csv_of, current, inspection, stored_rows

KIND = kinds.get("inspection")


def refused(office: Office, content: Any, kind: str = "inspection", **options: Any) -> str:
    """The message of a file that is refused whole; nothing of it may be left anywhere."""
    before = (list(stored_rows(kind)), store.journal_head())
    with pytest.raises(IntakeError) as caught:
        office.take(kind, content, **options)
    assert (list(stored_rows(kind)), store.journal_head()) == before
    assert not Entry.objects.filter(state__in=Entry.HIDDEN)
    assert [path.name for path in office.home.imports.iterdir() if not path.name.startswith(".")] == []
    assert list(office.home.quarantine.iterdir()) == []
    return str(caught.value)


# Files that are refused whole ----------------------------------------------------------------------------------------


def test_an_unknown_kind(office: Office) -> None:
    with pytest.raises(RecordError, match="there is no record kind 'inspektion'"):
        office.take("inspektion", [inspection()])


def test_a_missing_file_and_a_folder(office: Office) -> None:
    for path in (office.inbox / "none.csv", office.inbox):
        assert refused(office, path) == f"{path}: there is no such file. Check the name and try again."


def test_an_unknown_column(office: Office) -> None:
    assert refused(office, [inspection(addres="x")]).startswith("rows.csv, row 1: unknown column 'addres'. ")


@pytest.mark.parametrize(("content", "what"), [
    (b"", "the file is empty"),
    (b"number,number\n1,2\n", "the column 'number' occurs twice"),
    (gzip.compress(csv_of([inspection()]).encode() * 50)[:-12], "the gzip file is cut short or damaged"),
    (b"PK\x03\x04rubbish", "the workbook cannot be read"),
    (b"\xff\xfe\xfd" * 99, "the text is not the UTF-16 its first bytes promise"),
    (b"number\n" + b"x" * (2 << 20), "line 2 is longer than 1,048,576 bytes"),
    ((csv_of([inspection()]) + '2,1,"2013-01-31\n').encode(), None),
])
def test_what_is_no_table(office: Office, content: bytes, what: str | None) -> None:
    if what is None:  # a row of too few values, which is set aside; the rest counts
        assert office.take("inspection", content).quarantined == 1
    else:
        assert what in refused(office, content)


def test_a_fault_far_into_a_file_takes_back_what_was_published(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commas, "BLOCK_BYTES", 1_000)
    monkeypatch.setattr(stage, "PART_ROWS", 20)
    office.inspections(inspection(number="n1", result="fail"))
    content = csv_of([inspection(number=f"n{row}") for row in range(500)]) + '500,1,2013-01-31,canvass,pass,"0'
    assert "a quotation mark is never closed" in refused(office, content + "\n5" * 2_000)
    assert current("inspection", "number", "result") == [("n1", "fail")]


@pytest.mark.parametrize(("row", "what", "next_step"), [
    ("9,W,,ward,city,2012-01-01,2014-01-01,", "region 9: two versions hold on 2013-01-01",
     "End the earlier version the day before the later one begins"),
    ("7,W,,ward,town,2013-01-01,,", "region 7: its parent 'town' does not exist on 2013-01-01",
     "Add the parent, or name its successor"),
    ("7,W,,ward,7,2013-01-01,,", "region 7: it is its own ancestor on 2013-01-01",
     "Correct the file; nothing of it became visible"),
    ("7,W,,ward,city,2013-01-02,2013-01-01,", "region 7: this version ends before it begins",
     "Correct the file; nothing of it became visible"),
])
def test_regions_that_would_make_no_tree(office: Office, row: str, what: str, next_step: str) -> None:
    head = "code,name_en,name_zh,level,parent,valid_from,valid_to,successor\n"
    assert refused(office, head + row + "\n", "region", name="r.csv") == (
        f"r.csv, {what}. The tree of regions would not hold. {next_step}.")
    assert sorted(region_trees.parents_now()) == ["1", "2", "8", "9", "city"]
    assert region_trees.tree().at(AT.date()).roots == ("city",)


# Nothing is visible before the flip ----------------------------------------------------------------------------------


def during(office: Office, act: Callable[[], None], *rows: dict[str, str], step: str = "publishing") -> imports.Outcome:
    """Import ``rows`` and do ``act`` once, after some of them were published and before the flip."""
    done: list[str] = []

    def follow(where: str, share: float, count: int) -> None:
        if where == step and not done:
            done.append(where)
            act()

    outcome = office.inspections(*rows, progress=follow)
    assert done
    return outcome


def test_what_others_see_during_an_import(open_office: Office) -> None:
    open_office.inspections(inspection(), inspection(number="2"))
    before = current("inspection", "number", "result")

    def look() -> None:
        assert len(list(stored_rows("inspection"))) == 4
        assert current("inspection", "number", "result") == before
        assert sum(batch.num_rows for batch in verification.rows_as_of(KIND)) == 2
        assert store.journal_head()["number"] == 2

    during(open_office, look, inspection(result="fail"), inspection(number="3"))
    assert current("inspection", "number", "result") == [("1", "fail"), ("2", "pass"), ("3", "pass")]


def test_a_form_about_another_record_is_saved_during_an_import(open_office: Office) -> None:
    def save() -> None:
        keep("inspection", inspection(number="9"), at=open_office.clock())

    done = during(open_office, save, inspection(), inspection(number="2"))
    assert done.rows == 2
    assert current("inspection", "number") == [("1",), ("2",), ("9",)]
    assert [entry.act for entry in Entry.objects.filter(number__isnull=False).order_by("number")] == [
        "import", "create", "import"]
    assert store.broken_links() == []


def test_a_form_about_a_record_that_is_being_taken_in_waits_its_turn(open_office: Office) -> None:
    open_office.inspections(inspection())
    [old] = store.current(KIND)

    def save() -> None:
        for values in (inspection(result="conditional"), inspection(number="2", result="conditional")):
            with pytest.raises(ConflictError) as caught:
                keep("inspection", values, at=AT)
            assert str(caught.value) == ("inspection: an import is changing this record just now. "
                                         "Try again when it has finished.")
        with pytest.raises(ConflictError):
            withdraw("inspection", old.pk, at=AT)

    assert during(open_office, save, inspection(result="fail"), inspection(number="2")).rows == 2
    assert current("inspection", "number", "result") == [("1", "fail"), ("2", "pass")]


@pytest.mark.parametrize("changed", [
    inspection(result="conditional"),               # a record that the file corrects
    inspection(number="2", result="conditional"),   # one that the file brings
])
def test_a_record_saved_between_check_and_publication_stops_the_import(
        open_office: Office, changed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    open_office.inspections(inspection())
    publish = publishing.Publisher.publish

    def meanwhile(self: publishing.Publisher, part: Path) -> None:
        keep("inspection", changed, at=open_office.clock())
        publish(self, part)

    monkeypatch.setattr(publishing.Publisher, "publish", meanwhile)
    with pytest.raises(ConflictError) as caught:
        open_office.inspections(inspection(result="fail"), inspection(number="2"))
    assert str(caught.value) == (
        "inspection: somebody changed a record of this file while it was being taken in. The file was checked against "
        "the records as they were before. Import the file again; nothing of it has become visible.")
    saved = ("1", "conditional") if changed["number"] == "1" else ("2", "conditional")
    assert saved in current("inspection", "number", "result")
    assert not any("fail" in row for row in current("inspection", "result"))
    assert not Entry.objects.filter(state__in=Entry.HIDDEN)
    monkeypatch.undo()
    done = open_office.inspections(inspection(result="fail"), inspection(number="2"))
    assert done.quarantined == 0
    assert current("inspection", "number", "result") == [("1", "fail"), ("2", "pass")]


@pytest.mark.parametrize("step", ["checking", "publishing"])
def test_ctrl_c_takes_everything_back(open_office: Office, step: str) -> None:
    open_office.inspections(inspection())

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        during(open_office, stop, inspection(result="fail"), inspection(number="2"), step=step)
    assert current("inspection", "number", "result") == [("1", "pass")]
    assert [(row.number, row.superseded_id) for row in stored_rows("inspection")] == [("1", None)]
    assert [entry.state for entry in Entry.objects.order_by("pk")] == ["visible", "visible", "abandoned"]
    assert open_office.inspections(inspection(result="fail"), inspection(number="2")).rows == 2


def test_a_file_refused_early_does_not_look_through_the_table(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise AssertionError("nothing was published")

    monkeypatch.setattr(publishing, "_take_back", fails)
    assert "unknown column" in refused(office, [inspection(colour="x")])


# One at a time -------------------------------------------------------------------------------------------------------


def test_two_imports_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = filelock.FileLock(str(office.home.imports / ".lock"))
    real = imports._import_lock
    monkeypatch.setattr(imports, "_import_lock", lambda home, wait=0.05: real(home, wait))
    held = threading.Event()
    over = threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            over.wait(20)

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(10)
        with pytest.raises(IntakeError) as caught:
            office.inspections(inspection())
        assert sweep(office.home) == 0
    finally:
        over.set()
        other.join()
    assert str(caught.value) == (f"{office.home.path}: another import is running in this data directory. "
                                 "Wait for it to finish and try again.")
    assert office.inspections(inspection()).rows == 1


@pytest.fixture
def cut_short(open_office: Office) -> Office:
    """What a killed import leaves: an entry under way, hidden rows, superseded marks and a folder."""
    open_office.inspections(inspection())
    [old] = store.current(KIND)
    entry = Entry.objects.create(act="import", kind="inspection", begun_at=AT, state=Entry.PUBLISHING,
                                 detail={"first_row": old.pk + 1})
    values = {field.name: getattr(old, field.name) for field in KIND.kept}
    KIND.model.objects.filter(pk=old.pk).update(superseded=entry)
    for number in ("1", "2"):
        KIND.model.objects.create(entry=entry, salt=b"x", leaf=b"x", **values | {"number": number, "result": "fail"})
    folder = open_office.home.imports / f"{entry.pk:06d}"
    folder.mkdir()
    (folder / "rows-00000.parquet").write_bytes(b"PAR1")
    return open_office


def test_what_a_killed_import_left_is_hidden_and_swept(cut_short: Office) -> None:
    assert current("inspection", "number", "result") == [("1", "pass")]
    assert sweep(cut_short.home) == 1
    assert [(row.number, row.result, row.superseded_id) for row in stored_rows("inspection")] == [("1", "pass", None)]
    assert [path.name for path in cut_short.home.imports.iterdir() if path.name != ".lock"] == []
    assert sweep(cut_short.home) == 0


def test_the_next_import_sweeps_by_itself(cut_short: Office) -> None:
    done = cut_short.inspections(inspection(result="conditional"), inspection(number="2"))
    assert (done.rows, done.corrections) == (2, 1)
    assert current("inspection", "number", "result") == [("1", "conditional"), ("2", "pass")]
    assert store.broken_links() == []


# The rest ------------------------------------------------------------------------------------------------------------


def test_the_entry_tells_where_the_rows_came_from(office: Office) -> None:
    rows = csv_of([inspection(), inspection(number="2", region="77")])
    done = office.take("inspection", gzip.compress(rows.encode()), name="三月.csv.gz", actor=5)
    entry = Entry.objects.get(pk=done.entry)
    assert (entry.number, entry.actor, entry.rows, entry.root) == (2, 5, 1, done.root)
    assert [one["code"] for one in entry.detail.pop("notes")] == ["encoding"]
    assert [one["rows"] for one in entry.detail.pop("reasons")] == [1]
    assert entry.detail | {"first_row": 0, "sha256": ""} == {
        "file": "三月.csv.gz", "first_row": 0, "sha256": "", "mapping": "inspection by names", "encoding": "utf-8",
        "unchanged": 0, "quarantined": 1, "quarantine": Path(done.reasons_file or "").name}
    assert entry.sealed_at is not None
    assert entry.begun_at < entry.sealed_at
    assert entry.sealed_at == office.clock.now


def test_the_time_of_an_import_is_that_of_its_flip(office: Office) -> None:
    office.inspections(inspection(), progress=lambda *_: setattr(office.clock, "now", AT + timedelta(hours=5)))
    entry = Entry.objects.get(number=2)
    assert (entry.begun_at, entry.sealed_at) == (AT + timedelta(seconds=3), AT + timedelta(hours=5, seconds=1))


def test_progress_goes_from_nothing_to_all(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commas, "BLOCK_BYTES", 1_000)
    monkeypatch.setattr(stage, "PART_ROWS", 40)
    told: list[tuple[str, float, int]] = []
    office.inspections(*(inspection(number=str(row)) for row in range(300)),
                       progress=lambda *step: told.append(step))
    for step in ("checking", "publishing"):
        shares = [share for where, share, _ in told if where == step]
        rows = [count for where, _, count in told if where == step]
        assert shares == sorted(shares)
        assert 0 < shares[0] <= shares[-1] <= 1
        assert rows == sorted(rows)
        assert rows[-1] == 300


@pytest.mark.parametrize(("kind", "content"), [
    ("inspection", csv_of([inspection()])), ("region", "code,name_en,level,valid_from\nx,X,city,1900-01-01\n"),
])
def test_header_only_and_nothing_new_are_told(office: Office, kind: str, content: str) -> None:
    done = office.take(kind, content.splitlines()[0])
    assert (done.rows, done.same, done.quarantined, done.number) == (0, 0, 0, None)
    assert Entry.objects.get(pk=done.entry).state == Entry.EMPTY


def test_gb18030_with_chinese_names(office: Office) -> None:
    names = ["重庆小面", "𠮷野家", "北京烤鸭(前门店)"]
    content = csv_of([inspection(number=str(number), establishment_name=name, result="合格")
                      for number, name in enumerate(names)])
    done = office.take("inspection", content.encode("gb18030"))
    assert (done.rows, done.quarantined) == (3, 0)
    assert [name for _, name in current("inspection", "number", "establishment_name")] == names
    assert office.take("inspection", content.encode("utf-16"), name="again.csv").same == 3


def test_a_name_that_is_no_unicode(office: Office) -> None:
    path = office.file([inspection()])
    odd = path.with_name(b"b\xe4ckerei.csv".decode("utf-8", "surrogateescape"))
    try:
        path.rename(odd)
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    done = office.take("inspection", odd)
    assert (done.rows, done.file) == (1, "b?ckerei.csv")


@pytest.mark.parametrize("name", ["rows.csv.gz", "rows.bz2", "rows.zst", "rows.xlsx", "rows", "行 1.csv", "a'b\"c.csv"])
def test_what_a_file_is_shows_in_its_content_not_its_name(office: Office, name: str) -> None:
    assert office.inspections(inspection(), name=name).rows == 1
    assert office.take("inspection", gzip.compress(csv_of([inspection()]).encode()), name=name).same == 1


def test_a_large_file_is_checked_in_another_process(
        open_office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Only the store of the home itself is found by another process, so this test takes the other way in one process.
    monkeypatch.setattr(staging_process, "WORTH_BYTES", 1)
    assert open_office.inspections(inspection(), inspection(number="2", region="77")).rows == 1
    assert Path(connection.settings_dict["NAME"]) != open_office.home.database
