"""Random definitions of the indicator language, and which of its forms they reached."""

from __future__ import annotations

import json
from random import Random

PRODUCTIONS: dict[str, None] = {}
"""Every form there is to choose, noted when this is read: see :func:`chosen`."""
NUMBERS = {"visit": ["points", "fine", "firm.value", "part"], "call": ["points", "firm.value"], "firm": ["value"],
           "deed": ["amount"]}
TEXTS = {"visit": [("result", ["pass", "fail"]), ("note", ["secret", "other"]), ("firm.size", ["big", "small"])],
         "call": [("result", ["pass", "fail"])], "firm": [("size", ["big", "small"])], "deed": [("note", ["a", "b"])]}
GROUPS = {"visit": ["result", "firm.size", "urgent", "note", "part", "place"], "call": ["result", "firm.size", "firm"],
          "firm": ["size"], "deed": ["note", "clause"]}
DISTINCT = {"visit": ["firm", "place", "result", "points", "number"], "call": ["firm", "result"],
            "firm": ["size", "value"], "deed": ["note", "clause", "amount"]}
DAYS = {"visit": "day", "call": "day", "deed": "day"}
FLAGS = {"visit": "urgent"}
CODES = {"deed": "clause"}
UNITS = {"visit": ["firm", "number", "place"], "call": ["firm"], "deed": ["note"]}


class Definitions:
    """Writes definitions. ``reached`` counts the forms that were chosen."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.reached: dict[str, int] = {}
        self.kind = "visit"
        self.names: list[str] = []  # the numbers of a unit, where one is counted
        self.unit = ""

    def definition(self) -> dict[str, object]:
        """One definition, as its file holds it; it may still be refused for what it puts together."""
        of = self.random.choice(["visit", "visit", "visit", "call", "deed", "firm"])
        self.kind, self.names, self.unit = of, [], ""
        raw: dict[str, object] = {
            "title": _two(), "meaning": _two(), "unit": "1", "better": "neither",
            "source": {"text": "tests", "ours": True}, "of": of, "places": 3, "exclusions": _two(),
            "words": {"numerator": _two(), "denominator": _two()}}
        if self.random.random() < 0.6:
            raw["when"] = self.condition(2)
        form = self.chosen("definition", "plain", "plain", "share", "share", "unit", "unit", "growth", "weighted",
                           "mean", "total")
        if form == "growth" and of in DAYS:
            return raw | {"against": "year before", "numerator": self.many(2)}
        if form in ("mean", "total"):
            return raw | self._estimate(form)
        if form == "weighted":
            return raw | {"strata": "result" if of in ("visit", "call") else GROUPS[of][0],
                          "numerator": self.many(1), "denominator": "COUNT(*)",
                          "weights": self._weights(GROUPS[of][0] if of in ("firm", "deed") else "")}
        if form == "unit" and of in UNITS:
            raw |= self._unit(of)
        elif self.random.random() < 0.5:
            raw["strata"] = self.random.choice(GROUPS[of])
            self.note("strata")
        raw["numerator"] = self.many(2)
        if form != "plain":
            raw["denominator"] = self.many(2)
        return raw

    def _unit(self, of: str) -> dict[str, object]:
        per = self.random.choice(UNITS[of])
        let = {name: self.many(1, of_unit=True) for name in ("one", "two")[:self.random.randint(0, 2)]}
        self.note("let" if let else "no let")
        self.names, self.unit = list(let), per
        strata = {"strata": "firm.size"} if per == "firm" and self.random.random() < 0.5 else {}
        return {"per": per, **({"let": let} if let else {}), **strata}

    def _estimate(self, form: str) -> dict[str, object]:
        found: dict[str, object] = {"estimate": form, "measure": self.number(1)}
        if form == "total" or self.random.random() < 0.5:
            found["population"] = {"of": "firm", "count": "COUNT(*)"}
            if self.random.random() < 0.5 and self.kind in ("visit", "call"):
                found["strata"] = "firm.size"
                found["population"] = {"of": "firm", "by": "size", "count": "COUNT(*)"}
        return found

    def _weights(self, by: str) -> dict[str, object]:
        if by or self.random.random() < 0.5:
            return {"of": self.kind, "by": by or "result", "count": "COUNT(*)"}
        return {"of": "visit", "by": "result", "count": "SUM(points)", "when": "urgent"}

    def many(self, depth: int, *, of_unit: bool = False) -> str:
        """An expression over many records, or units."""
        form = self.chosen("many", *(["aggregate"] * 4), "+", "-", "*", "literal", "negative") if depth else "aggregate"
        if form in "+-*":
            return f"({self.many(depth - 1, of_unit=of_unit)}) {form} {self.many(depth - 1, of_unit=of_unit)}"
        if form == "literal":
            return f"{self.many(depth - 1, of_unit=of_unit)} + {self.random.choice(['2', '0.5'])}"
        if form == "negative":
            return f"-({self.many(depth - 1, of_unit=of_unit)})"
        forms = ["COUNT(*)", "COUNT", "SUM", "SUM", "MIN", "MAX", *([] if self.unit else ["DISTINCT"])]
        aggregate = self.chosen("aggregate", *forms)
        if aggregate == "DISTINCT":
            value = self.random.choice(DISTINCT[self.kind]) if self.random.random() < 0.7 else self.number(1)
            text = f"COUNT(DISTINCT {value})"
        elif aggregate == "COUNT":
            text = f"COUNT({self.number(1)})"
        else:
            text = aggregate if aggregate == "COUNT(*)" else f"{aggregate}({self.number(1)})"
        if self.random.random() < 0.4:
            self.note("filter")
            return f"{text} FILTER (WHERE {self.condition(1)})"
        return text

    def number(self, depth: int) -> str:
        """A number of one record, or unit."""
        fields = self._numbers()
        form = self.chosen("number", *(["field"] * 4), "literal", "+", "-", "*", "negative", "CASE", "COALESCE")
        if not depth or form == "field" or (form == "literal" and not fields):
            return self.random.choice(fields) if fields else "1"
        if form == "literal":
            return f"{self.random.choice(fields)} + {self.random.choice(['1', '2.5', '0'])}"
        if form in "+-*":
            return f"({self.number(depth - 1)} {form} {self.number(depth - 1)})"
        if form == "negative":
            return f"-({self.number(depth - 1)})"
        if form == "CASE":
            other = f" ELSE {self.number(0)}" if self.random.random() < 0.5 else ""
            return f"CASE WHEN {self.condition(0)} THEN {self.number(depth - 1)}{other} END"
        return f"COALESCE({self.number(depth - 1)}, {self.random.choice(['0', '1.25', self.number(0)])})"

    def condition(self, depth: int) -> str:
        """A condition on one record, or unit."""
        form = self.chosen("condition", "=", "<>", "<", "<=", ">", ">=", "AND", "OR", "NOT", "IN", "NOT IN", "BETWEEN",
                           "IS NULL", "IS NOT NULL", "text", "text IN", "flag", "day", "days", "code", "codes", "TRUE")
        if form in ("AND", "OR") and depth:
            return f"({self.condition(depth - 1)} {form} {self.condition(depth - 1)})"
        if form == "NOT" and depth:
            return f"NOT ({self.condition(depth - 1)})"
        here = self.kind if not self.unit else ""
        if form in ("text", "text IN") and here:
            field, values = self.random.choice(TEXTS[here])
            if form == "text":
                return f"{field} {self.random.choice(['=', '<>'])} '{self.random.choice(values)}'"
            return f"{field} {self.random.choice(['IN', 'NOT IN'])} ({', '.join(repr(each) for each in values)})"
        if form == "flag" and here in FLAGS:
            return self.random.choice(["urgent", "urgent = TRUE", "urgent <> FALSE", "NOT urgent"])
        if form in ("day", "days") and here in DAYS:
            first = "DATE '2012-06-15'"
            return (f"day {self.random.choice(['<', '>=', '<>'])} {first}" if form == "day"
                    else f"day BETWEEN {first} AND DATE '2013-03-01'")
        if form in ("code", "codes") and here in CODES:
            return self.random.choice(["clause = 2", "clause <= 10", "clause > '2'", "clause IN (2, '10A', 14)"]
                                      if form == "code" else ["clause BETWEEN 2 AND 14", "clause <> '10'"])
        if form == "TRUE":
            return f"({self.condition(0)} OR {self.random.choice(['TRUE', 'FALSE'])})" if depth else "TRUE"
        left = self.number(0)
        if form in ("IN", "NOT IN"):
            return f"{left} {form} (0, 1, 2.5)"
        if form == "BETWEEN":
            return f"{left} BETWEEN -1 AND {self.number(0)}"
        if form in ("IS NULL", "IS NOT NULL"):
            return f"{left} {form}"
        return f"{left} {form if form in ('=', '<>', '<', '<=', '>', '>=') else '>='} {self.random.choice(['1', '0'])}"

    def _numbers(self) -> list[str]:
        if not self.unit:
            return NUMBERS[self.kind]
        return [*self.names, *(["firm.value"] if self.unit == "firm" else [])]

    def chosen(self, what: str, *forms: str) -> str:
        PRODUCTIONS.update(dict.fromkeys(f"{what} {form}" for form in forms))
        form = self.random.choice(forms)
        self.note(f"{what} {form}")
        return form

    def note(self, form: str) -> None:
        PRODUCTIONS[form] = None
        self.reached[form] = self.reached.get(form, 0) + 1


def _two() -> dict[str, str]:
    return {"en": "x", "zh": "x"}


def toml(name: str, raw: dict[str, object]) -> str:
    """The definition as text of a rulebook file."""
    return "\n".join([f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in raw.items())]) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
