"""A spot check from its plan to its publication, and what is refused on the way."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import common_acts
from plumbline.procedures.surveillance.draw_documents import moment
from plumbline.procedures.surveillance.draw_verifying import verify
from plumbline.procedures.surveillance.spot_checks import files, published
from plumbline.procedures.surveillance.spot_checks.drawn import drawn_by
from plumbline.records.surveillance.draw_files import DrawFile
from tests.procedures.surveillance.spot_checks.batches import (
    ABOUT,
    AFTER,
    DRAWN,
    DUE,
    INSPECTORS,
    NAME,
    OBJECTS,
    ROUND,
    SIGNATURE,
    Batches,
    csv_text,
)
from tests.records.samples import current


def code(batches: Batches, number: str, act: str, by: str = "ann", member: str = "", **values: str) -> str:
    """The code of the error with which an act is refused."""
    with pytest.raises(PlumblineError) as caught:
        batches.act(number, act, by, member, **values)
    return str(caught.value.code)


def test_it_goes_from_its_plan_to_its_publication(batches: Batches) -> None:
    number = batches.published(results={1: "ordered"})
    case = batches.found(number)
    assert case.board.case.state == "published"
    assert {each.state for each in case.board.members.values()} == {"published"}
    assert current("draw", "number", "frame_size", "drawn", "randomness", "region") == [
        (f"spot-check-{number}", 14, DRAWN, "drand-quicknet 1000", "1")]
    first = next(object for object, said in case.board.of.items() if said["rank"] == "1")
    assert [row for row in current("draw_task", "object", "rank", "result", "credit_class") if row[2] != "nothing"] == [
        (first, 1, "ordered", case.board.of[first]["of_class"])]
    assert len(current("draw_task", "object")) == DRAWN
    batches.act(number, "close")
    assert batches.found(number).state().ends


def test_the_results_are_published_all_together(batches: Batches) -> None:
    number = batches.drawn()
    object = next(iter(batches.found(number).board.members))
    assert code(batches, number, "finish") == "case.condition"
    batches.answer(number, object, "nothing", batches.inspectors(number, object)[0])
    batches.act(number, "take-up", member=object)
    assert code(batches, number, "publish-task", member=object) == "spot_check.not_published"
    assert current("draw_task", "object") == []


# The plan, filed above.


def test_the_plan_is_noted_by_the_authority_above_or_by_time(batches: Batches) -> None:
    number = batches.planned()
    batches.act(number, "file", filed_on="2023-08-22")
    assert code(batches, number, "note", by="ben") == "spot_check.not_above"
    assert code(batches, number, "note") == "case.second_person"
    assert code(batches, number, "note-by-time") == "case.too_early"
    batches.now += timedelta(days=10)
    batches.act(number, "note-by-time")
    assert batches.found(number).board.case.state == "noted"


def test_another_batch_of_a_plan_that_was_noted_is_not_filed_again(batches: Batches) -> None:
    other = batches.planned()
    assert code(batches, other, "file-again") == "spot_check.not_filed"
    batches.noted()
    batches.act(other, "file-again")
    assert batches.found(other).board.case.state == "noted"
    assert code(batches, batches.planned(plan="Plan 2024/1"), "file-again") == "spot_check.not_filed"


def test_shares_ratios_and_ceilings_must_be_such(batches: Batches) -> None:
    def fault(**changed: str) -> str:
        with pytest.raises(PlumblineError) as caught:
            batches.planned(**changed)
        return str(caught.value.code)

    assert fault(ratios="A=2:3") == "draw.no_ratio"
    assert fault(focus_share="120%") == "draw.ratio_above_one"
    assert fault(sort="general") == "spot_check.no_ceiling"
    assert batches.planned(sort="general", ceiling="50%")


def test_general_items_keep_within_their_ceiling_and_key_items_have_none(batches: Batches) -> None:
    number = batches.noted(sort="general", ceiling="40%")  # 6 of 14 would be drawn, 40 % of 14 is 5.6, rounded up 6
    batches.act(number, "commit", round=ROUND)
    number = batches.noted(sort="general", ceiling="30%")
    assert code(batches, number, "commit", round=ROUND) == "spot_check.above_ceiling"
    batches.committed(sort="key", ceiling="30%")


# The commitment.


def test_a_commitment_after_its_round_is_refused(batches: Batches) -> None:
    number = batches.noted()
    batches.now = AFTER
    assert code(batches, number, "commit", round=ROUND) == "draw.round_past"
    batches.now = moment("2023-08-23T15:30:00Z")
    assert code(batches, number, "commit", round=ROUND) == "draw.round_too_soon"
    batches.act(number, "commit", round=ROUND, margin="15")


def test_a_commitment_takes_both_directories_and_one_round(batches: Batches) -> None:
    number = batches.planned()
    batches.act(number, "file", filed_on="2023-08-22")
    batches.act(number, "note", by="cai")
    assert code(batches, number, "commit", round=ROUND) == "spot_check.no_directory"
    batches.act(number, "objects", directory=csv_text(OBJECTS))
    assert code(batches, number, "commit", round=ROUND) == "spot_check.no_directory"
    batches.act(number, "inspectors", inspectors=INSPECTORS)
    assert code(batches, number, "commit") == "spot_check.no_round"
    assert code(batches, number, "commit", round=ROUND, draw_at="2023-08-23T23:59:24+08:00") == "spot_check.no_round"
    assert code(batches, number, "commit", draw_at="tomorrow") == "draw.no_moment"
    batches.act(number, "commit", draw_at="2023-08-23T23:59:24+08:00")
    assert batches.found(number).board.values["round"] == ROUND


def test_a_class_without_a_ratio_is_never_guessed(batches: Batches) -> None:
    number = batches.noted(ratios="A=1/4 B=1/2")
    assert code(batches, number, "commit", round=ROUND) == "draw.class_without_ratio"


def test_the_directory_cannot_be_changed_after_the_commitment(batches: Batches) -> None:
    number = batches.committed()
    for act, values in (("objects", {"directory": csv_text(OBJECTS[1:])}), ("objects-from-records", {}),
                        ("inspectors", {"inspectors": INSPECTORS}), ("commit", {"round": ROUND})):
        assert code(batches, number, act, **values) == "case.not_its_turn"


def test_a_frame_changed_after_the_commitment_draws_nothing(batches: Batches) -> None:
    number = batches.committed()
    frame = batches.found(number).board.values["frame_file"]
    lines = files.content_of(frame).splitlines(keepends=True)
    DrawFile.objects.filter(sha256=frame).update(content=gzip.compress(b"".join(lines[1:])))
    batches.now = AFTER
    assert code(batches, number, "draw", signature=SIGNATURE, due=DUE) == "draw.frame_changed"
    DrawFile.objects.filter(sha256=frame).delete()
    assert code(batches, number, "draw", signature=SIGNATURE, due=DUE) == "spot_check.file_gone"
    assert batches.found(number).board.case.state == "committed"


# The draw.


@pytest.mark.parametrize(("signature", "why"), [
    (SIGNATURE[:-2] + "3a", "beacon.not_in_subgroup"),
    ("b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
     "beacon.not_of_round"),  # of round 657413
    ("00" * 47, "beacon.wrong_length"), ("not a signature", "beacon.not_hex")])
def test_a_beacon_that_does_not_verify_draws_nothing(batches: Batches, signature: str, why: str) -> None:
    number = batches.committed()
    batches.now = AFTER
    assert code(batches, number, "draw", signature=signature, due=DUE) == why
    assert batches.found(number).board.case.state == "committed"


def test_a_task_is_made_of_what_was_drawn_and_of_nothing_else(batches: Batches) -> None:
    number = batches.committed()
    batches.now = AFTER
    assert code(batches, number, "add-task", object="F01") == "spot_check.not_drawn"
    assert code(batches, number, "draw", signature=SIGNATURE, due="2023-08-01") == "spot_check.due_past"
    batches.act(number, "draw", signature=SIGNATURE, due=DUE)
    batches.work()
    case = batches.found(number)
    idle = next(each["id"] for each in OBJECTS if each["id"] not in case.board.members)
    assert code(batches, number, "add-task", object=idle) == "spot_check.not_drawn"
    assert len(case.board.members) == DRAWN
    assert {len(batches.inspectors(number, object)) for object in case.board.members} == {2}


def test_tasks_that_were_begun_are_gone_on_with(batches: Batches) -> None:
    number = batches.committed()
    batches.now = AFTER
    batches.act(number, "draw", signature=SIGNATURE, due=DUE)
    first, task = next(iter(drawn_by(batches.found(number).board.values).tasks.items()))
    batches.act(number, "add-task", object=first)
    common_acts.assign(batches.home, batches.who("ann"), NAME, number, task.inspectors[0], "inspector", member=first,
                       at=batches.later())
    batches.work()
    assert (len(batches.found(number).board.members), batches.inspectors(number, first)) == (
        DRAWN, sorted(task.inspectors))


def test_anybody_draws_again_from_the_files(batches: Batches, tmp_path: Path) -> None:
    number = batches.published()
    case = batches.found(number)
    zipfile.ZipFile(io.BytesIO(published.archive(case))).extractall(tmp_path)
    folder = tmp_path / f"spot-check-{number}"
    told = verify(None, folder, signature=SIGNATURE, published=case.board.values["commitment_file"])
    assert (told["ok"], [each["ok"] for each in told["steps"]]) == (True, [True] * 8)
    # Classes are credit classes here: nobody is named in the files, neither the firms nor who inspects them.
    every = b"".join(each.read_bytes() for each in folder.iterdir())
    names = [each["id"].encode() for each in OBJECTS] + [b"Firm", b"li,", b"wu,", b"sun,"]
    assert [each for each in names if each in every] == []
    (folder / "frame.csv").write_bytes((folder / "frame.csv").read_bytes().replace(b",A\n", b",B\n", 1))
    assert verify(None, folder)["error"]["code"] == "draw.frame_changed"


def test_an_open_list_names_its_objects(batches: Batches) -> None:
    number = batches.committed(open_list="true")
    text = files.content_of(batches.found(number).board.values["frame_file"]).decode()
    assert text.splitlines()[:2] == ["F01,A", "F02,A"]
    assert ABOUT["plan"] in files.content_of(batches.found(number).board.values["plan_file"]).decode()
