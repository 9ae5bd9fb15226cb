"""One act on many, each with values of its own: all are checked first, then each is done by itself."""

from __future__ import annotations

import pytest

from plumbline.errors import IntakeError, RecordError
from plumbline.procedures.casework import many
from plumbline.records.core.cases import CaseEvent
from tests.procedures.casework.recalls import NAME, Recalls, notified


def test_each_is_done_with_its_own_values_over_those_for_all(recalls: Recalls) -> None:
    first, second = recalls.open(), recalls.open()
    outcomes = many.act_on(
        recalls.home, recalls.who("ann"), NAME, "notify", [(first, ""), (second, "")],
        {"reason": "It burns", "due": "2026-03-10"}, each={(second, ""): {"due": "2026-03-20"}}, at=recalls.later())
    assert [each.error for each in outcomes] == [None, None]
    rows = CaseEvent.objects.filter(act="notify").order_by("pk")
    assert [(each.said["reason"], each.said["due"]) for each in rows] == [
        ("It burns", "2026-03-10"), ("It burns", "2026-03-20")]


def test_one_row_that_is_wrong_keeps_back_all_and_is_named(recalls: Recalls) -> None:
    first, second = recalls.open(), recalls.open()
    with pytest.raises(many.RowsUnfit) as error:
        many.act_on(recalls.home, recalls.who("ann"), NAME, "notify", [(first, ""), (second, "")], {"reason": "x"},
                    each={(first, ""): {"due": "2026-03-10"}, (second, ""): {"due": "soon"}}, at=recalls.later())
    assert list(error.value.faults) == [(second, "")]
    assert str(error.value.where) == f"{NAME} {second}"
    assert "1 of 2" in error.value.what.en
    assert not CaseEvent.objects.filter(act="notify").exists()


def test_what_is_not_its_turn_is_told_and_the_rest_is_done(recalls: Recalls) -> None:
    done, other = notified(recalls), recalls.open()
    rows = {(done, ""): {"due": "2026-03-10"}, (other, ""): {"due": "2026-03-11"}, ("2026-9999", ""): {
        "due": "2026-03-12"}}
    outcomes = many.act_on(recalls.home, recalls.who("ann"), NAME, "notify", rows, {"reason": "x"}, each=rows,
                           at=recalls.later())
    assert [(each.number, each.error and str(each.error.code)) for each in outcomes] == [
        (done, "case.not_its_turn"), (other, None), ("2026-9999", "case.unknown")]


def test_a_file_gives_a_row_to_each(recalls: Recalls) -> None:
    assert many.read("\ufeffnumber,member,how,note\n1,L1,sent back,\n1,L2,,x\n") == {
        ("1", "L1"): {"how": "sent back"}, ("1", "L2"): {"note": "x"}}
    assert many.read("number,how\r1,x\r") == many.read("number,how\r\n1,x\r\n") == {("1", ""): {"how": "x"}}
    with pytest.raises(IntakeError) as endless:
        many.read('number,how\n1,"' + "x\n" * 100_000)
    assert endless.value.code == "file.not_csv"
    for text, code in (("how\nx\n", "case.rows_without_numbers"), ("number\n1\n1\n", "case.row_unfit"),
                       ("number,how\n,x\n", "case.row_unfit"), ("number\n1,2,3\n", "case.row_unfit"),
                       ("", "case.rows_without_numbers")):
        with pytest.raises(RecordError) as error:
            many.read(text)
        assert error.value.code == code
