"""The directory of objects: read from a file, or made of the records."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.surveillance.spot_checks import directories
from tests.procedures.surveillance.spot_checks.batches import Batches

ON = date(2023, 8, 23)


@pytest.mark.parametrize(("text", "code", "where"), [
    ("", "file.empty", ""),
    ("F1,A\n", "table.column_missing", "row 1"),
    ("id,class\nF1\n", "table.row_spoilt", "row 2"),
    ("id,class,region\nF1,A,2\n", "spot_check.directory_unfit", "row 2, column region"),
    ("id\tclass\tfocus\nF0\tA\t\nF1\tA\tcats\n", "spot_check.directory_unfit", "row 3, column focus"),
    ("id,class\nF1,A\nF1,B\n", "draw_frame.twice", "row 3, column id"),
    ("id,class\n", "table.empty", ""),
    ("id,class\nF1,A\n合计,1\n", "table.row_of_none", ""),
    ("id,class\nF1,\n", "draw_frame.nothing", "row 2, column class")])
def test_what_cannot_be_taken_is_refused_with_row_and_column(batches: Batches, text: str, code: str, where: str,
                                                             ) -> None:
    with pytest.raises(PlumblineError) as caught:
        directories.read(text, "1", ON)
    assert (caught.value.code, caught.value.where.en) == (code, where)


def test_it_is_read_in_both_languages_and_kept_as_it_was(batches: Batches) -> None:
    text = "编号,类别,名称,重点人群,市场类型,备注\n甲,A,百货,老年人；学生,农村,x\n乙,B,,,,\n"
    found = directories.read(text, "1", ON)
    assert found.objects["甲"] == directories.Object("甲", "A", "百货", "1", "", "", "aged;pupils", "rural")
    assert (found.objects["乙"].region, found.frame("").text) == ("1", "乙,B\n甲,A\n")


@pytest.mark.parametrize("text", [
    "id\tclass\tname\taddress\nF1\tA\tToys, large\tHigh Street\n",  # pasted from a spreadsheet
    "\ufeffid,class,name,address\r\nF1,A,\"Toys, large\",High Street\r\n",
    "编号，类别，名称，地址\nF1，A，Toys, large，High Street\n",
    "id;class;name;address\nF1;A;Toys, large;High Street\n",
    "id|class|name|address\nF1|A|Toys, large|High Street",
    "\n address , name,class,id\nHigh Street,\"Toys, large\", A ,F1\n\n"])
def test_it_is_read_however_it_was_pasted(batches: Batches, text: str) -> None:
    assert directories.read(text, "1", ON).objects == {
        "F1": directories.Object("F1", "A", "Toys, large", "1", "", "High Street")}


def test_a_value_over_several_lines_is_one(batches: Batches) -> None:
    text = 'id,class,name,address\nF1,A,"Toys\nlarge",x\nF2,A,y,\nF2,B,,\n'
    assert directories.read(text[:-7], "1", ON).objects["F1"].name == "Toys\nlarge"
    with pytest.raises(PlumblineError) as caught:
        directories.read(text, "1", ON)
    assert caught.value.where.en == "row 4, column id"  # as a spreadsheet counts


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
