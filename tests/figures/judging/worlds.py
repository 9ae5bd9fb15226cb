"""Random records for random definitions, and what a definition gives over them in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from plumbline.methods.shared.periods import Period, year_before
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.shapes import FieldShape, KindShape
from tests.figures import small
from tests.figures.judging.interpreter import Field, Judge
from tests.figures.tables import Row

SCHEMA = {
    **small.SCHEMA,
    "deed": KindShape("deed", {
        "number": FieldShape("text"), "place": FieldShape("ref", refers="region"), "day": FieldShape("date"),
        "note": FieldShape("choice", codes=frozenset({"a", "b"})), "amount": FieldShape("decimal", places=2),
        "clause": FieldShape("text", natural=True),
    }, ("number",), "place", "day"),
}
World = dict[str, list[Row]]
FIRST, DAYS = date(2011, 11, 1), 800


def world(seed: int, many: int = 60) -> World:
    """Records of every kind; some of what they name is unknown."""
    random = Random(seed)
    codes = small.CODES

    def maybe(*values: Any) -> Any:
        return None if random.random() < 0.2 else random.choice(values)

    def day() -> date:
        return FIRST + timedelta(days=random.randrange(DAYS))

    firms = ["f1", "f2", "f3", "f4", "f5", "nobody"]
    # A column of nothing but unknown values comes in every third world.
    bare = seed % 3 == 0
    return {
        "region": small.REGIONS,
        "firm": [{"code": code, "seat": maybe(*codes), "value": maybe(-5, 0, 7, 10**6), "size": maybe("big", "small")}
                 for code in firms[:5]],
        "visit": [{"number": f"v{at // 2}", "part": at % 2, "place": random.choice(codes), "day": day(),
                   "firm": maybe(*firms), "result": maybe("pass", "fail"), "points": maybe(-3, -1, 0, 1, 2, 3),
                   "fine": None if bare else maybe(*map(Decimal, ("0.00", "2.50", "99.99", "-1.25"))),
                   "urgent": maybe(True, False), "note": None if bare else maybe("secret", "other")}
                  for at in range(many)],
        "call": [{"number": f"c{at}", "firm": maybe(*firms), "day": day(), "points": maybe(-3, 0, 1, 3),
                  "result": maybe("pass", "fail")} for at in range(many // 2)],
        "deed": [{"number": f"d{at}", "place": random.choice(codes), "day": day(), "note": maybe("a", "b"),
                  "amount": maybe(Decimal("123456.78"), Decimal("-0.01"), Decimal("10.00")),
                  "clause": maybe("2", "10", "10A", "14", "x9")} for at in range(many // 2)],
    }


class Judged:
    """What a definition gives, region by region."""

    def __init__(self, records: World, judge: Judge) -> None:
        self.records = records
        self.judge = judge
        self.firms = {row["code"]: row for row in records["firm"]}

    def of(self, raw: Mapping[str, Any], code: str, period: Period, tree: TreeAt) -> dict[str, Any]:
        """Numerator, denominator, how many records ``when`` leaves out, and the layers with their weights."""
        rows = self.inside(raw["of"], code, period, tree)
        admitted = self.admitted(raw, rows)
        above, below = self.numbers(raw, admitted)
        out = len(rows) - len(admitted)
        if "against" in raw:
            earlier = self.inside(raw["of"], code, year_before(period), tree)
            before = self.admitted(raw, earlier)
            below = self.numbers(raw, before)[0]
            above, out = above - below, out + len(earlier) - len(before)
        return {"numerator": above, "denominator": below, "out": out,
                "layers": self.layers(raw, code, period, tree, admitted) if "strata" in raw else {}}

    def inside(self, kind: str, code: str, period: Period, tree: TreeAt) -> list[Field]:
        """The records of a region and period."""
        found = []
        for row in self.records[kind]:
            firm = self.firms.get(row.get("firm") or "", {})
            stamped = row.get("place") if kind in ("visit", "deed") else (firm if kind == "call" else row).get("seat")
            here = tree.resolve(stamped) if stamped else None
            if here and code in (here, *tree.ancestors(here)) and ("day" not in row or row["day"] in period):
                found.append(self.field(row, firm))
        return found

    def field(self, row: Row, firm: Row) -> Field:
        return lambda path: row.get(path[0]) if len(path) == 1 else firm.get(path[1])

    def admitted(self, raw: Mapping[str, Any], rows: list[Field]) -> list[Field]:
        return [row for row in rows if "when" not in raw or self.judge.holds(raw["when"], row)]

    def numbers(self, raw: Mapping[str, Any], rows: list[Field]) -> tuple[Any, Any]:
        """Numerator and denominator over admitted records."""
        return self.of_things(raw, self.units(raw, rows) if "per" in raw else rows)

    def of_things(self, raw: Mapping[str, Any], things: list[Field]) -> tuple[Any, Any]:
        if "estimate" in raw:
            return tuple(self.judge.of_many(f"{op}({raw['measure']})", things, nothing=Fraction(0))
                         for op in ("SUM", "COUNT"))
        return tuple(self.judge.of_many(raw[each], things, nothing=Fraction(0)) if each in raw else Fraction(1)
                     for each in ("numerator", "denominator"))

    def units(self, raw: Mapping[str, Any], rows: list[Field]) -> list[Field]:
        """Records folded to units: what is known of one are the numbers of ``let``, and the record that it is."""
        groups: dict[Any, list[Field]] = {}
        for row in rows:
            if (unit := row((raw["per"],))) is not None:
                groups.setdefault(unit, []).append(row)
        return [self.unit(raw, unit, group) for unit, group in groups.items()]

    def unit(self, raw: Mapping[str, Any], unit: Any, group: list[Field]) -> Field:
        let = {name: self.judge.of_many(text, group) for name, text in raw.get("let", {}).items()}
        record = self.firms.get(unit, {}) if raw["per"] == "firm" else {}
        return lambda path: let[path[0]] if len(path) == 1 else record.get(path[1])

    def layers(self, raw: Mapping[str, Any], code: str, period: Period, tree: TreeAt, rows: list[Field],
               ) -> dict[Any, tuple[Any, Any, Any]]:
        """Layer -> numerator, denominator, weight."""
        path = tuple(raw["strata"].split("."))
        found = {}
        things = self.units(raw, rows) if "per" in raw else rows
        for layer in {each(path) for each in things}:
            inside = [each for each in things if each(path) == layer]
            found[layer] = (*self.of_things(raw, inside), self.weight(raw, layer, code, period, tree))
        return found

    def weight(self, raw: Mapping[str, Any], layer: Any, code: str, period: Period, tree: TreeAt) -> Any:
        weights = raw.get("weights") or raw.get("population")
        if not weights or layer is None:
            return None
        by = (weights.get("by") or raw["strata"].rpartition(".")[2],)
        rows = [row for row in self.inside(weights["of"], code, period, tree) if row(by) == layer]
        return self.judge.of_many(weights["count"], self.admitted(weights, rows)) if rows else None
