"""Schemes that extend another: what is inherited, what may be added, and each way to get it wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plumbline.errors import RulebookError
from plumbline.rulebook.schemes.loading import schemes_in
from plumbline.rulebook.schemes.schemes import Scheme, scheme_for
from plumbline.text import Citation
from tests.told import told

PROVINCE = """
id = "province"
title = { en = "Provincial scheme", zh = "省级方案" }
meaning = { en = "Grades cities.", zh = "考核各市。" }
source = { text = "省政府办公厅文件", article = "3" }
valid_from = 2012-01-01
year = "07-01..06-30"
level = "city"
full = 100
rounding = { places = 1, mode = "half up" }

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 60, to = 100, title = { en = "good", zh = "良好" } },
    { grade = "D", from = 0, to = 59, title = { en = "poor", zh = "较差" } },
]

[[block]]
id = "1"
title = { en = "Measures", zh = "措施" }
points = 60

[[block.item]]
id = "1.1"
title = { en = "Plan", zh = "规划" }
meaning = { en = "Whether there is a plan.", zh = "是否有规划。" }
points = 60
determination = "plan"
rule = { binary = {} }
no_data = "zero"
owner = { en = "planning", zh = "发展改革部门" }
clause = "1.1"

[[block]]
id = "2"
title = { en = "Results", zh = "成效" }
points = 40

[[block.item]]
id = "2.1"
title = { en = "Complaints", zh = "投诉" }
meaning = { en = "Whether complaints were answered.", zh = "投诉是否办结。" }
points = 40
determination = "complaints"
rule = { binary = {} }
no_data = "zero"
owner = { en = "market", zh = "市场监管部门" }
clause = "2.1"

[[block.item]]
id = "2.2"
title = { en = "Incident", zh = "事件" }
meaning = { en = "An incident.", zh = "发生事件。" }
points = 0
determination = "incident"
rule = { veto = { grade = "D" } }
owner = { en = "market", zh = "市场监管部门" }
clause = "5"
"""
CITY = """
id = "city"
extends = "province"
title = { en = "City scheme", zh = "市级方案" }
meaning = { en = "Grades counties.", zh = "考核各县。" }
source = { text = "市政府文件" }
valid_from = 2013-01-01
level = "county"
full = 130

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 100, to = 130, title = { en = "good", zh = "良好" } },
    { grade = "D", from = 0, to = 99, title = { en = "poor", zh = "较差" } },
]

[[block]]
id = "1"
points = 70

[[block.item]]
id = "1.2"
title = { en = "Fund", zh = "经费" }
meaning = { en = "Whether there is a fund.", zh = "是否落实经费。" }
points = 10
determination = "fund"
rule = { binary = {} }
no_data = "zero"
owner = { en = "finance", zh = "财政部门" }
clause = "4"

[[block]]
id = "3"
title = { en = "Of the city", zh = "本市事项" }
points = 20

[[block.item]]
id = "3.1"
title = { en = "Brands", zh = "品牌" }
meaning = { en = "Whether there is a brand.", zh = "是否有品牌。" }
points = 20
determination = "brand"
rule = { binary = {} }
no_data = "zero"
owner = { en = "market", zh = "市场监管部门" }
clause = "6"
"""
BLOCK_3 = CITY[CITY.index('[[block]]\nid = "3"'):]


def load(**texts: str) -> dict[str, tuple[Scheme, ...]]:
    return schemes_in([(f"schemes/{name}.toml", text) for name, text in texts.items()], figures=())


def both(*changes: tuple[str, str], province: str = PROVINCE) -> dict[str, tuple[Scheme, ...]]:
    text = CITY
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return load(city=text, province=province)


def refused(*changes: tuple[str, str], province: str = PROVINCE) -> str:
    with pytest.raises(RulebookError) as caught:
        both(*changes, province=province)
    return str(caught.value)


def test_what_is_inherited_comes_first_with_its_clause_owner_and_source() -> None:
    (city,) = both()["city"]
    assert [(block.id, block.points, block.inherited, [item.id for item in block.items]) for block in city.blocks] == [
        ("1", 70, "province", ["1.1", "1.2"]), ("2", 40, "province", ["2.1", "2.2"]), ("3", 20, "", ["3.1"])]
    plan, fund = city.blocks[0].items
    assert (plan.owner.en, plan.clause, plan.inherited) == ("planning", "1.1", "province")
    assert plan.cites == Citation("省政府办公厅文件", article="3")
    assert (fund.owner.en, fund.clause, fund.inherited, fund.cites) == ("finance", "4", "", Citation("市政府文件"))
    assert (city.level, city.full, city.bands.grades) == ("county", Decimal(130), ("A", "D"))
    assert city.year == both()["province"][0].year
    assert city.above.sha256 == both()["province"][0].sha256


def test_three_levels() -> None:
    county = CITY.replace('id = "city"', 'id = "county"').replace('"province"', '"city"').replace(
        "full = 130", "full = 131").replace("to = 130", "to = 131").replace(
        CITY[CITY.index('[[block]]\nid = "1"'):], "") + BLOCK_3.replace('id = "3', 'id = "4').replace("= 20", "= 1")
    found = load(county=county, province=PROVINCE, city=CITY)["county"][0]
    assert [(item.id, item.inherited) for item in found.items] == [
        ("1.1", "province"), ("1.2", "city"), ("2.1", "province"), ("2.2", "province"), ("3.1", "city"), ("4.1", "")]
    assert (found.above.id, found.above.above.id) == ("city", "province")


def test_a_change_above_changes_the_hash_below() -> None:
    plain = both()["city"][0]
    other = both(province=PROVINCE.replace('"是否有规划。"', '"是否编制规划。"'))["city"][0]
    assert plain.sha256 != other.sha256
    assert both(province=PROVINCE + "# a word\n")["city"][0].sha256 == plain.sha256
    assert both(("points = 10\n", "points = 10   \n"))["city"][0].sha256 == plain.sha256


def test_each_year_extends_the_version_that_governs_it() -> None:
    earlier = PROVINCE.replace("valid_from = 2012-01-01", "valid_from = 2012-01-01\nvalid_to = 2014-06-30")
    later = PROVINCE.replace("2012-01-01", "2014-07-01").replace("是否有规划。", "是否编制规划。")
    found = load(city=CITY, a=earlier, b=later)
    assert [(one.valid_from, one.valid_to, one.above.file) for one in found["city"]] == [
        (date(2013, 1, 1), date(2014, 6, 30), "schemes/a.toml"), (date(2014, 7, 1), None, "schemes/b.toml")]
    assert scheme_for(found, "city", "2013-14").above.file == "schemes/a.toml"
    assert scheme_for(found, "city", "2014-15").above.file == "schemes/b.toml"
    assert scheme_for(found, "city", "2013-14").sha256 != scheme_for(found, "city", "2014-15").sha256


def test_the_day_a_version_ends_is_no_part_of_its_hash() -> None:
    ended = both(("valid_from = 2013-01-01", "valid_from = 2013-01-01\nvalid_to = 2015-12-31"))["city"][0]
    assert (ended.valid_to, ended.sha256) == (date(2015, 12, 31), both()["city"][0].sha256)


def test_a_scheme_may_add_nothing() -> None:
    changes = ((CITY[CITY.index('[[block]]\nid = "1"'):], ""), ("full = 130", "full = 100"),
               ("from = 100, to = 130", "from = 60, to = 100"), ("to = 99", "to = 59"))
    assert [item.inherited for item in both(*changes)["city"][0].items] == ["province"] * 3


PLACE = "schemes/city.toml: "
GIVEN = ("is inherited from 'province'. What is inherited may be neither changed nor left out. Give the item that is "
         "added another id.")
REFUSED = [
    ('extends = "province"', 'extends = "provinces"',
     "extends: there is no scheme 'provinces'. Did you mean province?", "scheme.unknown"),
    ("points = 70", "points = 60",
     "block 1: points: 60 points are stated, and the parts add up to 70. Change the points until they agree.",
     "scheme.points_differ"),
    ("points = 70\n", "", "block 1: points: this is missing. Every definition states it: docs/rulebook.md shows how.",
     "rule.missing"),
    ('id = "1.2"', 'id = "2.1"', f"block 1: item 2.1: id: item '2.1' {GIVEN}", "scheme.inherited"),
    ('id = "3.1"', 'id = "1.1"', f"block 3: item 1.1: id: item '1.1' {GIVEN}", "scheme.inherited"),
    ('id = "1"\n', 'id = "1"\ntitle = { en = "Other", zh = "其他" }\n',
     ("block 1: title: block '1' is inherited from 'province', which names it. Leave the title out; say the points and "
      "the items that are added."), "scheme.inherited"),
    ('id = "3"\n', 'id = "1"\n', "block 1: id: block '1' is there twice. Give each its own id.", "rule.twice"),
    ("valid_from = 2013-01-01", 'valid_from = 2013-01-01\nyear = "calendar"',
     ("year: 'province', which this extends, counts years as 07-01..06-30. Leave it out: the year is that of the "
      "scheme above."), "scheme.other_year"),
    ("valid_from = 2013-01-01", "valid_from = 2011-01-01",
     ("valid_from: on 2011-01-01 no version of 'province' is in force, which this extends. Begin on 2012-01-01, or "
      "give 'province' a version for the days before."), "scheme.nothing_above"),
    ('grade = "D"', 'grade = "C"', "block 2: item 2.2: rule.veto.grade: there is no grade 'D'. Choose one of: A, C.",
     "scheme.unknown_grade"),
    ("to = 99", "to = 98", "grades: bands.D: scores between 98 and 100 have no grade.", "score.no_grade"),
]


@pytest.mark.parametrize(("old", "new", "said", "code"), REFUSED)
def test_what_is_refused_names_file_and_key(old: str, new: str, said: str, code: str) -> None:
    with pytest.raises(RulebookError) as caught:
        both((old, new))
    assert str(caught.value) == PLACE + said
    told(caught.value, code)


def test_inherited_and_added_points_sum() -> None:
    assert refused(("points = 20", "points = 21"), ("points = 20", "points = 21")) == (
        PLACE + "full: 130 points are stated, and the parts add up to 131. Change the points until they agree.")


def test_a_version_above_that_ends_is_a_gap() -> None:
    ended = PROVINCE.replace("valid_from = 2012-01-01", "valid_from = 2012-01-01\nvalid_to = 2014-12-31")
    assert refused(province=ended) == (
        PLACE + "valid_to: on 2015-01-01 no version of 'province' is in force, which this extends. Give 'province' a "
        "version for then, or end this one: valid_to = 2014-12-31.")
    assert both(("level =", "valid_to = 2014-12-31\nlevel ="), province=ended)["city"][0].valid_to == date(2014, 12, 31)


def test_a_gap_between_two_versions_above() -> None:
    earlier = PROVINCE.replace("valid_from = 2012-01-01", "valid_from = 2012-01-01\nvalid_to = 2013-12-31")
    with pytest.raises(RulebookError, match="on 2014-01-01 no version of 'province' is in force"):
        load(city=CITY, a=earlier, b=PROVINCE.replace("2012-01-01", "2015-01-01"))


def test_schemes_do_not_extend_each_other_in_a_circle() -> None:
    circle = PROVINCE.replace('id = "province"', 'id = "province"\nextends = "city"')
    with pytest.raises(RulebookError) as caught:
        load(city=CITY, province=circle)
    assert str(caught.value) == (
        "schemes/province.toml: extends: the schemes extend each other in a circle: city -> province -> city. Let the "
        "one of the highest level extend none.")
    with pytest.raises(RulebookError, match="in a circle: city -> city"):
        load(city=CITY.replace('"province"', '"city"'))


def test_an_item_above_whose_points_nobody_published_makes_it_partial_below() -> None:
    said = 'partial = { en = "Read in part.", zh = "部分原文。" }\nvalid_from'
    partial = PROVINCE.replace("valid_from", said).replace(
        'points = 40\ndetermination = "complaints"\nrule = { binary = {} }\nno_data = "zero"', 'points = "unpublished"')
    (city,) = both(province=partial)["city"]
    assert (city.partial.en, [item.id for item in city.unpublished]) == ("Read in part.", ["2.1"])
