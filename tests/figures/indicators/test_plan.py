"""Plans are portable: nothing in them belongs to one engine, and other engines can read the translation."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from plumbline.figures.indicators import plan
from plumbline.figures.indicators.scans import scans
from plumbline.figures.indicators.spans import spans
from plumbline.methods.shared.periods import parse
from tests.figures import small

PERIODS = [parse(text) for text in ("2012", "2013", "2013-Q1", "2013-02")]
# What plans are made of: select, joins, grouping and the expressions of definitions, standard SQL throughout.
STANDARD = {
    "Select", "From", "Join", "Where", "Group", "Table", "TableAlias", "Identifier", "Alias", "Subquery", "Distinct",
    "Column", "Literal", "Boolean", "Null", "Star", "Paren", "Cast", "DataType", "Var", "Extract", "Case", "If",
    "Filter", "Count", "Sum", "Min", "Max", "And", "Or", "Not", "EQ", "NEQ", "LT", "LTE", "GT", "GTE", "In", "Between",
    "Is", "Add", "Sub", "Mul", "Neg", "Coalesce",
}


def plans():
    for roll_up in (False, True):
        for scan in scans(small.indicators().values(), roll_up=roll_up, explain=True):
            for span in spans(PERIODS, dated=bool(small.SCHEMA[scan.key.kind].date)):
                yield plan.query(scan, span, small.SCHEMA, roll_up=roll_up)


def test_plans_are_standard_sql():
    found = {type(node).__name__ for query in plans() for node in query.walk()}
    assert found - STANDARD == set()


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres"])
def test_plans_translate_without_loss(dialect):
    for query in plans():
        text = query.sql(dialect=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)
        again = sqlglot.parse_one(text, dialect=dialect)
        assert {node.name for node in again.find_all(exp.Table)} == {node.name for node in query.find_all(exp.Table)}


def test_indicators_of_one_kind_share_a_scan():
    rate, urgent, fines = (small.indicators()[name] for name in ("rate", "urgent_rate", "fines"))
    assert len(scans([rate], roll_up=True, explain=True)) == 1
    assert len(scans([rate, fines], roll_up=True, explain=True)) == 1  # without strata: joins the other's
    assert len(scans([rate, urgent], roll_up=True, explain=True)) == 2  # other strata


def test_a_distinct_count_is_scanned_apart_and_over_all_strata_when_rolled_up():
    firms = small.indicators()["firms"]
    assert [scan.key.strata for scan in scans([firms], roll_up=False, explain=False)] == [("urgent",)]
    found = scans([firms], roll_up=True, explain=False)
    assert sorted(scan.key.strata for scan in found) == [(), ("urgent",)]


def test_a_unit_whose_region_follows_is_joined_after_grouping():
    (scan,) = scans([small.indicators()["call_value"]], roll_up=False, explain=False)
    query = plan.query(scan, spans(PERIODS[:2], dated=True)[0], small.SCHEMA, roll_up=False)
    inner = query.find(exp.Subquery)
    assert [join.this.name for join in inner.find_all(exp.Join)] == []
    assert [join.this.name for join in query.args["joins"]] == ["firm"]
