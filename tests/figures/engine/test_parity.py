"""Where engines differ if nobody looks: text, order, days, numbers at their limits, names of folders."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from plumbline.errors import FigureError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.indicators import compute
from plumbline.home import Home
from plumbline.rulebook.indicators.loading import Indicator
from tests.figures.sparks import spark
from tests.figures.tables import Row, cut_of, region

# In code points U+FFFF comes before U+10000; in UTF-16, which Java keeps texts in, it comes after.
TEXTS = ["", " ", "A", "a", "a b", "Z", "é", "e\u0301", "ß", "ＳＳ", "质量", "\uffff", "\U00010000", "it's",
         'a"b', "a\\nb", "a\nb", "${spark.app.name}", "%", "_", "`", "a\tb", "\\", "--"]


def statistic(number: int, **others: object) -> Row:
    return {"series": "output", "region": "city", "period": f"{number}", "span": "year", "ends_on": date(2013, 1, 1),
            "value": Decimal("1.00"), "unit": "CNY", "source": "test", **others}


def rows(engine: Engine, cut: Cut, sql: str) -> list[Row]:
    found: list[Row] = engine.session(cut.id, cut.source).table(sqlglot.parse_one(sql)).to_pylist()
    return found


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    home = Home(tmp_path_factory.mktemp("texts")).create()
    firms = [{"code": f"{at:02}", "name": text, "region": "city"} for at, text in enumerate(TEXTS)]
    return cut_of(home, {"region": [region("city")], "organisation": firms})


def test_texts_are_ordered_by_code_points(texts: Cut, engine: Engine) -> None:
    found = rows(engine, texts, 'SELECT "name" FROM "organisation" ORDER BY "name" NULLS LAST')
    assert [row["name"] for row in found] == sorted(TEXTS)


def test_every_text_is_found_as_it_is(texts: Cut, engine: Engine) -> None:
    same = exp.column("name", quoted=True)
    counts = {f"n{at}": exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(
        this=exp.EQ(this=same.copy(), expression=exp.Literal.string(text)))) for at, text in enumerate(TEXTS)}
    query = exp.select(*(exp.alias_(each, name, quoted=True) for name, each in counts.items())).from_('"organisation"')
    assert set(engine.session(texts.id, texts.source).table(query).to_pylist()[0].values()) == {1}


def test_days_of_all_years(home: Home, engine: Engine) -> None:
    days = [date(1, 1, 1), date(1500, 2, 28), date(1582, 10, 10), date(1970, 1, 1), date(9999, 12, 31)]
    kept = [statistic(at, ends_on=day) for at, day in enumerate(days)]
    cut = cut_of(home, {"region": [region("city")], "statistic": kept})
    found = rows(engine, cut, 'SELECT "ends_on", EXTRACT(YEAR FROM "ends_on") AS "year" FROM "statistic" '
                              'ORDER BY "ends_on" NULLS LAST')
    assert [(row["ends_on"], int(row["year"])) for row in found] == [(day, day.year) for day in days]


def test_amounts_at_their_limits(home: Home, engine: Engine) -> None:
    most = Decimal("9999999999999999.99")
    kept = [statistic(at, value=amount) for at, amount in enumerate([most, most, -most, Decimal("0.01"), None])]
    cut = cut_of(home, {"region": [region("city")], "statistic": kept})
    (found,) = rows(engine, cut, 'SELECT SUM("value") AS "sum", MAX("value") AS "most", MIN("value") AS "least" '
                                 'FROM "statistic"')
    assert found == {"sum": most + Decimal("0.01"), "most": most, "least": -most}


def test_sums_of_sums_are_compared_to_the_last_place(home: Home, engine: Engine) -> None:
    """A sum of a sum is as wide as a number can be: nothing is rounded to make room for what it is compared with."""
    holds = {
        "s > 2.5": True, "s >= 3.4": False, "s < 3.4": True, "s <= 2.5": False, "s = 3.4": False, "s <> 2.6": True,
        "s IN (0, 1, 2.5)": False, "NOT s IN (0, 1, 2.5)": True, "s BETWEEN 2.6 AND 3.4": True,
        "COALESCE(NULLIF(s, 3), 2.5) = 3": False, "CASE WHEN s = 3 THEN 2.5 ELSE s END = 3": False,
        "s + 0.4 > 3": True, "s * 0.75 = 2.25": True, "v = 3": False, "v > s + 0.005": True, "v = s": False,
        "v > 3.004": True}
    kept = [statistic(1, value=Decimal("1.00")), statistic(2, value=Decimal("2.01")),
            statistic(3, region="land", value=Decimal("0.00"))]
    cut = cut_of(home, {"region": [region("city"), region("land")], "statistic": kept})
    once = 'SELECT "region", COUNT(*) AS s, SUM("value") AS v FROM "statistic" GROUP BY "region"'
    twice = f"SELECT SUM(s) AS s, SUM(v) AS v FROM ({once}) AS a GROUP BY a.region"
    told = rows(engine, cut, f"SELECT s, v, {', '.join(f'{each} AS x{at}' for at, each in enumerate(holds))} "
                             f"FROM (SELECT SUM(s) AS s, SUM(v) AS v FROM ({twice}) AS b) AS c")
    assert told == [{"s": 3, "v": Decimal("3.01"), **{f"x{at}": each for at, each in enumerate(holds.values())}}]


@pytest.mark.parametrize("sql", [
    'SELECT 9223372036854775807 + COUNT(*) AS "x" FROM "organisation"',
    'SELECT 9223372036854775807 * COUNT(*) AS "x" FROM "organisation"',
    'SELECT SUM(99999999999999999999999999999999999999) AS "x" FROM "organisation"',
])
def test_what_overflows_is_an_error(texts: Cut, engine: Engine, sql: str) -> None:
    with pytest.raises(FigureError, match="could not compute this"):
        rows(engine, texts, sql)


@pytest.mark.parametrize("descending", ["", "DESC"])
@pytest.mark.parametrize("nulls", ["FIRST", "LAST"])
def test_empty_values_are_where_the_query_puts_them(home: Home, engine: Engine, descending: str, nulls: str) -> None:
    kept = [statistic(at, value=amount) for at, amount in enumerate([None, Decimal("2.00"), Decimal("1.00"), None])]
    cut = cut_of(home, {"region": [region("city")], "statistic": kept})
    found = rows(engine, cut, f'SELECT "value" FROM "statistic" ORDER BY "value" {descending} NULLS {nulls}')
    amounts = sorted([Decimal("1.00"), Decimal("2.00")], reverse=bool(descending))
    assert [row["value"] for row in found] == ([None, None, *amounts] if nulls == "FIRST" else [*amounts, None, None])


@pytest.mark.parametrize("name", ["a b", "[ab]", "{a,b}", "a%20b", "y=1", "质量", "_under", ".hidden", "a'b", "#a?"])
def test_a_home_of_any_name(tmp_path: Path, engine: Engine, name: str) -> None:
    cut = cut_of(Home(tmp_path / name).create(), {
        "region": [region("city")], "organisation": [{"code": "1", "name": "A", "region": "city"}]})
    assert rows(engine, cut, 'SELECT "code" FROM "organisation"') == [{"code": "1"}]


def test_every_shipped_indicator_of_every_ward(chicago_cut: Cut, shipped: dict[str, Indicator]) -> None:
    engines, years = [DuckEngine(), spark()], ["2012", "2013", "2014"]
    asked = list(shipped.values())
    for engine in engines:
        compute.prepare(chicago_cut, asked, years, engine=engine)
    told: Counter[str] = Counter()
    for each, year in itertools.product(asked, years):
        found = [compute.figures(chicago_cut, each, year, engine=engine) for engine in engines]
        assert found[0] == found[1], (each.id, year)
        told[year] += sum(figure.behind > 0 for figure in found[0].values())
    assert all(told[year] > 200 for year in years), told
    rate = shipped["inspection.pass_rate"]
    for year in years:
        roots = [compute.root(chicago_cut, rate, "9", year, engine=engine) for engine in engines]
        assert roots[0] == roots[1], year
