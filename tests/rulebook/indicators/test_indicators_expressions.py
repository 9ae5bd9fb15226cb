"""The portable SQL subset: what is in it, and why the rest is not."""

from __future__ import annotations

import pytest

from plumbline.rulebook.indicators import expressions
from plumbline.rulebook.indicators.refusals import ExpressionError
from plumbline.rulebook.indicators.shapes import FieldShape, KindShape, UnknownName, follow
from tests.told import told

SCHEMA = {
    "visit": KindShape("visit", {
        "number": FieldShape("text"), "result": FieldShape("choice", codes=frozenset({"pass", "fail"})),
        "points": FieldShape("integer"), "fine": FieldShape("decimal", places=2), "day": FieldShape("date"),
        "urgent": FieldShape("flag"), "organisation": FieldShape("ref", refers="organisation"),
    }, ("number",), "organisation.region", "day"),
    "organisation": KindShape("organisation", {
        "code": FieldShape("text"), "value": FieldShape("integer"), "parent": FieldShape("ref", refers="organisation"),
        "region": FieldShape("ref", refers="region"),
    }, ("code",), "region"),
    "region": KindShape("region", {"code": FieldShape("text"), "since": FieldShape("date")}, ("code", "since"), "code"),
}


def look(path):
    return follow(SCHEMA, "visit", path)


@pytest.mark.parametrize(("text", "kind"), [
    ("COUNT(*)", "integer"),
    ("COUNT(points)", "integer"),
    ("COUNT(DISTINCT organisation)", "integer"),
    ("COUNT(*) FILTER (WHERE result <> 'fail' AND NOT urgent)", "integer"),
    ("SUM(points)", "integer"),
    ("SUM(fine) - 2 * SUM(points)", "decimal"),
    ("SUM(points * 2 + 1)", "integer"),
    ("MAX(points) - MIN(points)", "integer"),
    ("SUM(organisation.value)", "integer"),
    ("SUM(organisation.parent.value) FILTER (WHERE day >= DATE '2013-01-01')", "integer"),
    ("SUM(CASE WHEN result = 'fail' THEN 1 ELSE 0 END)", "integer"),
    ("SUM(CASE WHEN urgent THEN fine END)", "decimal"),
    ("SUM(COALESCE(points, 0))", "integer"),
    ("COUNT(*) FILTER (WHERE points BETWEEN 1 AND 2 OR points IN (5, 7))", "integer"),
    ("COUNT(*) FILTER (WHERE result IS NOT NULL AND day <= DATE '2013-12-31')", "integer"),
    ("COUNT(*) FILTER (WHERE urgent = TRUE)", "integer"),
    ("-(COUNT(*) - 1)", "integer"),
    ("SUM(fine * 0.5)", "decimal"),
])
def test_what_is_in_the_subset(text, kind):
    assert expressions.aggregate(text, look).type == kind


BANNED = [
    ("COUNT(*) / COUNT(points)", "'COUNT(*) / COUNT(points)'", "Engines divide and round differently",
     "expression.division"),
    ("SUM(points) % 2", "'SUM(points) % 2'", "Engines divide and round differently", "expression.division"),
    ("AVG(points)", "'AVG(points)'", "An average is a division", "expression.average"),
    ("SUM(points) OVER (PARTITION BY day)", "", "Window functions depend on an order", "expression.window"),
    ("COUNT(*) ORDER BY day", "'ORDER BY day'", "A figure has no order", "expression.ordered"),
    ("SUM(points ORDER BY day)", "", "A figure has no order", "expression.ordered"),
    ("COUNT(*) LIMIT 3", "'LIMIT 3'", "A figure has no order", "expression.ordered"),
    ("APPROX_COUNT_DISTINCT(points)", "", "Approximate or interpolated results differ", "expression.approximate"),
    ("MEDIAN(points)", "", "Approximate or interpolated results differ", "expression.approximate"),
    ("SUM(RANDOM())", "", "A figure must come out the same every time", "expression.chance"),
    ("COUNT(*) FILTER (WHERE day < NOW())", "'NOW()'", "A figure must come out the same tomorrow", "expression.clock"),
    ("COUNT(*) FILTER (WHERE day < CURRENT_DATE)", "'CURRENT_DATE'", "A figure must come out the same tomorrow",
     "expression.clock"),
    ("COUNT(*) FILTER (WHERE REGEXP_LIKE(number, 'a'))", "", "Engines match text differently", "expression.matching"),
    ("COUNT(*) FILTER (WHERE REGEXP_MATCHES(number, 'a'))", "", "Engines match text differently",
     "expression.matching"),
    ("COUNT(*) FILTER (WHERE number LIKE 'a%')", "", "Engines match text differently", "expression.matching"),
    ("COUNT(*) FILTER (WHERE points IN (SELECT 1))", "'(SELECT 1)'", "A definition is one expression",
     "expression.query"),
    ("SELECT COUNT(*) FROM visit", "'SELECT'", "A definition is one expression", "expression.query"),
    ("COUNT(*) FROM visit", "'FROM visit'", "A definition is one expression", "expression.query"),
    ("COUNT(*) AS n", "'COUNT(*) AS n'", "its name is the key it stands under", "expression.named"),
    ("STDDEV(points)", "", "Floating-point sums differ", "expression.deviation"),
    ("UPPER(number)", "'UPPER(number)'", "Only what means the same on every engine is allowed",
     "expression.not_portable"),
    ("READ_CSV('secret')", "", "Only what means the same on every engine is allowed", "expression.not_portable"),
    ("COUNT(*) FILTER (WHERE TRY_CAST('2013-01-01' AS DATE) = day)", "", "Only what means the same",
     "expression.not_portable"),
    ("COUNT(*) FILTER (WHERE points = ANY(ARRAY[1]))", "", "Only what means the same", "expression.not_portable"),
    ("COUNT(points) IGNORE NULLS", "", "Only what means the same", "expression.not_portable"),
    ("COUNT(*) FILTER (WHERE points BETWEEN SYMMETRIC 2 AND 1)", "", "Only what means the same",
     "expression.not_portable"),
]


@pytest.mark.parametrize(("text", "names", "reason", "code"), BANNED)
def test_what_is_banned_and_why(text, names, reason, code):
    with pytest.raises(ExpressionError) as caught:
        expressions.aggregate(text, look)
    assert names in caught.value.what.en
    assert reason in caught.value.why.en
    told(caught.value, code)


REFUSED = [
    ("", "this is empty", "expression.empty"),
    ("COUNT(*), COUNT(*)", "this is more than one expression", "expression.several"),
    ("COUNT(*); DROP TABLE visit", "this is more than one expression", "expression.several"),
    ("COUNT(* ", "this cannot be read near '*'", "expression.unreadable"),
    ("points", "'points' stands outside COUNT, SUM, MIN or MAX", "expression.outside_aggregate"),
    ("1", "nothing is counted or added up here", "expression.nothing_counted"),
    ("SUM(number)", "'number' is a text, not a number", "expression.not_number"),
    ("SUM(DISTINCT points)", "SUM(DISTINCT) adds equal values of different records once", "expression.sum_distinct"),
    ("COUNT(DISTINCT points, day)", "COUNT(DISTINCT) takes one value", "expression.one_value"),
    ("COUNT(points, day)", "COUNT takes one value", "expression.one_value"),
    ("MAX(points, 3)", "MAX takes one value", "expression.one_value"),
    ("MIN(result)", "'MIN(result)' orders a text, and engines order it differently", "expression.not_ordered"),
    ("MAX(day)", "this gives a date, and a figure is a number", "expression.not_number"),
    ("SUM(1e3)", "'1e3' is a floating-point number", "expression.exponent"),
    ("SUM(COUNT(*))", "'COUNT(*)' is about many records, and one record is meant here",
     "expression.aggregate_in_record"),
    ("COUNT(*) FILTER (WHERE points)", "'points' is an integer, not a condition", "expression.not_condition"),
    ("COUNT(*) FILTER (WHERE result = NULL)", "'result = NULL' is never true, since nothing equals NULL",
     "expression.null_compared"),
    ("COUNT(*) FILTER (WHERE result > 'fail')", "'result > 'fail'' orders a text, and engines order it differently",
     "expression.not_ordered"),
    ("COUNT(*) FILTER (WHERE number BETWEEN 'a' AND 'b')",
     "'number BETWEEN 'a' AND 'b'' orders a text, and engines order it differently", "expression.not_ordered"),
    ("COUNT(*) FILTER (WHERE points = 'one')", "'points = 'one'' puts an integer beside a text",
     "expression.types_mixed"),
    ("COUNT(*) FILTER (WHERE day = '2013-01-01')", "'day = '2013-01-01'' puts a date beside a text",
     "expression.types_mixed"),
    ("COUNT(*) FILTER (WHERE points IN (1, NULL))", "NULL in a list makes NOT IN never true",
     "expression.null_compared"),
    ("COUNT(*) FILTER (WHERE urgent IS TRUE)", "'urgent IS TRUE' is not portable", "expression.is_with_value"),
    ("SUM(CASE points WHEN 1 THEN 2 END)", "CASE with a value after it is not portable", "expression.case_with_value"),
    ("COUNT(*) FILTER (WHERE day = DATE '2013-02-30')", "'2013-02-30' is not a day", "expression.not_day"),
    ("SUM(CAST(number AS INT))", "'CAST(number AS INT)' converts a value, and engines convert differently",
     "expression.converted"),
    ("COUNT(*) FILTER (WHERE result IN ('pass', 'fial'))", "'fial' is no code of 'result'", "expression.unknown_code"),
    ("COUNT(*) FILTER (WHERE 'fial' = result)", "'fial' is no code of 'result'", "expression.unknown_code"),
    ("(COUNT(*) + 1) FILTER (WHERE urgent)", "this cannot be read near '('", "expression.unreadable"),
]


@pytest.mark.parametrize(("text", "what", "code"), REFUSED)
def test_what_makes_no_sense_is_refused(text, what, code):
    with pytest.raises(ExpressionError) as caught:
        expressions.aggregate(text, look)
    assert caught.value.what.en == what
    told(caught.value, code)


@pytest.mark.parametrize(("text", "message", "code"), [
    ("SUM(pionts)", "visit has no field 'pionts'", "expression.unknown_field"),
    ("SUM(points.value)", "'points' of visit refers to no other record", "expression.no_reference"),
    ("COUNT(organisation.region.code)", "'region' names a region, of which there can be several versions",
     "expression.several_versions"),
    ("SUM(organisation.parent.parent.parent.value)",
     "'organisation.parent.parent.parent.value' is longer than 4 steps", "expression.path_too_long"),
])
def test_a_path_that_leads_nowhere(text, message, code):
    with pytest.raises(UnknownName) as caught:
        expressions.aggregate(text, look)
    assert caught.value.what.en == message
    told(caught.value, code)


def test_the_fields_an_expression_uses():
    checked = expressions.condition("result = 'fail' AND organisation.value > 3 AND result <> 'pass'", look)
    assert checked.paths == (("result",), ("organisation", "value"))
