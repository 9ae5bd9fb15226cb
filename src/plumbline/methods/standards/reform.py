"""What a round of reform proposes for a standard: to keep, revise, merge, convert or withdraw it.

The five conclusions are those of the plan by which China joined and reduced its mandatory standards
(国办发〔2016〕3号). Rules are asked in their order, and the first that fits counts; what else would have fitted is
told beside it. A proposal is a question to people: age alone, or an equal title, decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

KEEP, REVISE, MERGE, CONVERT, WITHDRAW = "keep", "revise", "merge", "convert", "withdraw"
OUTCOMES = (KEEP, REVISE, MERGE, CONVERT, WITHDRAW)
"""What can become of a standard."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a standard is proposed for an ``outcome``: where it has one of ``findings`` (none: whatever it has), where
    nothing was heard of it for ``older_years`` (0: however old), where its force is ``force`` (empty: whichever), and,
    ``without_ground``, where neither title nor scope has one of the words that a mandatory standard rests on."""

    id: str
    outcome: str
    findings: frozenset[str] = frozenset()
    older_years: int = 0
    force: str = ""
    without_ground: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a standard: each of its ``findings`` with the other standards of it, the ``last`` day on which
    it came into force or was confirmed (None: not known), its ``force`` as its designation says it, and the ``words``
    of its titles and its scope."""

    findings: Mapping[str, tuple[str, ...]]
    last: date | None
    force: str
    words: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The ``outcome`` by a ``rule`` (None: no rule fitted, and it is kept), and the rules that would have fitted too.
    """

    outcome: str
    rule: str | None
    also: tuple[str, ...] = ()


def propose(rules: Sequence[Rule], grounds: Sequence[str], facts: Facts, on: date) -> Proposal:
    """What ``rules``, in their order, propose for a standard on a day. ``grounds`` are the words that a mandatory
    standard rests on."""
    fitting = [rule for rule in rules if _fits(rule, grounds, facts, on)]
    if not fitting:
        return Proposal(KEEP, None)
    return Proposal(fitting[0].outcome, fitting[0].id, tuple(each.id for each in fitting[1:]))


def _fits(rule: Rule, grounds: Sequence[str], facts: Facts, on: date) -> bool:
    if rule.findings and rule.findings.isdisjoint(facts.findings):
        return False
    # What has no day cannot be shown to be old.
    if rule.older_years and (facts.last is None or years_after(facts.last, rule.older_years) > on):
        return False
    if rule.force and rule.force != facts.force:
        return False
    words = facts.words.casefold()
    return not (rule.without_ground and any(ground.casefold() in words for ground in grounds))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the first of March, for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
