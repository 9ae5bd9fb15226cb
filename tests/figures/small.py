"""A small world with every shape of definition, each beside the same definition in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.methods.shared.periods import Period, parse
from plumbline.methods.shared.region_tree import RegionTree, RegionVersion
from plumbline.rulebook.indicators.loading import Indicator, parse_indicators
from plumbline.rulebook.indicators.shapes import FieldShape, KindShape
from plumbline.text import Text
from tests.figures.tables import Row, region

SCHEMA = {
    "region": schema_of_kinds()["region"],
    "firm": KindShape("firm", {
        "code": FieldShape("text"), "seat": FieldShape("ref", refers="region"), "value": FieldShape("integer"),
        "size": FieldShape("choice", codes=frozenset({"big", "small"})),
    }, ("code",), "seat"),
    "visit": KindShape("visit", {
        "number": FieldShape("text"), "part": FieldShape("integer"), "place": FieldShape("ref", refers="region"),
        "day": FieldShape("date"), "firm": FieldShape("ref", refers="firm"),
        "result": FieldShape("choice", codes=frozenset({"pass", "fail"})), "points": FieldShape("integer"),
        "fine": FieldShape("decimal", places=2), "urgent": FieldShape("flag"),
        "note": FieldShape("text", internal=True),
    }, ("number", "part"), "place", "day"),
    # The same visits, placed where the firm has its seat.
    "call": KindShape("call", {
        "number": FieldShape("text"), "firm": FieldShape("ref", refers="firm"), "day": FieldShape("date"),
        "points": FieldShape("integer"), "result": FieldShape("choice", codes=frozenset({"pass", "fail"})),
    }, ("number",), "firm.seat", "day"),
}

# 'old' was renamed 'north' in mid-2012, 'east' went into 'south' at the end of 2012, 'lost' ended without a successor,
# and 'new' came in 2013.
REGIONS = [
    region("land", level="province"),
    region("city", "land"),
    region("town", "land"),
    region("old", "city", valid_to=date(2012, 6, 30), successor="north"),
    region("north", "city", valid_from=date(2012, 7, 1)),
    region("east", "town", valid_to=date(2012, 12, 31), successor="south"),
    region("south", "city"),
    region("lost", "town", valid_to=date(2012, 3, 31)),
    region("new", "town", valid_from=date(2013, 1, 1)),
]
CODES = [row["code"] for row in REGIONS]
PERIODS = [parse(text) for text in ("2012", "2013", "2012-Q1", "2012-07..2013-06", "2013-02", "2012-03-10..2012-03-20")]
TREE = RegionTree(
    RegionVersion(row["code"], Text(row["name_en"]), row["level"], row["parent"], row["valid_from"],
                  row.get("valid_to"), row.get("successor"))
    for row in REGIONS
)
DAYS = st.dates(date(2011, 12, 1), date(2013, 12, 31))
FIRMS = st.sampled_from(["f1", "f2", "f3", "f4", "nobody"])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Or nothing."""
    return st.none() | strategy


firms = st.fixed_dictionaries({
    "seat": maybe(st.sampled_from(CODES)), "value": maybe(st.integers(-5, 10**15)),
    "size": maybe(st.sampled_from(["big", "small"])),
})
visits = st.fixed_dictionaries({
    "place": st.sampled_from(CODES), "day": DAYS, "firm": maybe(FIRMS), "urgent": maybe(st.booleans()),
    "result": maybe(st.sampled_from(["pass", "fail"])), "points": maybe(st.integers(-3, 3)),
    "fine": maybe(st.decimals(0, 100, places=2)), "note": maybe(st.just("secret")),
})
calls = st.fixed_dictionaries({
    "firm": maybe(FIRMS), "day": DAYS, "points": maybe(st.integers(-3, 3)),
    "result": maybe(st.sampled_from(["pass", "fail"])),
})


def telling(world: dict[str, list[Row]], least: int) -> bool:
    """Whether so many visits differ in more than their number: in the simplest world, which comes first, none do."""
    return len({tuple(row[name] for name in ("place", "day", "firm", "result")) for row in world["visit"]}) >= least


def worlds(least: int = 0) -> st.SearchStrategy[dict[str, list[Row]]]:
    """Worlds of at least so many visits and calls, half of which differ."""
    most = least + 25
    found = st.builds(
        lambda of_firms, of_visits, of_calls: {
            "region": REGIONS,
            "firm": [{"code": f"f{at}", **row} for at, row in enumerate(of_firms, 1)],
            "visit": [{"number": f"v{at // 2}", "part": at % 2, **row} for at, row in enumerate(of_visits)],
            "call": [{"number": f"c{at}", **row} for at, row in enumerate(of_calls)],
        },
        st.lists(firms, min_size=4, max_size=4), st.lists(visits, min_size=least, max_size=most),
        st.lists(calls, min_size=least, max_size=most),
    )
    return found.filter(lambda world: telling(world, least // 2))


Rows = list[Row]
Numbers = tuple[Any, Any]


@dataclass(frozen=True)
class Twin:
    """One definition and what it means: ``behind`` are the records the denominator rests on, ``above`` those of the
    numerator; ``count`` gives numerator and denominator of any set of records."""

    name: str
    of: str
    toml: str
    count: Callable[[Rows], Numbers]
    behind: Callable[[Rows], Rows]
    above: Callable[[Rows], Rows]
    stratum: Callable[[Row], Any] | None = None


def where(*tests: Callable[[Row], Any]) -> Callable[[Rows], Rows]:
    """The rows that pass every test."""
    return lambda rows: [row for row in rows if all(test(row) for test in tests)]


def failed(row: Row) -> bool:
    return row["result"] == "fail"


def not_failed(row: Row) -> bool:
    return row["result"] is not None and row["result"] != "fail"


def has(name: str) -> Callable[[Row], bool]:
    return lambda row: row[name] is not None


def everything(rows: Rows) -> Rows:
    return rows


def add(values: Iterable[Any]) -> Any:
    return sum((value for value in values if value is not None), 0)


def by_firm(rows: Rows) -> dict[str, Rows]:
    """Rows by firm; rows without one belong to none."""
    groups: dict[str, Rows] = {}
    for row in rows:
        if row["firm"] is not None:
            groups.setdefault(row["firm"], []).append(row)
    return groups


def of_firms(test: Callable[[Rows], bool], *tests: Callable[[Row], Any]) -> Callable[[Rows], Rows]:
    """The rows of those firms whose rows pass ``test``."""

    def select(rows: Rows) -> Rows:
        return [row for group in by_firm(where(*tests)(rows)).values() if test(group) for row in group]

    return select


def firm_of(row: Row) -> Row:
    """The firm's row, put beside each record by the test."""
    found: Row = row["~firm"]
    return found


def fails(group: Rows) -> int:
    return len(where(failed)(group))


def top(group: Rows) -> int | None:
    return max((row["points"] for row in group if row["points"] is not None), default=None)


def points(rows: Rows) -> list[int]:
    return [row["points"] for row in rows if row["points"] is not None]


def spread(group: Rows) -> int | None:
    known = points(group)
    return max(known) - min(known) + len(group) if known else None


HEAD = """
[{name}]
title = {{ en = "x", zh = "x" }}
meaning = {{ en = "x", zh = "x" }}
unit = "1"
better = "neither"
source = {{ text = "tests", ours = true }}
of = "{of}"
places = 3
exclusions = {{ en = "x", zh = "x" }}
words = {{ numerator = {{ en = "x", zh = "x" }}, denominator = {{ en = "x", zh = "x" }} }}
{rest}
"""

TWINS = [
    Twin("rate", "visit", """numerator = "COUNT(*) FILTER (WHERE result <> 'fail')"\ndenominator = "COUNT(*)"
strata = "firm.size" """,
         lambda rows: (len(where(not_failed)(rows)), len(rows)), everything, where(not_failed),
         stratum=lambda row: firm_of(row).get("size")),
    Twin("urgent_rate", "visit", """when = "urgent AND points > 0"
numerator = "COUNT(*) FILTER (WHERE result = 'fail')"
denominator = "COUNT(result)"\nstrata = "result" """,
         lambda rows: (len(where(has("urgent"), lambda r: r["urgent"] and (r["points"] or 0) > 0, failed)(rows)),
                       len(where(lambda r: r["urgent"] and (r["points"] or 0) > 0, has("result"))(rows))),
         where(lambda r: r["urgent"] and (r["points"] or 0) > 0, has("result")),
         where(lambda r: r["urgent"] and (r["points"] or 0) > 0, failed), stratum=lambda row: row["result"]),
    Twin("fines", "visit", """numerator = "SUM(fine) - 2 * SUM(points)"\ndenominator = "COUNT(*) + 1" """,
         lambda rows: (add(r["fine"] for r in rows) - 2 * add(r["points"] for r in rows), len(rows) + 1), everything,
         where(lambda r: r["fine"] or r["points"])),
    Twin("firms", "visit", """numerator = "COUNT(DISTINCT firm)"\nstrata = "urgent" """,
         lambda rows: (len(by_firm(rows)), 1), where(has("firm")), where(has("firm")),
         stratum=lambda row: row["urgent"]),
    Twin("places", "visit", """numerator = "COUNT(*)"
denominator = "COUNT(DISTINCT place) FILTER (WHERE points IN (1, 2))" """,
         lambda rows: (len(rows), len({r["place"] for r in rows if r["points"] in (1, 2)})),
         where(lambda r: r["points"] in (1, 2)), everything),
    Twin("repeat", "visit", """per = "firm"\nlet = { fails = "COUNT(*) FILTER (WHERE result = 'fail')" }
numerator = "COUNT(*) FILTER (WHERE fails >= 2)"\ndenominator = "COUNT(*) FILTER (WHERE fails >= 1)" """,
         lambda rows: (sum(fails(group) >= 2 for group in by_firm(rows).values()),
                       sum(fails(group) >= 1 for group in by_firm(rows).values())),
         of_firms(lambda group: fails(group) >= 1), of_firms(lambda group: fails(group) >= 2)),
    Twin("best", "visit", """when = "urgent = FALSE"\nper = "firm"\nstrata = "firm.size"
let = { region = "MAX(points)", places = "COUNT(DISTINCT place)" }
numerator = "SUM(region)"\ndenominator = "COUNT(*) FILTER (WHERE places > 1)" """,
         lambda rows: (add(top(group) for group in by_firm(where(lambda r: r["urgent"] is False)(rows)).values()),
                       sum(len({r["place"] for r in group}) > 1
                           for group in by_firm(where(lambda r: r["urgent"] is False)(rows)).values())),
         of_firms(lambda group: len({r["place"] for r in group}) > 1, lambda r: r["urgent"] is False),
         of_firms(lambda group: bool(top(group)), lambda r: r["urgent"] is False),
         stratum=lambda row: firm_of(row).get("size")),
    Twin("shared", "visit", """numerator = "COUNT(*) + SUM(points)"\ndenominator = "COUNT(*) + 1"
strata = "result" """,
         lambda rows: (len(rows) + add(r["points"] for r in rows), len(rows) + 1), everything, everything),
    Twin("range", "visit", """numerator = "MAX(points) - MIN(points)"\nstrata = "result" """,
         lambda rows: (max(points(rows), default=0) - min(points(rows), default=0), 1), where(has("points")),
         where(has("points")), stratum=lambda row: row["result"]),
    Twin("peak", "visit", """per = "firm"
let = { top = "MAX(points)", spread = "MAX(points) - MIN(points) + COUNT(*)" }
numerator = "SUM(top) + SUM(spread)"\ndenominator = "COUNT(*)" """,
         lambda rows: (add(top(group) for group in by_firm(rows).values())
                       + add(spread(group) for group in by_firm(rows).values()), len(by_firm(rows))),
         where(has("firm")), of_firms(lambda group: bool(top(group) or spread(group)))),
    Twin("call_value", "call", """per = "firm"\nnumerator = "SUM(firm.value)"\ndenominator = "COUNT(*)" """,
         lambda rows: (add(firm_of(group[0]).get("value") for group in by_firm(rows).values()), len(by_firm(rows))),
         where(has("firm")), of_firms(lambda group: bool(firm_of(group[0]).get("value")))),
    Twin("callers", "call", """numerator = "COUNT(DISTINCT firm)"\nstrata = "firm.size" """,
         lambda rows: (len(by_firm(rows)), 1), where(has("firm")), where(has("firm")),
         stratum=lambda row: firm_of(row).get("size")),
    Twin("call_rate", "call", """when = "firm.value > 0"\nnumerator = "COUNT(*) FILTER (WHERE result = 'pass')"
denominator = "COUNT(*)" """,
         lambda rows: (len(where(lambda r: (firm_of(r).get("value") or 0) > 0, lambda r: r["result"] == "pass")(rows)),
                       len(where(lambda r: (firm_of(r).get("value") or 0) > 0)(rows))),
         where(lambda r: (firm_of(r).get("value") or 0) > 0),
         where(lambda r: (firm_of(r).get("value") or 0) > 0, lambda r: r["result"] == "pass")),
    Twin("register", "firm", """numerator = "COUNT(*) FILTER (WHERE size = 'big')"\ndenominator = "COUNT(*)"
strata = "size" """,
         lambda rows: (len(where(lambda r: r["size"] == "big")(rows)), len(rows)), everything,
         where(lambda r: r["size"] == "big"), stratum=lambda row: row["size"]),
]


def indicators() -> dict[str, Indicator]:
    """Each twin's definition, loaded."""
    text = "".join(HEAD.format(name=twin.name, of=twin.of, rest=twin.toml) for twin in TWINS)
    return {each.id.partition(".")[2]: each for each in parse_indicators("small", text, SCHEMA)}


def inside(world: dict[str, Rows], kind: str, code: str, period: Period) -> Rows:
    """The records of a region and period, each with its firm beside it."""
    tree = TREE.at(period.last)
    of_code = {row["code"]: row for row in world["firm"]}
    rows = []
    for row in world[kind]:
        firm = of_code.get(row.get("firm") or "", {})
        stamped = {"visit": row.get("place"), "call": firm.get("seat"), "firm": row.get("seat")}[kind]
        here = tree.resolve(stamped) if stamped else None
        if here and code in (here, *tree.ancestors(here)) and ("day" not in row or row["day"] in period):
            rows.append({**row, "~firm": firm, "~own": here == code})
    return rows


def plain(number: Any) -> Any:
    """Integers as integers, so that equality is of kind too."""
    return number if isinstance(number, Decimal) else int(number)
