"""How one requirement stands to another: by the rule, and as two people found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from plumbline.errors import PlumblineError, RecordError
from plumbline.methods.standards import comparing
from plumbline.methods.standards.comparing import LOOSER, NONE, STRICTER, Requirement, Verdict
from plumbline.procedures.standards.editions import asked_for, public
from plumbline.procedures.standards.topics.reading import COMPARISON, REQUIREMENT, Held, iso
from plumbline.text import Text

OTHER_SIDE = {STRICTER: LOOSER, LOOSER: STRICTER}
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}


def requirement(row: Any, held: Held) -> Requirement:
    """A record as it is compared. A method that adopts another identically counts as that other."""
    return Requirement(row.parameter, row.operator, row.value, row.value_to, row.unit or "",
                       held.taken_from(row.method) if row.method else "", row.text_en or row.text_zh or "")


def where(row: Any) -> Text:
    """Where a requirement stands, as an error tells it."""
    return Text(f"requirement {row.code}", f"要求{row.code}")


def verdict(one: Any, other: Any, held: Held) -> Verdict:
    """How the requirement ``one`` stands to ``other``, both records. What cannot be compared says why; a record that
    says nothing that can be read is said to be so."""
    some, others = comparing.plain(one.applies_to or ""), comparing.plain(other.applies_to or "")
    if some and others and some != others:
        return Verdict(NONE, Text("They apply to different goods", "适用的产品不同"))
    try:
        for each in (one, other):
            comparing.check(requirement(each, held), where(each))
        found = comparing.compare(requirement(one, held), requirement(other, held))
    except PlumblineError as error:
        return Verdict(NONE, Text(error.say("en"), error.say("zh")))
    if some == others:
        return found
    for_some = one.applies_to or other.applies_to
    return Verdict(found.result, Text(f"{found.why.en}; for some of the goods alone: {for_some}",
                                      f"{found.why.zh}；仅就部分产品而言：{for_some}"))


def faults(rows: Iterable[Any], held: Held) -> list[dict[str, Any]]:
    """The requirements that say nothing that can be read, each with what is wrong."""
    found = []
    for row in rows:
        try:
            comparing.check(requirement(row, held), where(row))
        except PlumblineError as error:
            found.append({"requirement": row.code, "country": row.country,
                          "why": {"en": error.say("en"), "zh": error.say("zh")}})
    return found


def best(rows: Sequence[Any], like: Any, held: Held) -> Any:
    """Of several requirements on one parameter the one that others are held against: of those for the same goods as
    ``like`` the strictest, else the first. None where there is none."""
    same = [row for row in rows if comparing.plain(row.applies_to or "") == comparing.plain(like.applies_to or "")]
    among = same or list(rows)
    for row in among:
        if all(verdict(row, other, held).result in ("equal", STRICTER) for other in among if other is not row):
            return row
    return among[0] if among else None


class Confirmed:
    """What two people found of the requirements of a topic."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.found = {(row.requirement, row.against): row for row in asked_for(COMPARISON, "requirement", codes)}

    def of(self, one: Any, other: Any, computed: str) -> dict[str, Any] | None:
        """The verdict of people on ``one`` against ``other``, whichever way round they wrote it; ``changed`` where the
        rule has come to another one since, so that they should look again."""
        row, turned = self.found.get((one.code, other.code)), False
        if row is None:
            row, turned = self.found.get((other.code, one.code)), True
        if row is None:
            return None

        def seen(name: str) -> str:
            return OTHER_SIDE.get(name, name) if turned else name

        return {"verdict": seen(row.verdict), "reason": row.reason, "on": iso(row.confirmed_on),
                "changed": bool(row.computed) and seen(row.computed) != computed}


def computed(one: str, other: str) -> tuple[Any, Any, Verdict]:
    """Two requirements by their codes, and how the first stands to the second. :raises RecordError: for one that is
    not held."""
    rows = {row.code: row for row in public(REQUIREMENT).filter(code__in=[one, other])}
    for code in (one, other):
        if code not in rows:
            raise RecordError("topic.no_requirement", Text(f"there is no requirement '{code[:80]}'",
                                                           f"没有要求“{code[:80]}”"),
                              next_step=Text("Take it from the matrix of its topic, or record it first",
                                             "请从专题比对表中选取，或先登记该要求"))
    held = Held.of({row.method for row in rows.values() if row.method})
    return rows[one], rows[other], verdict(rows[one], rows[other], held)


def shown(row: Any) -> Text:
    """What is required, in a line."""
    if row.operator == "none":
        return Text("no requirement", "无要求")
    if row.operator == "text" or row.value is None:
        return Text(row.text_en or "", row.text_zh or "") or Text("in words", "文字要求")
    unit = f" {row.unit}" if row.unit else ""
    if row.operator == "between":
        return Text(f"{number(row.value)} to {number(row.value_to)}{unit}",
                    f"{number(row.value)}～{number(row.value_to)}{unit}")
    return Text.of(f"{SIGNS.get(row.operator, row.operator)} {number(row.value)}{unit}")


def number(value: Any) -> str:
    """A value without the zeros that say nothing."""
    return f"{value.normalize():f}" if value is not None else "?"
