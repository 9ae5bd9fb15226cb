"""A scheme whose items are figures of figures, from records to grades: by assessing, and through a year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import GapsError
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.assessment.scoring.reading import read_assessment
from plumbline.procedures.assessment.year import approval
from plumbline.procedures.records.imports import import_file
from tests.procedures.assessment_world import AT, INDICATORS, INSPECTIONS, County, item_of, region_of
from tests.procedures.year_world import AFTER, NUMBER, PUBLISHED, TARGETS, Province

pytestmark = pytest.mark.django_db(transaction=True)

HEAD = 'title = { en = "T", zh = "题" }\nmeaning = { en = "M", zh = "义" }\nsource = { text = "test", ours = true }\n'
WORDS = 'of = "inspection"\nnumerator = "COUNT(*)"\nwords = { numerator = { en = "x", zh = "次" } }\n'
MADE = "".join(f'[{name}]\n{HEAD}unit = "{unit}"\nbetter = "{better}"\n{rest}\n\n' for name, unit, better, rest in (
    ("all", "1", "higher", WORDS),
    ("high", "1", "higher", f'{WORDS}when = "risk_class = \'high\'"\nexclusions = {{ en = "Others.", zh = "其他。" }}'),
    ("by_risk", "1", "higher", f'{WORDS}strata = "risk_class"'),
    ("share", "1", "higher", 'ratio = { above = "made.high", below = "made.all" }'),
    ("place", "1", "lower", 'rank = { of = "local.pass_rate", ties = "competition" }'),
    ("row", "1", "higher", 'streak = { of = "local.pass_rate", at_least = 80 }'),
    ("classes", "%", "higher", 'coverage = { of = "made.by_risk", units = "risk-class" }'),
    ("moved", "1", "higher", 'trend = { of = "local.pass_rate", years = 2 }'),
))


def steps(key: str, *places: tuple[int, int]) -> str:
    return "{ steps = [" + ", ".join(f"{{ {key} = {at}, points = {points} }}" for at, points in places) + "] }"


ITEMS = (
    ("1.1", "share", "{ binary = { at_least = 0.5 } }"),
    ("1.2", "place", steps("at_most", (1, 20), (2, 10), (3, 2))),
    ("1.3", "row", steps("at_least", (2, 20), (1, 10), (0, 0))),
    ("1.4", "classes", "{ per_point = { against = 100, deduct = 0.2 } }"),
    ("1.5", "moved", "{ binary = { at_least = 0 } }"),
)


def scheme(policy: str, id: str = "county", year: str = "calendar", level: str = "township") -> str:
    items = "".join(f"""
[[block.item]]
id = "{item}"
title = {{ en = "{figure}", zh = "指标" }}
points = 20
figure = "made.{figure}"
rule = {rule}
no_data = "{policy}"
owner = "planning"
clause = "{item}"
""" for item, figure, rule in ITEMS)
    return f"""id = "{id}"
title = {{ en = "Composed", zh = "综合" }}
meaning = {{ en = "For tests.", zh = "测试用。" }}
source = {{ text = "test", ours = true }}
valid_from = 2012-01-01
year = "{year}"
level = "{level}"
full = 100
rounding = {{ places = 1, mode = "half up" }}

[grades]
rounding = {{ places = 0, mode = "half up" }}
band = [
    {{ grade = "A", from = 90, to = 100, title = {{ en = "excellent", zh = "优秀" }} }},
    {{ grade = "B", from = 60, to = 89, title = {{ en = "good", zh = "良好" }} }},
    {{ grade = "D", from = 0, to = 59, title = {{ en = "poor", zh = "较差" }} }},
]

[[block]]
id = "1"
title = {{ en = "Figures", zh = "数据" }}
points = 100
{items}"""


def counted(county: County, year: int = 2013) -> None:
    """North 9 of 10, then 8 of 10 the year before; south 8, before 9; west 7, and nothing before; east nothing."""
    county.inspected("north", year, 9, 0)
    county.inspected("north", year, 0, 1, risk="low")
    county.inspected("north", year - 1, 8, 2)
    county.inspected("south", year, 8, 2)
    county.inspected("south", year - 1, 9, 1)
    county.inspected("west", year, 7, 3)


def assessed(home: Home, folder: Path, policy: str) -> dict[str, Any]:
    county = County(home, folder)
    (home.rulebook / "indicators" / "made.toml").write_text(MADE, encoding="utf-8")
    (home.rulebook / "schemes" / "county.toml").write_text(scheme(policy), encoding="utf-8")
    for code in ("north", "south", "west", "east"):
        county.region(code)
    counted(county)
    county.frozen()
    return assess(home, "county", "2013", at=AT).document()


# North: share 0.9, first, two years, 2 of 3 classes (20 - 6.67), risen. South: second, two years, 1 of 3, fallen.
# West: third, none, 1 of 3, and no year before. East: nothing to divide, to rank, to count; no class of three.
@pytest.mark.parametrize(("policy", "west", "east"), [
    ("zero", (28.7, "D"), (0, "D")), ("full", (48.7, "D"), (80, "B")), ("withheld", (None, None), (None, None)),
])
def test_figures_of_figures_are_scored_and_graded_whatever_no_data_costs(
        home: Home, tmp_path: Path, policy: str, west: tuple[Any, Any], east: tuple[Any, Any]) -> None:
    document = assessed(home, tmp_path, policy)
    found = {each["code"]: (each["score"], each["grade"]) for each in document["regions"]}
    assert found == {"north": (93.3, "A"), "south": (56.7, "D"), "west": west, "east": east}
    assert {item: item_of(document, "north", item)["points"] for item, _, _ in ITEMS} == {
        "1.1": 20, "1.2": 20, "1.3": 20, "1.4": 13.3, "1.5": 20}
    missing = {item: item_of(document, "east", item)["figure"]["missing"] for item, _, _ in ITEMS}
    assert [item for item, why in missing.items() if why is None] == ["1.4"]
    assert missing["1.3"] == {"en": "there is no value for this year", "zh": "本年没有数值"}
    assert "has no value in 2013" in item_of(document, "west", "1.5")["explanation"]["en"]
    assert "没有数值" in item_of(document, "west", "1.5")["explanation"]["zh"]


def test_each_part_stands_in_the_result_and_the_gap_is_named(home: Home, tmp_path: Path) -> None:
    document = assessed(home, tmp_path, "withheld")
    made = item_of(document, "south", "1.2")["figure"]["made"]
    assert (made["form"], made["among"], [each["code"] for each in made["unknown"]]) == ("rank", 3, ["east"])
    assert [each["code"] for each in item_of(document, "north", "1.4")["figure"]["made"]["listed"]] == ["medium"]
    west = region_of(document, "west")
    assert west["withheld_words"]["en"].startswith("Item 1.5: ")
    assert [line["code"] for line in document["regions"] if line["rank"]] == ["north", "south"]


def test_through_a_year_to_grades(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path)
    (home.rulebook / "indicators").mkdir(exist_ok=True)
    for name, text in (("indicators/local.toml", INDICATORS), ("indicators/made.toml", MADE),
                       ("schemes/city.toml", scheme("zero", "city", "07-01..06-30", "city"))):
        (home.rulebook / name).write_text(text, encoding="utf-8")
    rows, numbers = [INSPECTIONS], 0
    for region, day, passed, failed in (("north", "2013-09-01", 9, 1), ("north", "2012-09-01", 8, 2),
                                        ("south", "2014-03-01", 8, 2)):
        for result in ["pass"] * passed + ["fail"] * failed:
            numbers += 1
            rows.append(f"i{numbers},{region},{day},canvass,{result},high,0")
    path = tmp_path / "inspections.csv"
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    assert import_file(home, "inspection", path, clock=lambda: TARGETS).quarantined == 0
    province.opened()
    with pytest.raises(GapsError) as caught:
        province.evaluated()
    (gap,) = caught.value.gaps
    assert (gap.region, gap.item, gap.cost.en) == ("south", "1.5", "20 of 20 points lost")
    approval.evaluate(home, province.who("lead"), NUMBER, with_gaps=caught.value.token, at=AFTER)
    for name in ("chief", "deputy"):
        approval.approve(home, province.who(name), NUMBER, at=AFTER)
    approval.publish(home, province.who("lead"), NUMBER, at=PUBLISHED)
    document = read_assessment(home, "city", "2013-14", user=province.who("lead"))
    assert document is not None
    # North: share 1, first, two years, 1 of 3 classes, risen. South: second, one year, 1 of 3, no year before.
    assert {each["code"]: (each["score"], each["grade"], each["rank"]) for each in document["regions"]} == {
        "north": (86.7, "B", 1), "south": (46.7, "D", 2)}
    assert (document["gaps"], document["procedure"]) == ({"1.5": ["south"]}, NUMBER)
