"""Indicator files: the shipped ones load, and every fault is told with its file and key."""

from __future__ import annotations

import pytest

from plumbline.errors import RulebookError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.home import Home
from plumbline.rulebook.indicators.loading import load_indicators, parse_indicators
from tests.told import told

GOOD = {
    "title": '{ en = "Pass rate", zh = "合格率" }',
    "meaning": '{ en = "Share not failed.", zh = "不为不合格的比例。" }',
    "unit": '"%"',
    "better": '"higher"',
    "source": '{ text = "国办发〔2013〕47号", article = "4" }',
    "of": '"inspection"',
    "numerator": "\"COUNT(*) FILTER (WHERE result <> 'fail')\"",
    "denominator": '"COUNT(*)"',
    "words": '{ numerator = { en = "passed", zh = "合格" }, denominator = { en = "all", zh = "全部" } }',
}
EXCLUSIONS = '{ en = "some", zh = "部分" }'


def toml(**changes: str | None) -> str:
    keys = {**GOOD, **changes}
    return "\n".join(["[pass_rate]", *(f"{key} = {value}" for key, value in keys.items() if value is not None)])


def load(**changes: str | None):
    return parse_indicators("inspection", toml(**changes), schema_of_kinds())[0]


def refused(**changes: str | None) -> RulebookError:
    with pytest.raises(RulebookError) as caught:
        load(**changes)
    return caught.value


def test_a_good_definition_loads():
    indicator = load()
    assert (indicator.id, indicator.of, indicator.unit, indicator.scale, indicator.places) == (
        "inspection.pass_rate", "inspection", "%", 100, 2)
    assert indicator.cites.article == "4"
    assert indicator.fields_used == {"inspection.result", "inspection.region", "inspection.inspected_on"}
    assert indicator.exposure == "public"


@pytest.mark.parametrize("key", ["title", "meaning", "unit", "better", "source", "of", "numerator", "words"])
def test_what_every_definition_states(key):
    error = refused(**{key: None})
    assert error.where.en == f"indicators/inspection.toml [pass_rate].{key}"
    assert error.what.en == "this is missing"


FAULTS = [
    ("numerator", "\"COUNT(*) FILTER (WHERE reslt <> 'fail')\"", "numerator", "inspection has no field 'reslt'",
     "Did you mean result?", "expression.unknown_field"),
    ("numerator", "\"COUNT(*) FILTER (WHERE result <> 'fial')\"", "numerator", "'fial' is no code of 'result'",
     "Did you mean fail?", "expression.unknown_code"),
    ("numerator", '"COUNT(*) / 2"', "numerator", "'COUNT(*) / 2' is not allowed in a definition", "",
     "expression.division"),
    ("of", '"inspektion"', "of", "there is no record kind 'inspektion'", "Did you mean inspection?",
     "indicator.unknown_kind"),
    ("unit", '"percent"', "unit", "'percent' is no unit", 'Write "%", "1", "CNY", or "per 100" and the like',
     "indicator.unknown_unit"),
    ("better", '"up"', "better", "'up' is none of those known", "Choose one of: higher, lower, neither",
     "rule.unknown_choice"),
    ("interval", '"wilsen"', "interval", "'wilsen' is none of those known", "Did you mean wilson?",
     "rule.unknown_choice"),
    ("interval", '"stratified"', "interval", "the stratified interval and weights belong together",
     'Use "wilson" for an unweighted share, "stratified" for a weighted one', "indicator.interval_and_weights"),
    ("strata", '"risk"', "strata", "inspection has no field 'risk'", "Did you mean risk_class?",
     "expression.unknown_field"),
    ("strata", '"inspected_on"', "strata", "a date does not divide records into groups", "Name another field",
     "indicator.no_groups"),
    ("per", '"establishmen"', "per", "inspection has no field 'establishmen'",
     "Did you mean establishment or establishment_name?", "expression.unknown_field"),
    ("places", "9", "places", "this is not a whole number from 0 to 6", "Write 2, say", "rule.not_whole_number"),
    ("level", '"95"', "level", "'95' is none of those known", "Did you mean 0.95?", "rule.unknown_choice"),
    ("numertor", '"x"', "numertor", "there is no key 'numertor'", "Did you mean numerator?", "rule.unknown_key"),
    ("weights", '{ of = "establishment", count = "COUNT(*)" }', "weights", "there are no strata to weight",
     "Add strata, or leave it out", "indicator.no_strata"),
    ("let", '{ n = "COUNT(*)" }', "let", "there is no unit to compute this for", "Name the unit with 'per'",
     "indicator.let_of_no_unit"),
    ("when", "\"result = 'pass'\"", "exclusions", "this is missing, and the definition leaves records out",
     "Say in words which records are left out, and why", "indicator.no_exclusions"),
    ("when", '"critical_count"', "when", "this is an integer, not a condition", "Compare it with something",
     "expression.not_condition"),
    ("when", '"COUNT(*) > 1"', "when", "'COUNT(*)' is about many records, and one record is meant here",
     "Use the record's own fields", "expression.aggregate_in_record"),
    ("title", '"Pass rate"', "title", "these are not words in two languages", 'Write { en = "...", zh = "..." }',
     "rule.not_words"),
    ("title", '{ en = "Pass rate" }', "title", "the words in 'zh' are missing", 'Write { en = "...", zh = "..." }',
     "rule.language_missing"),
    ("source", '{ article = "4" }', "source.text", "this is missing",
     "Every definition states it: docs/rulebook.md shows how", "rule.missing"),
    ("source", '{ text = "x", status = "sure" }', "source.status", "'sure' is none of those known",
     "Choose one of: verified, unverified, partial", "rule.unknown_choice"),
    ("source", '{ text = "x", ours = "yes" }', "source.ours", "this is neither true nor false",
     "Write true, or leave it out", "rule.not_flag"),
    ("source", '{ text = "x", page = "4" }', "source.page", "there is no key 'page'",
     "Choose one of: text, article, effective, status, read_at, ours", "rule.unknown_key"),
    ("numerator", "7", "numerator", "this is not a text", 'Write it in "quotes"', "rule.not_text"),
    ("words", "3", "words", "this is not a table", "Write [name] and its keys below it", "rule.not_table"),
    ("denominator", '"SUM(inspector_group)"', "denominator", "'inspector_group' is a text, not a number",
     "Reckon with integers and decimals only", "expression.not_number"),
]


@pytest.mark.parametrize(("key", "value", "where", "what", "next_step", "code"), FAULTS)
def test_a_fault_is_named_with_file_and_key(key, value, where, what, next_step, code):
    error = refused(**{key: value})
    assert error.where.en == f"indicators/inspection.toml [pass_rate].{where}"
    assert (error.what.en, error.next_step.en) == (what, next_step)
    told(error, code)


def test_a_growth_is_reckoned_of_the_numerator_a_year_before():
    indicator = load(against='"year before"', denominator=None)
    assert (indicator.against, indicator.denominator, indicator.places) == ("year before", indicator.numerator, 2)


@pytest.mark.parametrize("key", ["denominator", "per", "let", "strata", "weights", "interval", "level"])
def test_a_growth_has_no_denominator_units_layers_or_interval(key):
    error = refused(**{"denominator": None, "against": '"year before"', key: '"x"'})
    assert error.where.en == f"indicators/inspection.toml [pass_rate].{key}"
    assert error.what.en == f"a growth has no '{key}'"


def test_a_growth_is_against_the_year_before():
    error = refused(denominator=None, against='"last year"')
    assert (error.what.en, error.next_step.en) == ("'last year' is none of those known", "Choose one of: year before")


def test_a_register_does_not_grow():
    error = refused(of='"organisation"', numerator='"COUNT(*)"', denominator=None, against='"year before"')
    assert (error.where.en, error.what.en) == ("indicators/inspection.toml [pass_rate].against",
                                         "organisation has no days, so a year before it was the same")


def test_money_is_told_to_the_fen():
    text = toml(of='"statement"', numerator='"SUM(value)"', denominator=None, unit='"CNY"')
    indicator = parse_indicators("inspection", text, schema_of_kinds())[0]
    assert (indicator.unit, indicator.places, indicator.scale) == ("CNY", 2, 1)


def test_a_banned_function_is_refused_with_its_reason():
    error = refused(numerator='"AVG(critical_count)"')
    assert str(error) == (
        "indicators/inspection.toml [pass_rate].numerator: 'AVG(critical_count)' is not allowed in a definition. An "
        "average is a division, and engines round it differently: write SUM as numerator and COUNT as denominator.")


def test_a_unit_of_something_needs_a_denominator():
    words = '{ numerator = { en = "passed", zh = "合格" } }'
    assert refused(denominator=None, words=words).what.en == "'%' is of something, and there is no denominator"
    assert load(denominator=None, words=words, unit='"1"').places == 0


def test_an_interval_is_for_a_share_of_counted_things():
    error = refused(numerator='"SUM(critical_count)"', interval='"wilson"')
    assert error.what.en == "the wilson interval is for a share of counted things"


def test_units_are_counted_once_already():
    error = refused(per='"establishment"', exclusions=EXCLUSIONS, numerator='"COUNT(*)"',
                    denominator='"COUNT(DISTINCT establishment.name)"')
    assert error.what.en == "COUNT(DISTINCT) counts units that are different already"


def test_a_unit_is_known_by_its_numbers_and_its_record():
    indicator = load(per='"establishment"', let='{ fails = "COUNT(*)" }', exclusions=EXCLUSIONS,
                     numerator="\"COUNT(*) FILTER (WHERE fails > 1 AND establishment.risk_class = 'high')\"")
    assert "establishment.risk_class" in indicator.fields_used
    error = refused(per='"establishment"', let='{ fails = "COUNT(*)" }', exclusions=EXCLUSIONS,
                    numerator='"COUNT(*) FILTER (WHERE fail > 1)"')
    assert (error.what.en, error.next_step.en) == ("'fail' is not known of one establishment", "Did you mean fails?")


def test_strata_of_units_are_fields_of_the_unit():
    error = refused(per='"establishment"', strata='"risk_class"', exclusions=EXCLUSIONS, numerator='"COUNT(*)"')
    assert error.next_step.en == "Name a field of the unit: establishment.field"


def test_weights_name_a_kind_and_a_field_of_it():
    error = refused(strata='"risk_class"', weights='{ of = "establishmet", count = "COUNT(*)" }')
    assert error.where.en == "indicators/inspection.toml [pass_rate].weights.of"
    error = refused(strata='"result"', weights='{ of = "establishment", count = "COUNT(*)" }')
    assert (error.where.en, error.what.en) == ("indicators/inspection.toml [pass_rate].weights",
                                         "establishment has no field 'result'")
    error = refused(strata='"risk_class"', weights='{ of = "establishment", count = "COUNT(DISTINCT organisation)" }')
    assert error.what.en == "a distinct count does not add up over regions"


def test_weights_and_numbers_of_units_stand_side_by_side_but_for_a_total():
    weights = {"strata": '"risk_class"', "weights": '{ of = "establishment", count = "SUM(1)" }',
               "population": '{ of = "establishment", count = "COUNT(*)" }'}
    found = load(**weights, interval='"stratified"')
    assert (found.weights.count.text, found.units.count.text) == ("SUM(1)", "COUNT(*)")
    assert load(strata='"risk_class"', interval='"stratified"', population=weights["population"]).units is None


def test_a_region_is_no_reference_to_read_through():
    error = refused(strata='"region.level"')
    assert error.what.en == "'region' names a region, of which there can be several versions"


def test_an_internal_field_makes_an_internal_figure():
    assert load(when='"inspector_group IS NOT NULL"', exclusions=EXCLUSIONS).internal
    assert load(strata='"inspector_group"').internal
    assert not load(strata='"risk_class"').internal


def test_a_kind_nobody_outside_knows_makes_an_internal_figure():
    text = toml(of='"determination"', numerator='"COUNT(*)"', denominator='"COUNT(*)"')
    assert parse_indicators("determination", text, schema_of_kinds())[0].internal


def test_the_definition_hash_covers_every_key_and_no_order():
    first = load()
    shuffled = "\n".join(["[pass_rate]", *(f"{key} = {GOOD[key]}" for key in reversed(GOOD))])
    assert parse_indicators("inspection", shuffled, schema_of_kinds())[0].definition_sha256 == first.definition_sha256
    assert load(places="3").definition_sha256 != first.definition_sha256
    assert parse_indicators("other", toml(), schema_of_kinds())[0].definition_sha256 != first.definition_sha256


def test_a_file_that_is_not_toml_names_its_line():
    with pytest.raises(RulebookError) as caught:
        parse_indicators("inspection", "[pass_rate\n", schema_of_kinds())
    assert caught.value.where.en == "indicators/inspection.toml"
    assert "line 1" in caught.value.why.en


def test_a_name_is_small_letters():
    with pytest.raises(RulebookError, match="is no id"):
        parse_indicators("inspection", "[Pass-Rate]\n", schema_of_kinds())


def test_the_authority_adds_and_replaces(home: Home):
    shipped = load_indicators(None, schema_of_kinds())
    folder = home.rulebook / "indicators"
    folder.mkdir()
    (folder / "inspection.toml").write_text(toml(places="4"), encoding="utf-8")
    own = load_indicators(home, schema_of_kinds())
    assert set(own) == set(shipped)
    assert own["inspection.pass_rate"].places == 4
    (folder / "broken.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RulebookError, match="indicators/broken.toml: this file cannot be read"):
        load_indicators(home, schema_of_kinds()).sound()
    assert load_indicators(home, schema_of_kinds())["inspection.pass_rate"].places == 4


SHIPPED = load_indicators(None, schema_of_kinds())


@pytest.mark.parametrize("indicator", SHIPPED.values(), ids=SHIPPED)
def test_shipped_definitions_say_what_they_are(indicator):
    assert indicator.title.en
    assert indicator.meaning.zh.endswith("。")
    assert indicator.meaning.en.endswith(".")
    assert indicator.cites.text
    assert indicator.cites.ours or indicator.cites.status == "verified"
    assert len(indicator.definition_sha256) == 64
    assert bool(indicator.exclusions.en) == bool(indicator.when or indicator.per)


def test_what_is_shipped_of_inspections():
    # Other columns ship their own; these are what a region's surveillance is judged by.
    kinds = ("establishment", "finding", "inspection")
    assert sorted(name for name in SHIPPED if name.startswith(kinds)) == [
        "establishment.count", "establishment.high_risk_share", "finding.count", "finding.critical_share",
        "finding.per_inspection", "inspection.clean_rate", "inspection.conditional_rate", "inspection.count",
        "inspection.critical_per_100", "inspection.establishments", "inspection.failures", "inspection.group_recorded",
        "inspection.high_risk_pass_rate", "inspection.high_risk_share", "inspection.licence_recorded",
        "inspection.pass_rate", "inspection.pass_rate_weighted", "inspection.per_establishment",
        "inspection.repeat_failure",
    ]
    internal = [name for name, each in SHIPPED.items() if name.startswith(kinds) and each.internal]
    assert internal == ["inspection.group_recorded"]
