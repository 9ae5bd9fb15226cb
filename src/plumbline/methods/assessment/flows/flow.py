"""The assessment year as a flow: its stages, who acts in each, and between which days.

国办发〔2013〕47号, article 6, names target filing, self-evaluation, field verification and comprehensive evaluation;
later years add department scoring and anonymous visits. Which stages there are and when is data (``rulebook/flows``);
what a stage *is* - one answer for each item, one for each region, one for the year - follows from its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plumbline.methods.shared.periods import Period
from plumbline.text import Citation, Text

TARGET, SELF, DEPARTMENT, VISIT, PANEL = "target", "self", "department", "visit", "panel"
EVALUATE, APPROVE, PUBLISH = "evaluate", "approve", "publish"
OBJECT, ANSWER, ORDER, REPORT = "object", "answer", "order", "report"
STAGES = (TARGET, SELF, DEPARTMENT, VISIT, PANEL, EVALUATE, APPROVE, PUBLISH, OBJECT, ANSWER, ORDER, REPORT)
NEEDED = (SELF, EVALUATE, APPROVE, PUBLISH, OBJECT, ANSWER)
BY_ITEM = (SELF, DEPARTMENT, VISIT, PANEL)
"""Stages in which there is one answer for each item of each region."""
BEFORE_EVALUATION = (TARGET, *BY_ITEM)

ASSESSED, OFFICE, VISITOR, EXPERT, LEAD, APPROVER = "assessed", "department", "visitor", "expert", "lead", "approver"
PARTS = (ASSESSED, OFFICE, VISITOR, EXPERT, LEAD, APPROVER)
LEADING = frozenset({LEAD, APPROVER})
"""The parts that read everything of the year but closed panels."""

START, END, PUBLISHED = "start", "end", "published"
ANCHORS = (START, END, PUBLISHED)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day as so many ``days`` after (before, where negative) the first or last day of the year or its publication."""

    on: str
    days: int

    def day(self, year: Period, published: date | None) -> date | None:
        """The day; None for one that rests on a publication that has not been."""
        base = {START: year.first, END: year.last, PUBLISHED: published}[self.on]
        return None if base is None else base + timedelta(days=self.days)

    def words(self) -> Text:
        """The day in words."""
        of = {START: Text("the first day of the year", "考核年度首日"),
              END: Text("the last day of the year", "考核年度末日"),
              PUBLISHED: Text("publication", "公布之日")}[self.on]
        if not self.days:
            return of
        count = abs(self.days)
        way = ("after", "后") if self.days > 0 else ("before", "前")
        return Text(f"{count} day{'' if count == 1 else 's'} {way[0]} {of.en}", f"{of.zh}{way[1]}{count}日")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: ``part`` acts, from the day it ``opens`` to the day it is ``due``, both included. ``evidence``: an
    answer without any is refused."""

    id: str
    title: Text
    part: str
    evidence: bool
    opens: Anchor
    due: Anchor
    cites: Citation


@dataclass(frozen=True)
class Flow:
    """The stages of a year, in order. ``approvals`` different people approve an evaluation; ``prefer`` says whose
    answer to an item counts, the first that there is. ``sha256`` is that of the definition's canonical JSON."""

    id: str
    title: Text
    meaning: Text
    cites: Citation
    valid_from: date
    valid_to: date | None
    approvals: int
    prefer: tuple[str, ...]
    stages: tuple[Stage, ...]
    sha256: str
    file: str

    def stage(self, id: str) -> Stage | None:
        """The stage called ``id``, if the flow has it."""
        return next((stage for stage in self.stages if stage.id == id), None)
