"""A round as it is shown: each standard with what is proposed and decided, how far the round is, and its outcome as
everybody reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.methods.shared.succession import split
from plumbline.methods.standards.reform import MERGE, OUTCOMES
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.standing import who_did
from plumbline.procedures.standards.reform.bulk import ACTS
from plumbline.procedures.standards.reform.deciding import PROPOSING
from plumbline.records.export.table import Column, Table
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text, written_day

OUTCOME_OF = {act: outcome for outcome, act in ACTS.items()}
PUBLISHED = ("published", "closed")
OPEN = ("proposed", "objected")
LEFT_OUT = "left-out"
COLUMNS = (
    Column("standard"), Column("designation"), Column("title_zh"), Column("title_en"), Column("department"),
    Column("outcome"), Column("outcome_zh"), Column("into"), Column("reason"), Column("reason_en"), Column("clause"),
    Column("decided_on", "date"), Column("carried_out_by"), Column("carried_out_since", "date"),
    Column("as_of", "date"))
"""The columns of the public list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One standard of a round. ``outcome`` is empty until it is decided; ``proposer`` who made the proposal that
    stands, as a number; ``seen`` the newest event about it. Of an objection the words, who and what is wanted instead
    are for who takes part."""

    standard: str
    designation: str
    title: Text
    department: str
    proposal: str
    rule: str
    reason: Text
    clause: str
    findings: tuple[str, ...]
    into: str
    state: str = ""
    seen: int = 0
    proposer: int | None = None
    objection: str = ""
    objector: str = ""
    wanted: str = ""
    outcome: str = ""
    decided_on: date | None = None
    decided_reason: str = ""
    by: str = ""
    since: date | None = None

    @property
    def why(self) -> Text:
        """Why it was decided so: in the words of who decided, or as it was proposed."""
        return Text(self.decided_reason, self.decided_reason) if self.decided_reason else self.reason


def lines(case: Found, *, on: date | None = None) -> list[Line]:
    """The standards of a round, in the order in which they came: as they stand, or as they stood on a day."""
    found: dict[str, Line] = {}
    for event in case.events:
        if not event.member or (on is not None and timezone.localdate(event.at) > on):
            continue
        before, said = found.get(event.member), event.said
        if event.act in PROPOSING:
            found[event.member] = _proposed(before, event)
        elif before is not None:
            changed: dict[str, Any] = {"seen": event.pk, **({"state": event.state} if event.state else {})}
            if event.act == "object":
                changed |= {"objection": said["objection"], "objector": said.get("objector", ""),
                            "wanted": said.get("wanted", "")}
            elif event.act == "take-back":
                changed |= {"objection": "", "objector": "", "wanted": ""}
            elif event.act in OUTCOME_OF:
                outcome = OUTCOME_OF[event.act]
                changed |= {"outcome": outcome, "decided_on": timezone.localdate(event.at),
                            "decided_reason": said.get("reason", ""),
                            "into": said.get("into", before.into) if outcome == MERGE else "",
                            "since": _day(said.get("withdrawn_on"))}
            elif event.act == "carry-out":
                changed |= {"by": said["by"], "since": _day(said.get("since"))}
            found[event.member] = replace(before, **changed)
    return list(found.values())


def _proposed(before: Line | None, event: Any) -> Line:
    said = event.said
    line = before or Line(
        standard=event.member, designation=said.get("designation", event.member), department=said.get("department", ""),
        title=Text(said.get("title_en") or said.get("title", ""), said.get("title", "")), proposal="", rule="",
        reason=Text(), clause="", into="",
        findings=tuple(split(said.get("findings"))))
    return replace(line, proposal=said["proposal"], rule=said.get("rule", ""), clause=said.get("clause", ""),
                   reason=Text(said.get("reason_en") or said.get("reason", ""), said.get("reason", "")),
                   into=said.get("into", ""), state=event.state, seen=event.pk, proposer=who_did(event))


def open_to(case: Found, user: Any) -> list[Line]:
    """The lines of a round that ``user`` may read: all of them to who reads the round by a role, to others those in
    which they have a part; and, once the outcome is published, to everybody what was decided, without objections."""
    every, known = lines(case), set(case.open_members(user))
    public = not case.inside(user) and case.board.case.state in PUBLISHED
    return [each if each.standard in known else replace(each, objection="", objector="", wanted="")
            for each in every if each.standard in known or (public and each.outcome)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def narrowed(every: Iterable[Line], asked: Mapping[str, str]) -> list[Line]:
    """Those of the lines that fit what is ``asked``: ``proposal``, ``rule``, ``department``, ``finding``, ``outcome``,
    ``stands`` (open, objected, decided, task, left-out), and a ``word`` in number, title or reason."""
    word = asked.get("word", "").strip().casefold()
    return [each for each in every if all(
        not asked.get(name) or getattr(each, name) == asked[name]
        for name in ("proposal", "rule", "department", "outcome"))
        and (not asked.get("finding") or asked["finding"] in each.findings)
        and (not asked.get("stands") or stands(each) == asked["stands"])
        and (not word or any(word in text.casefold() for text in (
            each.standard, each.designation, each.title.en, each.title.zh, each.why.zh, each.why.en)))]


def stands(line: Line) -> str:
    """Whether a standard is ``open`` (waits for a decision), ``objected`` to, ``decided``, a ``task``, or taken out of
    the round."""
    if line.state in OPEN:
        return "open" if line.state == "proposed" else "objected"
    return LEFT_OUT if line.state == LEFT_OUT else "task" if line.state.startswith("to-") else "decided"


@dataclass(frozen=True, slots=True)
class Row:
    """How far a round is with what is proposed for one conclusion, or of one department (``of``)."""

    of: str
    total: int
    open: int
    objected: int
    outcomes: Mapping[str, int]


def progress(every: Iterable[Line], by: str = "proposal") -> list[Row]:
    """How many standards are proposed for each conclusion (or are of each department, ``by``), wait, were objected to,
    and were decided how. What was taken out of the round is not counted."""
    groups: dict[str, list[Line]] = {each: [] for each in OUTCOMES} if by == "proposal" else {}
    for line in every:
        if line.state != LEFT_OUT:
            groups.setdefault(getattr(line, by), []).append(line)
    return [Row(of, len(some), sum(each.state == "proposed" for each in some),
                sum(each.state == "objected" for each in some),
                dict(Counter(each.outcome for each in some if each.outcome))) for of, some in groups.items() if some]


def must_be_published(case: Found, on: date) -> date:
    """The day on which the outcome was published. :raises RecordError: where it was not, on a day."""
    made = next((timezone.localdate(event.at) for event in case.events if event.act == "publish"), None)
    if made is None or made > on or case.board.case.state not in PUBLISHED:
        raise RecordError("reform.not_published", Text(f"no outcome was published by {written_day(on, 'en')}",
                                                       f"截至{written_day(on, 'zh')}尚未公布结论"), where=case.number,
                          next_step=Text("Look at the page of the round", "请查看本轮复审页面"))
    return made


def outcome(case: Found, on: date) -> dict[str, Any]:
    """The public list of a round as of a day. The ``--json`` document of ``plumb standards reform published``. :raises
    RecordError: where nothing is published by then."""
    published_on = must_be_published(case, on)
    some = [each for each in lines(case, on=on) if each.outcome]
    return {
        "round": case.number, "title": case.board.values.get("title", ""), "published_on": published_on.isoformat(),
        "on": on.isoformat(), "total": len(some), "counts": dict(Counter(each.outcome for each in some)),
        "standards": [{
            "standard": each.standard, "designation": each.designation, "title": each.title.as_dict(),
            "department": each.department, "outcome": each.outcome, "into": each.into or None,
            "reason": each.why.as_dict(), "clause": each.clause or None,
            "decided_on": each.decided_on.isoformat() if each.decided_on else None, "carried_out_by": each.by or None,
            "carried_out_since": each.since.isoformat() if each.since else None} for each in some]}


def table(case: Found, on: date) -> Table:
    """The same as a table. :raises RecordError: as :func:`outcome`."""
    must_be_published(case, on)
    some = [each for each in lines(case, on=on) if each.outcome]
    rows = [(each.standard, each.designation, each.title.zh, each.title.en, each.department, each.outcome,
             vocabularies.title("reform-outcome", each.outcome).zh, each.into or None, each.why.zh, each.why.en,
             each.clause or None, each.decided_on, each.by or None, each.since, on) for each in some]
    return Table("standards", COLUMNS, rows, lambda most: min(len(rows), most))
