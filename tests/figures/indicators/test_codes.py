"""Findings by clause in cuts of this release and of one that held clauses as whole numbers: figures, records behind
them, comparisons; on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlglot import exp

from plumbline.errors import RulebookError
from plumbline.figures.cuts.comparing import compare
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.columns import column
from plumbline.figures.engine.columns import table as table_of
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators import compute, drill_down
from plumbline.home import Home
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.loading import parse_indicators
from plumbline.rulebook.indicators.shapes import FieldShape
from tests.figures.tables import AS_OF, Row, cut_of, leaf, region

SCHEMA = schema_of_kinds()
FINDING = SCHEMA["finding"]
BEFORE = {**SCHEMA, "finding": replace(FINDING, fields={**FINDING.fields, "clause": FieldShape("integer")})}
CLAUSES = ["2", "3", "9", "10", "14", "15", "40", "103"]


def finding(clause: str) -> Row:
    row = {"inspection": "i1", "clause": clause, "region": "1", "found_on": date(2013, 1, 5), "severity": "minor"}
    return {**row, "leaf": leaf(row)}


def numbered(clause: str) -> Row:
    """The same record as a release before this one held it: its leaf was made over the same digits."""
    return {**finding(clause), "clause": int(clause)}


REGIONS = [region("city"), region("1", "city")]


def counting(numerator: str, when: str = "") -> Indicator:
    said = f"""[low]
title = {{ en = "Low", zh = "低" }}
meaning = {{ en = "Low", zh = "低" }}
unit = "1"
better = "lower"
source = {{ text = "x", status = "unverified", ours = true }}
of = "finding"
words = {{ numerator = {{ en = "low", zh = "低" }} }}
exclusions = {{ en = "Others.", zh = "其他。" }}
numerator = "{numerator}"
"""
    return parse_indicators("own", said + (f'when = "{when}"\n' if when else ""), SCHEMA)[0]


@pytest.fixture
def cuts(home: Home) -> tuple[Cut, Cut]:
    """One of the release before, one of this with a clause more."""
    old = cut_of(home, {"region": REGIONS, "finding": [numbered(each) for each in CLAUSES]}, schema=BEFORE)
    new = cut_of(home, {"region": REGIONS, "finding": [finding(each) for each in (*CLAUSES, "10F")]},
                 as_of=AS_OF + timedelta(days=1))
    return old, new


@pytest.mark.parametrize(("condition", "old", "new"), [
    ("clause = 14", 1, 1), ("clause = '14'", 1, 1), ("clause <> 14", 7, 8), ("clause IN (2, 3, '10F')", 2, 3),
    ("clause <= 14", 5, 6), ("clause > 10", 4, 5), ("14 >= clause", 5, 6), ("clause BETWEEN 10 AND 40", 4, 5),
    ("clause NOT IN (2, 3)", 6, 7), ("CASE WHEN clause < 10 THEN true ELSE false END", 3, 3),
])
def test_a_number_beside_a_code_stands_for_its_digits(cuts: tuple[Cut, Cut], engine: Engine, condition: str, old: int,
                                                      new: int) -> None:
    for indicator in (counting("COUNT(*)", condition), counting(f"COUNT(*) FILTER (WHERE {condition})")):
        found = [compute.figure(cut, indicator, "city", "2013", engine=engine).numerator for cut in cuts]
        assert found == [old, new], condition


def test_records_behind_a_figure_come_in_natural_order(cuts: tuple[Cut, Cut], engine: Engine) -> None:
    everything = counting("COUNT(*)")
    for cut, expected in zip(cuts, (CLAUSES, [*CLAUSES[:4], "10F", *CLAUSES[4:]]), strict=True):
        for down in (False, True):
            found: list[str] = []
            after = None
            while True:
                page = drill_down.records(cut, everything, "city", "2013", limit=4, after=after, sort="clause",
                                          descending=down, engine=engine)
                found += [row["clause"] for row in page.rows]
                after = page.next
                if after is None:
                    break
            assert found == (expected[::-1] if down else expected)


def test_what_was_counted_apart_is_the_same_before_and_after(cuts: tuple[Cut, Cut], engine: Engine) -> None:
    told = compare(*cuts, engine=engine).kinds["finding"]
    assert told.as_dict() == {"added": 1, "removed": 0, "changed": 0, "same": len(CLAUSES)}


def test_instances_of_both_releases_are_counted_together(home: Home, cuts: tuple[Cut, Cut], engine: Engine,
                                                         tmp_path: Path) -> None:
    mine, theirs = tmp_path / "finding.parquet", tmp_path / "finding.north.parquet"
    for cut, target in zip(cuts, (theirs, mine), strict=True):
        target.write_bytes(cut.path("finding").read_bytes())
    assert {str(pq.read_schema(each).field("clause").type) for each in (mine, theirs)} == {"string", "int64"}
    query = exp.select(exp.cast(column("r", "clause"), "text").as_("clause"), column("r", "~instance")).from_(
        table_of("finding", "r"))
    rows = engine.session(f"both {tmp_path}", lambda kind: (mine, theirs)).table(query).to_pylist()
    assert sorted((row["clause"], row["~instance"]) for row in rows) == sorted(
        [*((each, "") for each in (*CLAUSES, "10F")), *((each, "north") for each in CLAUSES)])


@pytest.mark.parametrize(("condition", "said"), [
    ("clause = 1.5", "compares the code 'clause' with a decimal"), ("clause < region", "compares the code 'clause'"),
    ("clause = DATE '2013-01-01'", "compares the code 'clause' with a date"),
    ("clause + 1 = 2", "is a text, not a number"),
])
def test_what_is_neither_text_nor_whole_number_is_refused(condition: str, said: str) -> None:
    with pytest.raises(RulebookError, match=said):
        counting("COUNT(*)", condition)
