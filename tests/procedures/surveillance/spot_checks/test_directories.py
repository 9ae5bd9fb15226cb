"""The directory of objects: read from a file, or made of the records."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.surveillance.spot_checks import directories
from tests.procedures.surveillance.spot_checks.batches import Batches

ON = date(2023, 8, 23)


@pytest.mark.parametrize(("text", "code", "where"), [
    ("", "spot_check.directory_unfit", "line 1"),
    ("F1,A\n", "spot_check.directory_unfit", "line 1"),
    ("id,class\nF1\n", "spot_check.directory_unfit", "line 2"),
    ("id,class,region\nF1,A,2\n", "spot_check.directory_unfit", "line 2"),
    ("id,class,focus\nF1,A,cats\n", "spot_check.directory_unfit", "line 2"),
    ("id,class\nF1,A\nF1,B\n", "draw_frame.twice", ""),
    ("id,class\n", "draw_frame.empty", ""),
    ("id,class\nF1,\n", "draw_frame.nothing", "object 'F1'")])
def test_what_cannot_be_taken_is_refused_with_its_line(batches: Batches, text: str, code: str, where: str) -> None:
    with pytest.raises(PlumblineError) as caught:
        directories.read(text, "1", ON)
    assert (caught.value.code, caught.value.where.en) == (code, where)


def test_it_is_read_in_both_languages_and_kept_as_it_was(batches: Batches) -> None:
    text = "编号,类别,名称,重点人群,市场类型,备注\n甲,A,百货,老年人；学生,农村,x\n乙,B,,,,\n"
    found = directories.read(text, "1", ON)
    assert found.objects["甲"] == directories.Object("甲", "A", "百货", "1", "", "", "aged;pupils", "rural")
    assert (found.objects["乙"].region, found.frame("").text) == ("1", "乙,B\n甲,A\n")


def test_a_sealed_frame_has_the_classes_and_no_names() -> None:
    found = directories.Directory({each: directories.Object(each, "A") for each in ("F1", "F2")})
    key, other = "00" * 32, "01" * 32
    assert found.frame(key).counts == {"A": 2}
    assert len({*found.frame(key).ids, *found.frame(other).ids, "F1", "F2"}) == 6
    # HMAC-SHA-256 under a key of 32 zero bytes, by Python's own hmac: the same everywhere.
    assert directories.sealed(key, "F1") == directories.sealed(key, "F1") != directories.sealed(key, "F2")


def test_it_is_made_of_whatever_has_a_class_in_force_with_its_groups_and_places(batches: Batches) -> None:
    batches.office.take("organisation", "code,name,region\nF1,Firm 1,1\nF2,Firm 2,1\nF3,Firm 3,2\nF4,Firm 4,1\n",
                        name="firms.csv")
    batches.office.take("credit", "organisation,credit_class,valid_from,valid_to,region\nF1,A,2022-01-01,,1\n"
                        "F1,C,2023-01-01,,1\nF2,B,2022-01-01,2023-01-01,1\nF3,B,2022-01-01,,2\n", name="classes.csv")
    batches.office.take("product", "code,name,maker,focus,region\nP1,Cot,F1,infants,1\nP2,Cane,F1,aged,1\n",
                        name="products.csv")
    batches.office.take("establishment", "code,name,organisation,market_type,address,region\n"
                        "E1,Stall,F1,rural,Lane 1,1\n",
                        name="places.csv")
    assert dict(directories.of_records("1", ON).objects) == {
        "F1": directories.Object("F1", "C", "Firm 1", "1", "F1", "Lane 1", "aged;infants", "rural")}
    assert sorted(directories.of_records("city", ON).objects) == ["F1", "F3"]
    with pytest.raises(PlumblineError) as caught:
        directories.of_records("9", ON)
    assert caught.value.code == "spot_check.nobody_classed"
