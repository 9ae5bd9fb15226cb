"""Several kinds of records from one file, bands of scores, and rows that give no record of a kind."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError

from plumbline.errors import IntakeError, PlumblineError
from plumbline.procedures.records import imports
from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.intake import publishing
from plumbline.records.intake.reading import commas
from plumbline.records.intake.staging import stage, staging_process
from plumbline.rulebook.mappings import mappings
from plumbline.rulebook.mappings.mappings import Mapping
from tests.records.samples import Office, current, read_csv

TEXT = """
ignore = ["remark"]
dates  = "%m/%d/%Y"

[defaults]
purpose = "canvass"

[values.region]
"First" = "1"

[kinds.inspection]

[kinds.inspection.columns]
"visit" = "number"
"where" = "region"
"day"   = "inspected_on"

[kinds.inspection.defaults]
critical_count = 0

[kinds.inspection.bands.result]
column = "score"
">= 90" = "pass"
">= 70, < 90" = "conditional"
"< 70" = "fail"

[kinds.finding]
when = "violation"

[kinds.finding.columns]
"violation" = "clause"
"where"     = "region"
"day"       = "found_on"
"visit"     = "inspection"
"""
LONG = "x" * 50
"""Longer than the number of any clause."""
HEAD = "visit,where,day,score,violation,remark\n"
FILE = HEAD + """A1,First,01/31/2013,95,11,x
A1,First,01/31/2013,95,12,y
A2,First,02/01/2013,89.999,,
A3,First,02/02/2013,69,11,
A3,First,02/02/2013,69,11,
"""


def mapping(text: str = TEXT) -> Mapping:
    return mappings.parse("visits", "visits.toml", tomllib.loads(text))


def take(office: Office, content: str, text: str = TEXT, kind: str = "") -> imports.Outcome:
    return office.take(kind, content, mapping=mapping(text))


def counts(done: imports.Outcome) -> dict[str, tuple[int, int, int, int]]:
    return {one["kind"]: (one["taken_in"], one["unchanged"], one["repeated"], one["quarantined"]) for one in done.of}


def inspections() -> list[tuple[object, ...]]:
    return current("inspection", "number", "result")


def findings() -> list[tuple[object, ...]]:
    return current("finding", "inspection", "clause")


def test_one_file_gives_inspections_and_findings(office: Office) -> None:
    done = take(office, FILE)
    assert counts(done) == {"inspection": (3, 0, 2, 0), "finding": (3, 0, 1, 0)}
    assert (done.kind, done.rows, done.repeated, done.quarantined) == ("inspection, finding", 6, 3, 0)
    assert inspections() == [("A1", "pass"), ("A2", "conditional"), ("A3", "fail")]
    assert [(one, str(clause)) for one, clause in findings()] == [("A1", "11"), ("A1", "12"), ("A3", "11")]
    assert "No finding is given by 1 row" in [note["text"]["en"] for note in done.notes]


def test_one_file_is_one_act_of_the_journal(office: Office) -> None:
    done = take(office, FILE)
    entries = list(Entry.objects.filter(act="import", detail__has_key="together").order_by("number"))
    assert [(one.kind, one.rows) for one in entries] == [("inspection", 3), ("finding", 3)]
    assert [one.detail["together"] for one in entries] == [[one.pk for one in entries]] * 2
    assert [one.detail["quarantined"] for one in entries] == [0, 0]
    assert [one["journal"] for one in done.of] == [one.number for one in entries]
    assert store.broken_links() == []


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    take(office, FILE)
    again = take(office, FILE)
    assert counts(again) == {"inspection": (0, 3, 2, 0), "finding": (0, 3, 1, 0)}
    assert again.number is None


def test_rows_of_one_inspection_must_agree(office: Office) -> None:
    done = take(office, FILE.replace("95,12", "80,12"))
    assert counts(done) == {"inspection": (2, 0, 1, 2), "finding": (1, 0, 1, 2)}
    assert done.quarantined == 2
    assert [(one["row"], one["column"], one["value"], one["reason"]) for one in read_csv(done.reasons_file)] == [
        ("2", "visit", "A1", "Another row of this file gives the same record with other content: row 3, in score"),
        ("3", "visit", "A1", "Another row of this file gives the same record with other content: row 2, in score")]
    assert read_csv(done.reasons_file)[0]["reason_zh"] == "本文件另有一行给出同一记录但内容不同：第3行，score"
    assert inspections() == [("A2", "conditional"), ("A3", "fail")]
    assert findings() == current("finding", "inspection", "clause")
    assert {one for one, _ in findings()} == {"A3"}, "no finding stands without its inspection"


def test_a_row_is_given_back_once_and_whole_and_counts_when_it_is_mended(office: Office) -> None:
    # The row is wrong for both kinds; the other row of its inspection is right.
    done = take(office, HEAD + f"A1,First,31/01/2013,95,11,note\nA1,First,01/31/2013,95,{LONG},\n"
                               "A1,First,01/31/2013,95,12,\n")
    assert done.quarantined == 2
    assert [(one["row"], one["column"]) for one in read_csv(done.reasons_file)] == [
        ("2", "day"), ("2", "day"), ("3", "violation")]
    rows = read_csv(done.rows_file)
    assert [(one["visit"], one["day"], one["violation"], one["remark"]) for one in rows] == [
        ("A1", "31/01/2013", "11", "note"), ("A1", "01/31/2013", LONG, "")]
    assert counts(done) == {"inspection": (1, 0, 1, 1), "finding": (1, 0, 0, 2)}
    mended = office.take("", [rows[0] | {"day": "01/31/2013"}, rows[1] | {"violation": "13"}], mapping=mapping())
    assert counts(mended) == {"inspection": (0, 1, 1, 0), "finding": (2, 0, 0, 0)}
    assert len(findings()) == 3


def test_a_row_that_is_no_row_is_set_aside_once(office: Office) -> None:
    done = take(office, FILE + "A9,First\n")
    assert (done.quarantined, len(read_csv(done.reasons_file)), len(read_csv(done.rows_file))) == (1, 1, 1)
    assert counts(done)["inspection"] == (3, 0, 2, 1)


def test_a_blank_score_is_told_and_a_score_that_is_none_is_set_aside(office: Office) -> None:
    text = TEXT.replace("critical_count = 0", 'critical_count = 0\nresult = "conditional"')
    done = take(office, HEAD + "A1,First,01/31/2013,,,\nA2,First,01/31/2013,good,,\n"
                               "A3,First,01/31/2013,90.000,,\n", text)
    assert inspections() == [("A1", "conditional"), ("A3", "pass")]
    assert [(one["column"], one["value"], one["reason"]) for one in read_csv(done.reasons_file)] == [
        ("score", "good", "Result: the score is not a number")]


def test_one_kind_of_several_can_be_asked_for(office: Office) -> None:
    assert take(office, FILE, kind="finding").kind == "finding"
    assert inspections() == []
    with pytest.raises(IntakeError, match="the mapping 'visits' gives no certificate"):
        take(office, FILE, kind="certificate")


def test_what_a_file_holds_is_told_by_its_mapping(office: Office) -> None:
    single = Mapping("m", "inspection", columns={"visit": "number"})
    assert imports._for_kind(single, "") == single
    with pytest.raises(IntakeError, match="it is not said what the file holds"):
        office.take("", FILE)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("purpose =", "purpos =", "the mapping says something of 'purpos', which is no field of any of its kinds"),
    ('when = "violation"', 'when = "breach"', "the column 'breach' is missing"),
    ('[kinds.finding]', '[kinds.fault]', "there is no record kind 'fault'"),
    ('">= 90" = "pass"', '">= 90" = "fine"', "the mapping reads '>= 90' as 'fine', which result does not know"),
    ("result]", "outcome]", "the mapping gives bands for 'outcome', which is no field of inspection"),
    ('"day"   = "inspected_on"', '"day" = "inspected_on"\n"score" = "result"',
     "the mapping fills 'result' under columns and under bands"),
])
def test_what_does_not_fit_is_refused_before_a_row_is_read(office: Office, old: str, new: str, message: str) -> None:
    text = TEXT.replace(old, new).replace("kinds.finding.", f"kinds.{'fault' if 'fault' in new else 'finding'}.")
    with pytest.raises(PlumblineError, match=message):
        take(office, FILE, text)
    assert not Entry.objects.filter(state__in=Entry.HIDDEN)


def test_a_failure_half_way_leaves_nothing_half(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    flip: Callable[..., Entry] = publishing.flip

    def broken(entry: Entry, *rest: object) -> Entry:
        if entry.kind == "finding":
            raise DatabaseError("the disk went away")
        return flip(entry, *rest)

    monkeypatch.setattr(publishing, "flip", broken)
    head = store.journal_head()
    with pytest.raises(DatabaseError):
        take(office, FILE)
    assert (inspections(), findings(), store.journal_head()) == ([], [], head)
    states = Entry.objects.filter(detail__has_key="together").values_list("state", flat=True)
    assert set(states) == {Entry.ABANDONED}
    monkeypatch.setattr(publishing, "flip", flip)
    assert counts(take(office, FILE)) == {"inspection": (3, 0, 2, 0), "finding": (3, 0, 1, 0)}


def test_an_import_that_was_killed_is_swept_whole(office: Office) -> None:
    kinds_ = [imports.kinds.get("inspection"), imports.kinds.get("finding")]
    entries = imports._begun(kinds_, "a.csv", None, office.clock())
    assert imports.sweep(office.home) == 2
    assert {Entry.objects.get(pk=one.pk).state for one in entries} == {Entry.ABANDONED}


def test_a_large_file_in_parts_and_in_a_process_of_its_own(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "PART_ROWS", 40)
    monkeypatch.setattr(commas, "BLOCK_BYTES", 1_000)
    rows = "".join(f"A{row // 3},First,01/31/2013,{row // 3 % 100},{row % 3 + 1},\n" for row in range(600))
    done = take(office, HEAD + rows)
    assert counts(done) == {"inspection": (200, 0, 400, 0), "finding": (600, 0, 0, 0)}
    assert len(inspections()) == 200
    # Without a row that repeats another, too, every part counts.
    rows = "".join(f"B{row},First,01/31/2013,{row % 100},1,\n" for row in range(300))
    done = take(office, HEAD + rows)
    assert counts(done) == {"inspection": (300, 0, 0, 0), "finding": (300, 0, 0, 0)}
    assert (len(inspections()), len(findings())) == (500, 900)


def test_what_the_same_file_gives_is_no_reference_to_nothing(office: Office) -> None:
    assert "points_to_nothing" not in [note["code"] for note in take(office, FILE).notes]
    alone = take(office, FILE.replace("A1", "C1"), kind="finding")
    assert [note["values"] for note in alone.notes if note["code"] == "points_to_nothing"] == [
        [{"value": "C1", "count": 2}]]


def test_what_is_sent_to_another_process_comes_back(office: Office) -> None:
    task = stage.Task(("inspection", "finding"), office.inbox / "a", "a", office.inbox, office.inbox, (1, 2),
                      mapping())
    assert staging_process._decode(staging_process._encode(task), stage.Task) == task
    assert task.mapping is not None
    assert task.mapping.several[0].bands["result"].bands[0].high == Decimal(70)
