"""What findings make of the credit class of an organisation, by the dated rule that is in force."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline import home as homes
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseParty, CaseSummary
from plumbline.rulebook.surveillance.class_rules import ClassRule, class_rule
from plumbline.text import Text

LOWERING, FIRM = "credit-lowering", "firm"


@dataclass(frozen=True, slots=True)
class Lowered:
    """That an organisation of ``region`` comes from class ``was`` into ``becomes``, for findings on these ``days``."""

    region: str
    was: str
    becomes: str
    days: tuple[date, ...]
    rule: ClassRule

    @property
    def why(self) -> str:
        """The findings and the rule, as they stand in the case and in the record; in the language of records here."""
        days = "、".join(each.isoformat() for each in self.days)
        return f"{self.rule.dated.title.zh} / {self.rule.dated.title.en}: {days}"


def lowered(organisation: str, result: str | None, inspected_on: date | None) -> Lowered | None:
    """What the result of an inspection on a day makes of the class of an ``organisation``; None: nothing.

    Findings count that are no older than the months of the rule, and younger than the class: one finding lowers once.
    Nothing follows while an earlier lowering is not decided."""
    if not organisation or inspected_on is None:
        return None
    rule = class_rule(homes.current(), inspected_on)
    if rule is None or result not in rule.failed:
        return None
    now = _class_on(organisation, inspected_on)
    becomes = rule.after(now.credit_class) if now is not None else ""
    if not becomes or now is None or _is_open(organisation):
        return None
    since = max(_months_before(inspected_on, rule.months), now.valid_from)
    rows = store.current(kinds.get("draw_task")).filter(
        organisation=organisation, result__in=rule.failed, inspected_on__gt=since, inspected_on__lte=inspected_on)
    days = tuple(sorted(rows.values_list("inspected_on", flat=True)))
    if len(days) < rule.failures:
        return None
    return Lowered(now.region, now.credit_class, becomes, days, rule)


def _class_on(organisation: str, on: date) -> Any:
    rows = store.current(kinds.get("credit")).filter(organisation=organisation, valid_from__lte=on)
    found = rows.order_by("-valid_from").first()
    return found if found is not None and (found.valid_to is None or on <= found.valid_to) else None


def _is_open(organisation: str) -> bool:
    of = CaseParty.objects.filter(organisation=organisation, part=FIRM, case__procedure=LOWERING)
    return CaseSummary.objects.filter(case__in=of.values("case"), member="", ended=False).exists()


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def contested(board: Any) -> Text | None:
    """A condition of entering the class: nobody contests it any more."""
    return Text("it is contested, and not decided yet", "存在异议，尚未处理") if board.contests else None
