"""Inspector groups compared: from a table, and from the home's inspections, which show them to officers alone."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import IntakeError, NotAllowed
from plumbline.procedures.surveillance import inspector_effect
from plumbline.records.core.people import Role, User
from tests.records.samples import Office, inspection

# In "high" 10 of 100 fail, in "low" 1 of 100: red inspects the former mostly, blue the latter, both as the others do.
MADE = [("red", "high", 90, 9), ("blue", "high", 10, 1), ("red", "low", 0, 0), ("blue", "low", 100, 1)]


def rows() -> list[tuple[str, str, str]]:
    return [(group, risk, "fail" if number < failed else "pass") for group, risk, many, failed in MADE
            for number in range(many)]


def officer(region: str) -> User:
    user = User.objects.create(username=f"officer-{region}")
    Role.objects.create(user=user, name=Role.OFFICER, region=region, column="*")
    return user


def told(document: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {each["group"]: (each["n"], each["failed"], round(each["expected"], 6), each["ratio"], each["beyond"])
            for each in document["groups"]}


def test_a_table_by_hand(tmp_path: Any) -> None:
    file = tmp_path / "visits.csv"
    lines = [f"{group};{risk};{'不合格' if result == 'fail' else '合格'}" for group, risk, result in rows()]
    file.write_text("\n".join(["检查组;风险;检查结果", *lines, "NA;high;合格", "red;high;", ""]), encoding="gb18030")
    found = inspector_effect.of_table(file, ("风险",))
    assert told(found) == {"red": (90, 9, 9, 1, 0), "blue": (110, 2, 2, 1, 0)}
    assert (found["n"], found["failed"], found["rate"]) == (200, 11, 0.055)
    assert found["left_out"] == {"group_unknown": 1, "result_unknown": 1}
    assert "no finding about people" in found["caveat"]["en"]
    assert found["cites"][0]["article"] == "2.3"


@pytest.mark.parametrize(("content", "code"), [
    ("group,result,risk\nred,Pass,1\nblue,Out,1\n", "signal.no_failure"),
    ("group,result,risk\nred,fail,1\n", "signal.no_failure"), ("group,result,risk\n", "table.empty"),
    ("group,risk\nred,1\n", "table.column_missing"),
])
def test_tables_that_compare_nothing(tmp_path: Any, content: str, code: str) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        inspector_effect.of_table(file, ("risk",))
    assert caught.value.code == code


def test_what_fails_can_be_said(tmp_path: Any) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("group,result,risk\nred,Out,1\nblue,In,1\n", encoding="utf-8")
    assert inspector_effect.of_table(file, ("risk",), ["out"])["failed"] == 1


def test_the_home_s_inspections_are_compared_for_an_officer_of_the_region(office: Office) -> None:
    office.inspections(*(
        inspection(number=str(number), region="12"[number % 2], inspector_group=group, risk_class=risk, result=result)
        for number, (group, risk, result) in enumerate(rows())),
        inspection(number="x", inspected_on="2012-01-01", inspector_group="red", risk_class="low", result="fail"),
        inspection(number="y", inspector_group="", risk_class="low"),
        inspection(number="z", inspector_group="red", risk_class="low", result=""))
    found = inspector_effect.of_records(officer("city"), "city", "2013", ("risk_class",))
    assert told(found) == {"red": (90, 9, 9, 1, 0), "blue": (110, 2, 2, 1, 0)}
    assert (found["region"], found["period"], found["left_out"]) == (
        "city", "2013", {"group_unknown": 1, "result_unknown": 1})
    assert inspector_effect.of_records(officer("1"), "1", "2013")["n"] == 100
    assert inspector_effect.of_records(officer("2"), "2", "2011") == found | {
        "region": "2", "period": "2011", "n": 0, "failed": 0, "rate": None, "groups": [],
        "strata": ["risk_class", "facility_type"], "left_out": {"group_unknown": 0, "result_unknown": 0}}
    for user, region in ((None, "1"), (User.objects.get(username="officer-1"), "2"),
                         (User.objects.get(username="officer-1"), "city")):
        with pytest.raises(NotAllowed) as caught:
            inspector_effect.of_records(user, region, "2013")
        assert caught.value.code == "role.needed_for_figure"
    with pytest.raises(IntakeError) as unknown:
        inspector_effect.of_records(officer("9"), "9", "2013", ("risk",))
    assert unknown.value.code == "table.column_missing"
