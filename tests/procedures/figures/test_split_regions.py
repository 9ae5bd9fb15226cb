"""A county that was split, from the files an office sends to the figure."""

from __future__ import annotations

import pytest

from plumbline.errors import IntakeError, RecordError
from plumbline.figures.cuts.freezing import freeze
from plumbline.procedures.figures.reading import read_figure
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, region_trees
from tests.records.samples import Office, current, inspection

HEAD = "code,name_en,name_zh,level,parent,valid_from,valid_to,successor\n"
SPLIT = HEAD + """\
43,Hunan,湖南省,province,,1900-01-01,,
4304,Hengyang,衡阳市,city,43,1900-01-01,,
430404,Old county,旧县,county,4304,1900-01-01,2001-06-30,{}
430407,East county,东县,county,4304,2001-07-01,,
430408,West county,西县,county,4304,2001-07-01,,
"""


def visits(office: Office) -> None:
    office.inspections(*(inspection(number=f"s{number}", region="430404", inspected_on=f"2001-03-0{number}",
                                    result="fail") for number in (1, 2, 3)),
                       inspection(number="s4", region="430407", inspected_on="2001-09-01"))


@pytest.mark.parametrize("written", ["", "430408;430407", "430407； 430408;430407", "430407 · East county;430408"])
def test_three_failed_at_a_county_that_was_split_and_one_passed(office: Office, written: str) -> None:
    office.take("region", SPLIT.format(written))
    visits(office)
    cut = freeze(office.home)
    above = read_figure(cut, office.home, "inspection.pass_rate", "4304", "2001", user=None)
    assert (above["value"], above["numerator"], above["denominator"]) == ("25.00", 1, 4)
    assert above["excluded"] == {"total": 0, "when": 0, "unit": 0, "uncounted": 0, "split": 0, "parted": []}
    part = read_figure(cut, office.home, "inspection.pass_rate", "430408", "2001", user=None)
    assert (part["value"], part["excluded"]["split"]) == (None, 3 if written else 0)
    if written:
        assert part["excluded"]["parted"][0]["words"] == {
            "en": "3 records of Old county (430404), which lies over East county (430407), West county (430408): no "
                  "record says in which of them, so they count in Hengyang (4304).",
            "zh": "旧县（430404）的3条记录：该地区分属东县（430407）、西县（430408），记录未注明属于哪一个，"
                  "这些记录计入衡阳市（4304）。"}


def test_successors_are_kept_each_once_in_order_and_come_in_again_unchanged(office: Office) -> None:
    office.take("region", SPLIT.format("430408；430407;430408"))
    assert ("430404", "430407;430408") in current("region", "code", "successor")
    again = office.take("region", SPLIT.format("430407;430408"))
    assert (again.rows, again.same) == (0, 5)


@pytest.mark.parametrize(("successor", "what"), [
    ("430407;430409", "region 430404: its successor '430409' is not in the tree"),
    ("nowhere", "region 430404: its successor 'nowhere' is not in the tree"),
    ("430404", "region 430404: its successors form a circle"),
])
def test_a_successor_that_cannot_be_is_refused(office: Office, successor: str, what: str) -> None:
    before = current("region", "code")
    with pytest.raises(IntakeError, match=what):
        office.take("region", SPLIT.format(successor))
    assert current("region", "code") == before


def test_a_form_refuses_an_unknown_successor_too(office: Office) -> None:
    with pytest.raises(RecordError, match="its successor 'nowhere' is not in the tree"):
        keep("region", {"code": "1", "name_en": "Ward 1", "level": "ward", "parent": "city",
                        "valid_from": "1900-01-01", "valid_to": "2014-12-31", "successor": "2;nowhere"},
             at=office.clock())
    assert region_trees.parents_now()["1"] == "city"
    assert kinds.get("region").by_name["successor"].several
