"""The further grammar on records: caps, blocks outside, peers, years, lower units, demerits, consequences."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import RecordError, RulebookError
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.assessment.scoring.trying import score_answers
from plumbline.procedures.assessment.year.acts import open_year
from plumbline.procedures.assessment.year.loading import load
from plumbline.procedures.assessment.year.people import go_on
from plumbline.records.core.people import Role, User
from tests.procedures.assessment_world import AT, SCHEME, County, item_of, region_of

pytestmark = pytest.mark.django_db(transaction=True)
RULE = "rule = { binary = { at_least = 50 } }"
TARGET = 'rule = { per_point = { against = 90, deduct = 1 } }\nno_data = "withheld"'


@pytest.fixture
def county(home: Home, tmp_path: Path) -> County:
    """Three townships: 90, 80 and 70 % passed in 2013; 80, 80 and 60 % in 2012."""
    found = County(home, tmp_path)
    for code, now, before in (("north", 9, 8), ("south", 8, 8), ("west", 7, 6)):
        found.region(code)
        found.inspected(code, 2013, now, 10 - now)
        found.inspected(code, 2012, before, 10 - before)
    return found


def assessed(county: County, year: str = "2013", scheme: str = "county") -> dict[str, Any]:
    county.frozen()
    return assess(county.home, scheme, year, at=AT).document()


def grades(document: dict[str, Any]) -> dict[str, tuple[str | None, float, int | None]]:
    return {each["code"]: (each["grade"], each["score"], each["rank"]) for each in document["regions"]}


def test_several_vetoes_and_caps(county: County) -> None:
    veto = SCHEME[SCHEME.index("[[block.item]]\nid = \"2.2\""):]
    second = veto.replace('"2.2"', '"2.3"').replace('"incident"', '"second"').replace('grade = "D"', 'grade = "C"')
    cap = veto.replace('"2.2"', '"2.4"').replace('"incident"', '"fact"').replace("veto = {", "cap = {").replace(
        'grade = "D"', 'grade = "B"')
    county.change_scheme((veto, second + cap + veto))
    county.determined("north", "second", "yes")
    county.determined("north", "incident", "yes")
    county.determined("south", "fact", "yes")
    county.determined("west", "second", "yes")
    document = assessed(county)
    assert {each["code"]: (each["grade"], each["veto"], each.get("cap")) for each in document["regions"]} == {
        "north": ("D", "2.2", None), "south": ("B", None, "2.4"), "west": ("C", "2.3", None)}


def test_a_cap_unless_a_key_item_has_its_points(county: County) -> None:
    county.change_scheme(("\n]\n\n[[block]]", '''
]
cap = [{ id = "target", grade = "C", needs = { "1.1" = 35 }, title = { en = "far from it", zh = "离目标甚远" } }]

[[block]]'''))
    document = assessed(county)
    assert region_of(document, "north")["grade"] == "A"
    assert (region_of(document, "south")["grade"], region_of(document, "south")["cap"]) == ("C", "target")
    assert document["caps"][0]["needs"] == {"en": "Target at least 35", "zh": "目标不低于35分"}


def test_bonus_and_deductions_beside_the_blocks(county: County) -> None:
    extra = '''
[[block]]
id = "plus"
title = { en = "Bonus", zh = "加分" }
outside = "bonus"
cap = 5
''' + "".join(f'''
[[block.item]]
id = "plus.{place}"
title = {{ en = "Prizes", zh = "获奖" }}
meaning = {{ en = "Prizes.", zh = "获奖。" }}
points = 0
determination = "prize-{place}"
rule = {{ bonus = {{ each = 2, cap = 4, things = {{ en = "prizes", zh = "奖项" }} }} }}
owner = "x"
clause = "6"
''' for place in (1, 2)) + '''
[[block]]
id = "minus"
title = { en = "Deductions", zh = "扣分" }
outside = "deduction"
cap = 10

[[block.item]]
id = "minus.1"
title = { en = "Late", zh = "迟报" }
meaning = { en = "Late.", zh = "迟报。" }
points = 0
determination = "late"
rule = { penalty = { each = 3, cap = 9, things = { en = "late reports", zh = "迟报" } } }
owner = "x"
clause = "7"
'''
    path = county.home.rulebook / "schemes" / "county.toml"
    path.write_text(SCHEME.replace("full = 100", "full = 100\nabove_full = true") + extra, encoding="utf-8")
    for code, item, value in (("north", "prize-1", "2"), ("north", "prize-2", "3"), ("south", "late", "9")):
        county.determined(code, item, value)
    document = assessed(county)
    north, south = region_of(document, "north"), region_of(document, "south")
    assert (north["score"], north["grade"], item_of(document, "north", "plus.2")["points"]) == (110, "A", 1)
    assert (south["score"], item_of(document, "south", "minus.1")["points"]) == (81, -9)
    for region in (north, south):
        assert sum(Decimal(str(item["points"])) for item in region["items"]) == Decimal(str(region["score"]))


@pytest.mark.parametrize(("rule", "points"), [
    ("{ peers = { by = \"rank\" } }", {"north": 20, "south": 10, "west": 0}),
    ("{ peers = { by = \"mean\", deduct = 1 } }", {"north": 20, "south": 20, "west": 10}),
    ("{ peers = { by = \"min-max\", among = [[\"north\", \"south\"]] } }", {"north": 20, "south": 0, "west": 0}),
    ("{ linear = { from = 60, to = 90 } }", {"north": 20, "south": 13.3, "west": 6.7}),
])
def test_against_peers_and_between_thresholds(county: County, rule: str, points: dict[str, float]) -> None:
    county.change_scheme((RULE, f"rule = {rule}"))
    document = assessed(county)
    assert {code: item_of(document, code, "1.3")["points"] for code in points} == points


def test_a_value_over_several_years(county: County) -> None:
    county.change_scheme((TARGET, "over = { years = 2, weights = [75, 25] }\n" + TARGET))
    document = assessed(county)
    item = item_of(document, "north", "1.1")
    assert item["points"] == 37.5  # 0.75 x 90 + 0.25 x 80 is 87.5, which is 2.5 below 90
    assert item["explanation"]["en"].endswith(
        "The value is the mean of 2013 90.00 (weight 75), 2012 80.00 (weight 25).")
    early = assess(county.home, "county", "2012", at=AT).document()
    assert region_of(early, "north")["grade"] is None
    assert "has no value in 2011" in region_of(early, "north")["withheld"]


def test_scores_rolled_up_from_the_units_below(county: County) -> None:
    above = SCHEME[:SCHEME.index("[[block]]")].replace('id = "county"', 'id = "upper"').replace(
        'level = "township"', 'level = "county"').replace("minimum = {", "# minimum = {") + '''
[[block]]
id = "1"
title = { en = "Townships", zh = "乡镇" }
points = 100

[[block.item]]
id = "1.1"
title = { en = "Scores of the townships", zh = "乡镇得分" }
points = 100
rolled_up = { scheme = "county", by = "mean" }
rule = { linear = { from = 0, to = 100 } }
no_data = "withheld"
owner = "x"
clause = "1"
'''
    (county.home.rulebook / "schemes" / "upper.toml").write_text(above, encoding="utf-8")
    lower = assessed(county)
    mean = sum(Decimal(str(each["score"])) for each in lower["regions"]) / 3
    document = assess(county.home, "upper", "2013", at=AT).document()
    assert Decimal(str(region_of(document, "county")["score"])) == mean.quantize(Decimal("0.1"))
    schemes = schemes_of(county.home)
    (pinned,) = document["rolled_up"]
    assert pinned == {"scheme": "county", "file": "schemes/county.toml", "sha256": schemes["county"][0].sha256}
    assert assess(county.home, "upper", "2013", at=AT).document() == document
    officer = User.objects.create(username="lead")
    Role.objects.create(user=officer, name=Role.OFFICER, region="county", column="assessment")
    path = county.home.rulebook / "schemes" / "upper.toml"
    path.write_text(above.replace('year = "calendar"', 'year = "calendar"\nflow = "quality-work"', 1).replace(
        "valid_from = 2012", "valid_from = 2013"), encoding="utf-8")
    opened = open_year(county.home, officer, "upper", "2014", "county", at=AT)
    assert load(county.home, opened.number).changed is False
    county.change_scheme(('title = { en = "Target"', 'title = { en = "Changed"'))
    assert load(county.home, opened.number).changed is True            # the text of the scheme below is another one
    go_on(county.home, officer, opened.number, reason="known", at=AT)
    assert load(county.home, opened.number).changed is False
    path.write_text(above, encoding="utf-8")
    assert assess(county.home, "upper", "2013", at=AT).document()["rolled_up"] != document["rolled_up"]
    county.rows["region"].clear()
    county.rows["inspection"].clear()
    county.determined("county", "1.1", "100", scheme="upper")
    county.frozen()
    with pytest.raises(RecordError, match="this item is computed from the scores of the units below"):
        assess(county.home, "upper", "2013", at=AT)
    path.write_text(above.replace('scheme = "county"', 'scheme = "upper"'), encoding="utf-8")
    with pytest.raises((RulebookError, RecordError)):
        assess(county.home, "upper", "2013", at=AT)


def test_what_follows_from_a_rank_and_demerits(county: County) -> None:
    county.change_scheme(("[grades]", '''consequence = [
    { id = "report", last = 1, days = 30, title = { en = "reports", zh = "报告" } },
    { id = "praise", grades = ["A"], title = { en = "is commended", zh = "表扬" } },
]

[grades]'''))
    document = assessed(county)
    assert {each["code"]: each["consequences"] for each in document["regions"]} == {
        "north": ["praise"], "south": ["praise"], "west": ["report"]}
    assert document["consequences"][0]["for"]["zh"] == "排名后1名，并列者均计入"


def test_the_lowest_demerits_rank_first(home: Home, tmp_path: Path) -> None:
    county = County(home, tmp_path)
    (home.rulebook / "schemes" / "county.toml").write_text('''
id = "county"
title = { en = "Demerits", zh = "扣分" }
meaning = { en = "For tests.", zh = "测试用。" }
source = { text = "test", ours = true }
valid_from = 2012-01-01
year = "calendar"
level = "township"
full = 20
demerit = true
rounding = { places = 0, mode = "half up" }

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 0, to = 5, title = { en = "good", zh = "好" } },
    { grade = "B", from = 6, to = 20, title = { en = "poor", zh = "差" } },
]

[[block]]
id = "1"
title = { en = "Found", zh = "发现" }
points = 20

[[block.item]]
id = "1.1"
title = { en = "Failings", zh = "问题" }
meaning = { en = "Failings.", zh = "问题。" }
points = 20
determination = "found"
rule = { demerits = [{ id = "minor", points = 3, title = { en = "minor", zh = "轻微" } }] }
no_data = "zero"
not_applicable = "zero"
owner = "x"
clause = "1"
''', encoding="utf-8")
    for code in ("north", "south", "west"):
        county.region(code)
    county.determined("north", "found", "minor=2")
    county.determined("south", "found", "minor=1")
    county.determined("west", "found", "not applicable")
    document = assessed(county)
    assert grades(document) == {"west": ("A", 0, 1), "south": ("A", 3, 2), "north": ("B", 6, 3)}
    assert document["better"] == "lower"


def test_every_sort_of_answer_can_be_tried(county: County) -> None:
    county.change_scheme((RULE, "rule = { peers = { by = \"rank\" } }"),
                         (TARGET, "over = { years = 2 }\n" + TARGET))
    given = {"1.1": "90; 86", "1.2": "now=90; before=88", "1.3": "now=90; peers=80, 95", "2.1": "whole"}
    found = score_answers(county.home, "county", "2013", given, on=AT.date())
    assert [(item["id"], item["points"]) for item in found["items"]][:3] == [
        ("1.1", "38.0"), ("1.2", "22.0"), ("1.3", "10.0")]
    alone = score_answers(county.home, "county", "2013", given | {"1.3": "90"}, on=AT.date())
    assert alone["items"][2]["explanation"]["en"].startswith("No values of others were given")
