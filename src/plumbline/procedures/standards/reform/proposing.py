"""What rules propose for each standard of an inventory, with reason and article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.methods.shared.succession import JOINED
from plumbline.methods.standards.designation_parsing import readable
from plumbline.methods.standards.reform import MERGE, Facts, Proposal, propose
from plumbline.procedures.standards.health import LISTS, health
from plumbline.procedures.standards.reform.inventory import Inventory, department_of
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.rulebook.standards.reform_files import ReformRules, reform_rules
from plumbline.text import Text

ALL = 10**9
OF_THE_FIRST = ("base", "reference", "draft")
"""Findings that are one of the first standard that they name: the other is what no longer holds."""
SHOWN = 5
"""So many other standards a reason names."""
Findings = dict[str, dict[str, dict[str, tuple[str, ...]]]]
"""By list, standard and reason: the other standards of it."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One standard with what is proposed: ``into`` is the one that goes on of those to be merged (perhaps itself)."""

    row: Any
    department: str
    proposal: Proposal
    reason: Text
    clause: str
    findings: Mapping[str, tuple[str, ...]]
    into: str = ""

    def as_said(self) -> dict[str, str]:
        """As the values of the act that takes it into the inventory."""
        said = {"standard": self.row.code, "proposal": self.proposal.outcome, "reason": self.reason.zh,
                "reason_en": self.reason.en, "clause": self.clause, "rule": self.proposal.rule or "keep",
                "also": JOINED.join(self.proposal.also), "findings": JOINED.join(sorted(self.findings)),
                "into": self.into, "department": self.department, "designation": self.row.designation,
                "title": (self.row.title_zh or self.row.title_en or "")[:400],
                "title_en": (self.row.title_en or "")[:400]}
        return {name: text for name, text in said.items() if text}

    def as_dict(self) -> dict[str, Any]:
        """As a line of ``plumb standards reform propose --json``."""
        return {"standard": self.row.code, "designation": self.row.designation, "department": self.department,
                "title": {"en": self.row.title_en, "zh": self.row.title_zh}, "level": self.row.level,
                "proposal": self.proposal.outcome, "rule": self.proposal.rule, "also": list(self.proposal.also),
                "reason": self.reason.as_dict(), "clause": self.clause, "into": self.into or None,
                "findings": {name: list(others) for name, others in sorted(self.findings.items())}}


def findings(home: Home, on: date) -> Findings:
    """What is chaotic, low and soft on a day, by list, standard and reason."""
    found: Findings = {}
    for name in LISTS:
        by_code: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for each in health(home, name, on, limit=ALL)["ranked"]:
            codes, reason = each["standards"], each["reason"]
            for code in codes[:1] if reason in OF_THE_FIRST else codes:
                others = tuple(one for one in codes if one != code)
                by_code[code][reason] = tuple(dict.fromkeys((*by_code[code].get(reason, ()), *others)))
        found[name] = dict(by_code)
    return found


def proposals(home: Home, of: Inventory, known: Findings, on: date) -> tuple[ReformRules, list[Proposed]]:
    """What is proposed for each standard of an inventory on a day, in its order, and by which rules."""
    rules, read = reform_rules(home, on), grammar(home, on)
    found = []
    for code, row in of.rows.items():
        own = {reason: others for by_code in known.values() for reason, others in by_code.get(code, {}).items()}
        designation = readable(read, row.designation)
        last = max((day for day in (row.confirmed_on, row.effective_on or row.published_on) if day), default=None)
        words = " ".join(filter(None, (row.title_zh, row.title_en, row.scope)))
        proposal = propose(rules.rules, rules.grounds, Facts(
            own, last, designation.prefix.force if designation is not None else "", words), on)
        others = _others(rules, proposal, own)
        found.append(Proposed(row, department_of(row), proposal, _reason(rules, proposal, others),
                              rules.clauses[proposal.rule], own))
    return rules, [_with_survivor(each, of, rules) for each in found]


def _others(rules: ReformRules, proposal: Proposal, own: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    by = next((rule.findings for rule in rules.rules if rule.id == proposal.rule), frozenset())
    return tuple(dict.fromkeys(other for reason in sorted(by) for other in own.get(reason, ())))


def _reason(rules: ReformRules, proposal: Proposal, others: tuple[str, ...]) -> Text:
    said = rules.reasons[proposal.rule]
    if not others:
        return said
    more = len(others) - SHOWN
    named, in_chinese = ", ".join(others[:SHOWN]), "、".join(others[:SHOWN])
    return Text(f"{said.en}: {named}{f' and {more} more' if more > 0 else ''}",
                f"{said.zh}：{in_chinese}{f'等{len(others)}项' if more > 0 else ''}")


def _with_survivor(each: Proposed, of: Inventory, rules: ReformRules) -> Proposed:
    """Of those to be merged the newest goes on; where the others are of no round, among these too."""
    if each.proposal.outcome != MERGE:
        return each
    others = _others(rules, each.proposal, each.findings)
    days = {code: row.published_on or date.min for code, row in of.rows.items() if code in others}
    days[each.row.code] = each.row.published_on or date.min
    for code in set(others) - set(days):  # of another department: it goes on where nothing of the round is newer
        days.setdefault(code, date.min)
    into = max(days, key=lambda code: (days[code], code))
    return Proposed(each.row, each.department, each.proposal, each.reason, each.clause, each.findings, into)
