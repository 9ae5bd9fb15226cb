"""Scheme files: what they become, and each way to get one wrong, with the file and the key named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plumbline.errors import MethodError, RulebookError
from plumbline.home import Home
from plumbline.methods.assessment.grades.joint_thresholds import JointBands
from plumbline.methods.assessment.scoring.determined import Levels, Veto
from plumbline.methods.assessment.scoring.per_point import PerPoint
from plumbline.methods.shared.periods import parse
from plumbline.rulebook.schemes.loading import load_schemes
from plumbline.rulebook.schemes.scheme_files import parse_scheme
from plumbline.rulebook.schemes.schemes import Minimum, Number, Scheme, scheme_for
from plumbline.text import Citation, Text
from tests.told import told

FIGURES = ("budget.food_safety_growth", "inspection.pass_rate")
FILE = "schemes/county.toml"
SCHEME = """
id = "county"
title = { en = "County scheme", zh = "县级方案" }
meaning = { en = "Grades counties.", zh = "县级考核。" }
source = { text = "2011年定远县食品安全工作目标考核评分细则", article = "2", status = "partial" }
valid_from = 2011-01-01
valid_to = 2013-12-31
year = "07-01..06-30"
level = "county"
full = 30
rounding = { places = 2, mode = "half up" }
minimum = { indicator = "inspection.pass_rate", n = 30, of = { en = "inspections", zh = "次检查" } }

[grades]
rounding = { places = 0, mode = "half even" }
source = { text = "国办发〔2013〕47号", article = "5" }
band = [
    { grade = "A", from = 27, to = 30, title = { en = "good", zh = "优" } },
    { grade = "D", from = 0, to = 26, title = { en = "poor", zh = "差" } },
]

[[block]]
id = "1"
title = { en = "Means", zh = "保障" }
points = 20

[[block.item]]
id = "1.3.1"
title = { en = "Budget for food safety", zh = "食品安全经费投入" }
points = 15
figure = "budget.food_safety_growth"
rule = { per_point = { against = "last year", deduct = 7.5, bonus = 1, bonus_cap = 10 } }
no_data = "withheld"
owner = "finance"
clause = "1.3.1"

[[block.item]]
id = "1.1.1"
title = { en = "Targets in the plan", zh = "纳入规划" }
meaning = { en = "Which plan holds the targets.", zh = "目标纳入何种规划。" }
points = 5
determination = "plan"
rule = { levels = [{ value = "regional", points = 5 }, { value = "none", points = 0 }] }
no_data = "zero"
not_applicable = "full"
owner = { en = "planning", zh = "发改委" }
clause = "1.1"
source = { text = "徐州", status = "partial" }

[[block]]
id = "2"
title = { en = "Results", zh = "成效" }
points = 10

[[block.item]]
id = "2.1"
title = { en = "Pass rate", zh = "合格率" }
points = 10
figure = "inspection.pass_rate"
rule = { steps = [{ at_least = 95, points = 10 }, { at_least = 90, points = 2.5 }] }
no_data = "full"
owner = "market supervision"
clause = "2.1"

[[block.item]]
id = "2.2"
title = { en = "Incident", zh = "事件" }
meaning = { en = "A systemic incident.", zh = "系统性事件。" }
points = 0
determination = "incident"
rule = { veto = { grade = "D" } }
owner = "market supervision"
clause = "5"
"""


def changed(*changes: tuple[str, str]) -> str:
    text = SCHEME
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def county(*changes: tuple[str, str]) -> Scheme:
    return parse_scheme(FILE, changed(*changes), FIGURES)


def test_what_a_file_becomes() -> None:
    scheme = county()
    assert (scheme.id, scheme.title, scheme.full, scheme.level) == (
        "county", Text("County scheme", "县级方案"), Decimal(30), "county")
    assert (scheme.valid_from, scheme.valid_to) == (date(2011, 1, 1), date(2013, 12, 31))
    assert scheme.year.period("2011") == parse("2011-07..2012-06")
    assert scheme.minimum == Minimum("inspection.pass_rate", 30, Text("inspections", "次检查"))
    assert scheme.bands.grades == ("A", "D")
    assert scheme.bands.rounding.mode == "half even"
    assert scheme.bands_cites == Citation("国办发〔2013〕47号", article="5")
    assert not scheme.illustrative
    assert [(block.id, block.points, len(block.items)) for block in scheme.blocks] == [("1", 20, 2), ("2", 10, 2)]
    assert scheme.figures == FIGURES
    assert [item.id for item in scheme.vetoes] == ["2.2"]
    assert scheme.file == FILE


def test_what_items_become() -> None:
    budget, plan, _, incident = county().items
    assert budget.rule == PerPoint(None, Decimal("7.5"), Decimal(1), Decimal(10))
    assert (budget.figure, budget.determination, budget.no_data) == ("budget.food_safety_growth", "", "withheld")
    assert (budget.owner, budget.clause) == (Text("finance", "finance"), "1.3.1")
    assert budget.cites == county().cites
    assert isinstance(plan.rule, Levels)
    assert (plan.determination, plan.not_applicable, plan.owner.zh) == ("plan", True, "发改委")
    assert plan.cites == Citation("徐州", status="partial")
    assert (incident.rule, incident.no_data, incident.not_applicable) == (Veto("D"), "", False)


def test_the_hash_follows_the_content_and_not_the_layout() -> None:
    scheme = county()
    assert county(("\n", "\r\n"), ("full = 30", "full    = 30   # of thirty")).sha256 == scheme.sha256
    assert county(('owner = "finance"', 'owner = "treasury"')).sha256 != scheme.sha256


PASS_RATE = 'figure = "inspection.pass_rate"\nrule'


@pytest.mark.parametrize(("old", "new", "where", "what", "code"), [
    ("full = 30", "full = = 30", "", "this is not valid TOML", "rule.not_toml"),
    ("full = 30", "fulll = 30", ": fulll", "there is no key 'fulll'", "rule.unknown_key"),
    ("full = 30\n", "", ": full", "this is missing", "rule.missing"),
    ("full = 30", "full = true", ": full", "this is not a number from 1 to 10000", "rule.not_number"),
    ("full = 30", "full = 31", ": grades: bands.A", "the best grade ends at 30, and full marks are 31",
     "score.grades_and_full_marks"),
    ('id = "county"', 'id = "The County"', ": id", "'The County' is no id", "rule.no_id"),
    ('title = { en = "County scheme", zh = "县级方案" }', 'title = "County"', ": title",
     "these are not words in two languages", "rule.not_words"),
    ('meaning = { en = "Grades counties.", zh = "县级考核。" }', 'meaning = { en = "Grades counties." }', ": meaning",
     "the words in 'zh' are missing", "rule.language_missing"),
    ('source = { text = "2011年定远县食品安全工作目标考核评分细则", article = "2", status = "partial" }\n', "",
     ": source", "this is missing", "rule.missing"),
    ('article = "2", status = "partial"', 'artikel = "2"', ": source: artikel", "there is no key 'artikel'",
     "rule.unknown_key"),
    ("valid_from = 2011-01-01", 'valid_from = "2011-01-01"', ": valid_from", "this is not a day", "rule.not_day"),
    ("valid_from = 2011-01-01", "valid_from = 2011-01-01T00:00:00", ": valid_from", "this is not a day",
     "rule.not_day"),
    ("valid_to = 2013-12-31", "valid_to = 2010-12-31", ": valid_to",
     "it ends on 2010-12-31, before it begins on 2011-01-01", "scheme.ends_too_early"),
    ('year = "07-01..06-30"', 'year = "july"', ": year", "'july' is no assessment year", "period.no_year_rule"),
    ('level = "county"', 'level = "conty"', ": level", "'conty' is none of those known", "rule.unknown_choice"),
    ("places = 2", "places = 9", ": rounding: places", "this is not a whole number from 0 to 4",
     "rule.not_whole_number"),
    ('mode = "half up"', 'mode = "up"', ": rounding: mode", "there is no rounding 'up'", "score.rounding_unknown"),
    ("n = 30,", "n = 0,", ": minimum: n", "this is not a whole number from 1 to 1000000000", "rule.not_whole_number"),
    ('indicator = "inspection.pass_rate"', 'indicator = "inspection.pas_rate"', ": minimum: indicator",
     "there is no figure 'inspection.pas_rate'", "indicator.unknown"),
    ("from = 27", "from = 28", ": grades: bands.D", "scores between 26 and 28 have no grade", "score.no_grade"),
    ("from = 27", "from = 26", ": grades: bands.D", "scores from 26 to 26 have two grades, A and D",
     "score.two_grades"),
    ("to = 26, title", "to = 26, colour = 1, title", ": grades: band D: colour", "there is no key 'colour'",
     "rule.unknown_key"),
    ("points = 20", "points = 21", ": block 1: points", "21 points are stated, and the parts add up to 20",
     "scheme.points_differ"),
    ("points = 15", "points = 15.005", ": block 1: item 1.3.1: points",
     "15.005 would be rounded to 2 decimal places, a half goes up", "scheme.rounded"),
    ("points = 15", "points = -15", ": block 1: item 1.3.1: points", "this is not a number from 0 to 30",
     "rule.not_number"),
    ('id = "2"', 'id = "1"', ": block 1: id", "block '1' is there twice", "rule.twice"),
    ('id = "1.1.1"', 'id = "1.3.1"', ": block 1: item 1.3.1: id", "item '1.3.1' is there twice", "rule.twice"),
    ('owner = "finance"\n', "", ": block 1: item 1.3.1: owner", "this is missing", "rule.missing"),
    ('clause = "1.3.1"\n', "", ": block 1: item 1.3.1: clause", "this is missing", "rule.missing"),
    ('no_data = "withheld"\n', "", ": block 1: item 1.3.1: no_data", "this is missing", "rule.missing"),
    ('no_data = "withheld"', 'no_data = "half"', ": block 1: item 1.3.1: no_data", "'half' is none of those known",
     "rule.unknown_choice"),
    ('not_applicable = "full"', 'not_applicable = "half"', ": block 1: item 1.1.1: not_applicable",
     "'half' is none of those known", "rule.unknown_choice"),
    ('figure = "budget.food_safety_growth"', 'figure = "budget.food_safety_grwth"', ": block 1: item 1.3.1: figure",
     "there is no figure 'budget.food_safety_grwth'", "indicator.unknown"),
    ('figure = "budget.food_safety_growth"\n', "", ": block 1: item 1.3.1: figure",
     "an item is scored from a figure or from a determination", "scheme.one_source"),
    ('determination = "plan"', 'determination = "plan"\nfigure = "inspection.pass_rate"',
     ": block 1: item 1.1.1: figure", "an item is scored from a figure or from a determination", "scheme.one_source"),
    ('meaning = { en = "Which plan holds the targets.", zh = "目标纳入何种规划。" }\n', "",
     ": block 1: item 1.1.1: meaning", "this is missing", "rule.missing"),
    ("per_point", "per_pont", ": block 1: item 1.3.1: rule.per_pont", "there is no rule 'per_pont'",
     "score.rule_unknown"),
    ("deduct = 7.5", "deduct = -7.5", ": block 1: item 1.3.1: rule.per_point.deduct", "-7.5 is below 0",
     "score.number_negative"),
    ("deduct = 7.5", "dedukt = 7.5", ": block 1: item 1.3.1: rule.per_point.dedukt", "there is no key 'dedukt'",
     "score.key_unknown"),
    ('rule = { levels = [{ value = "regional", points = 5 }, { value = "none", points = 0 }] }',
     "rule = { binary = { at_least = 5 } }", ": block 1: item 1.1.1: rule.binary",
     "this scores a figure, and the item has a determination", "scheme.rule_unfit"),
    ("rule = { steps = [{ at_least = 95, points = 10 }, { at_least = 90, points = 2.5 }] }", "rule = { binary = {} }",
     ": block 2: item 2.1: rule.binary", "this scores a determination, and the item has a figure", "scheme.rule_unfit"),
    ('veto = { grade = "D" }', 'veto = { grade = "E" }', ": block 2: item 2.2: rule.veto.grade",
     "there is no grade 'E'", "scheme.unknown_grade"),
    ('determination = "incident"', 'determination = "incident"\nno_data = "zero"', ": block 2: item 2.2: no_data",
     "a veto has none: without a determination it does not fall", "scheme.no_data_needless"),
    ('id = "county"', 'id = "county"\nillustrative = "yes"', ": illustrative", "this is neither true nor false",
     "rule.not_flag"),
    ('id = "county"', 'id = "county"\nillustrative = true', ": label", "this is missing", "rule.missing"),
])
def test_what_is_refused(old: str, new: str, where: str, what: str, code: str) -> None:
    with pytest.raises(RulebookError) as caught:
        county((old, new))
    assert (caught.value.where.en, caught.value.what.en) == (FILE + where, what)
    told(caught.value, code)


@pytest.mark.parametrize("blocks", ["[]", "5", "[5]"])
def test_a_scheme_has_blocks(blocks: str) -> None:
    with pytest.raises(RulebookError) as caught:
        county((SCHEME[SCHEME.index("[[block]]"):], ""), ("[grades]", f"block = {blocks}\n[grades]"))
    assert str(caught.value) == f"{FILE}: block: this is not a list of tables. Write [[block]] above each."


@pytest.mark.parametrize(("old", "new", "next_step"), [
    ("full = 30", "fulll = 30", "Did you mean full?"),
    ('figure = "budget.food_safety_growth"', 'figure = "budget.food_safety_grwth"',
     "Did you mean budget.food_safety_growth?"),
    ('level = "county"', 'level = "conty"', "Did you mean county or country or city?"),
    ("per_point", "per_pont", "Did you mean per_point?"),
    ("deduct = 7.5", "dedukt = 7.5", "Did you mean deduct?"),
    ('veto = { grade = "D" }', 'veto = { grade = "E" }', "Choose one of: A, D"),
])
def test_a_refusal_says_what_may_have_been_meant(old: str, new: str, next_step: str) -> None:
    with pytest.raises(RulebookError) as caught:
        county((old, new))
    assert caught.value.next_step.en == next_step


def test_an_illustrative_scheme_says_so() -> None:
    label = 'illustrative = true\nlabel = { en = "illustrative", zh = "示例" }\nid ='
    assert county(("id =", label)).label == Text("illustrative", "示例")


def test_a_scheme_may_do_without_a_minimum_or_an_end() -> None:
    scheme = county(("valid_to = 2013-12-31\n", ""), (SCHEME[SCHEME.index("minimum"):SCHEME.index("\n\n[grades]")], ""))
    assert (scheme.valid_to, scheme.minimum) == (None, None)


@pytest.fixture
def own(home: Home) -> Home:
    (home.rulebook / "schemes").mkdir()
    return home


def write(home: Home, name: str, *changes: tuple[str, str]) -> None:
    (home.rulebook / "schemes" / name).write_text(changed(*changes), encoding="utf-8")


ALL = (*FIGURES, "inspection.clean_rate", "inspection.high_risk_pass_rate", "inspection.repeat_failure")


def test_an_authority_adds_its_own(own: Home) -> None:
    write(own, "county.toml")
    assert set(load_schemes(own, ALL)) == {*load_schemes(None, ALL), "county"}
    assert "county" not in load_schemes(None, ALL)


def test_an_authority_replaces_a_shipped_one(own: Home) -> None:
    write(own, "ours.toml", ('id = "county"', 'id = "chicago-canvass"'))
    (scheme,) = load_schemes(own, ALL)["chicago-canvass"]
    assert scheme.file == "schemes/ours.toml"


def test_a_file_that_is_not_utf8_is_named(own: Home) -> None:
    (own.rulebook / "schemes" / "county.toml").write_bytes(SCHEME.encode("gb18030"))
    with pytest.raises(RulebookError, match="schemes/county.toml: this file cannot be read"):
        load_schemes(own, ALL).sound()


def test_each_year_has_its_version(own: Home) -> None:
    write(own, "county-2014.toml", ("valid_from = 2011-01-01", "valid_from = 2014-01-01"),
          ("valid_to = 2013-12-31\n", ""), ("year = \"07-01..06-30\"", 'year = "calendar"'))
    write(own, "county-2011.toml")
    schemes = load_schemes(own, ALL)
    assert [scheme.file for scheme in schemes["county"]] == ["schemes/county-2011.toml", "schemes/county-2014.toml"]
    assert scheme_for(schemes, "county", "2012-13").file == "schemes/county-2011.toml"
    assert scheme_for(schemes, "county", "2013").file == "schemes/county-2011.toml"
    assert scheme_for(schemes, "county", "2014").file == "schemes/county-2014.toml"


def test_two_versions_may_not_govern_one_year(own: Home) -> None:
    write(own, "a.toml")
    write(own, "b.toml", ("valid_from = 2011-01-01", "valid_from = 2013-12-31"))
    with pytest.raises(RulebookError) as caught:
        load_schemes(own, ALL).sound()
    assert str(caught.value) == (
        "schemes/b.toml: on 2013-12-31 this and schemes/a.toml are both valid. Both are scheme 'county'. "
        "End schemes/a.toml with valid_to."
    )


def test_a_scheme_that_is_not_there_or_does_not_apply() -> None:
    schemes = {"county": (county(),)}
    with pytest.raises(RulebookError, match="there is no scheme 'conty'. Did you mean county?"):
        scheme_for(schemes, "conty", "2012")
    with pytest.raises(RulebookError) as caught:
        scheme_for(schemes, "county", "2014")
    assert str(caught.value) == (
        "county: the scheme does not apply to 2014. It is for years that begin from 2011-01-01 to 2013-12-31."
    )
    with pytest.raises(MethodError, match="'2012-Q1' is not an assessment year of this scheme"):
        scheme_for(schemes, "county", "2012-Q1")


PARTIAL = 'partial = { en = "Points are missing.", zh = "缺少分值。" }\nvalid_from = 2011'
ITEM = SCHEME[SCHEME.index('[[block.item]]\nid = "1.3.1"'):SCHEME.index('[[block.item]]\nid = "1.1.1"')]
OPEN = """[[block.item]]
id = "1.3.1"
title = { en = "Budget for food safety", zh = "食品安全经费投入" }
points = "unpublished"
owner = "finance"
clause = "1.3.1"

"""
GRADES = SCHEME[SCHEME.index("[grades]"):SCHEME.index("[[block]]")]
JOINT = """[grades]
rounding = { places = 0, mode = "half up" }
joint = [
    { grade = "D", title = { en = "good", zh = "优" }, any = [{ 1 = 15 }, { total = 20 }] },
    { grade = "E", title = { en = "poor", zh = "差" }, any = [{ total = 10 }] },
]

"""


def test_a_partial_scheme_leaves_out_points() -> None:
    scheme = county(("valid_from = 2011", PARTIAL), (ITEM, OPEN))
    assert [item.id for item in scheme.unpublished] == ["1.3.1"]
    assert scheme.items[0].words().zh == "原文未公布本项分值。"


def test_a_partial_scheme_may_leave_out_grades() -> None:
    scheme = county(("valid_from = 2011", PARTIAL), (GRADES, ""), ('rule = { veto = { grade = "D" } }',
                    'rule = { bonus = { each = 1, cap = 2, things = { en = "prizes", zh = "奖项" } } }'))
    assert scheme.bands is None


def test_grades_by_joint_thresholds() -> None:
    scheme = county((GRADES, JOINT))
    assert isinstance(scheme.bands, JointBands)
    assert scheme.bands.grade(Decimal(16), lambda: {"1": Decimal(15), "2": Decimal(1)}) == "D"


def test_a_stated_number_is_scored_as_a_figure() -> None:
    stated = """meaning = { en = "Growth.", zh = "增长。" }
determination = "budget"
number = { unit = "%", better = "higher" }"""
    scheme = county(('figure = "budget.food_safety_growth"', stated))
    assert scheme.items[0].number == Number("%", "higher")
    assert isinstance(scheme.items[0].rule, PerPoint)


@pytest.mark.parametrize(("changes", "where", "what", "code"), [
    ([(ITEM, OPEN)], ": block 1: item 1.3.1: points", "only a partial scheme may have items without points",
     "scheme.points_missing"),
    ([(GRADES, "")], ": grades", "this is missing", "rule.missing"),
    ([(GRADES, JOINT.replace("{ 1 = 15 }", "{ 3 = 15 }"))], ": grades: joint.D", "there is no block '3'",
     "score.part_unknown"),
    ([(GRADES, JOINT + 'band = []\n')], ": grades: joint", "grades follow either from bands or from joint thresholds",
     "scheme.bands_and_joint"),
    ([('no_data = "full"', 'no_data = "full"\nnumber = { unit = "%", better = "higher" }')],
     ": block 2: item 2.1: number", "a figure has its unit already", "scheme.number_of_figure"),
    ([('rule = { veto = { grade = "D" } }',
       'rule = { bonus = { each = 1, cap = 2, things = { en = "prizes", zh = "奖项" } } }\nno_data = "zero"')],
     ": block 2: item 2.2: no_data", "a bonus has none: without a determination nothing is added",
     "scheme.no_data_needless"),
])
def test_what_is_refused_of_partial_and_joint(changes: list[tuple[str, str]], where: str, what: str, code: str) -> None:
    with pytest.raises(RulebookError) as caught:
        county(*changes)
    assert (caught.value.where.en, caught.value.what.en) == (FILE + where, what)
    told(caught.value, code)
