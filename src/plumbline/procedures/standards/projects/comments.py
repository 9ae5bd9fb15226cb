"""The comments on a draft: taken down one by one or by a table, sent by everybody, decided one by one or by a table.

Each is a member of the project's case under a number of its own, given here: two who come at once wait for each other.
What says the same as a comment that stands there adds nothing, so that a file may be given twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import links, perform, refusals
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.members import acting, adding, given
from plumbline.procedures.casework.refusals import RowsUnfit
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.standards.projects.names import (
    ADD,
    COLLATED,
    COMMENTING,
    DECIDE,
    DECIDING,
    MEMBER,
    PROJECT,
    RETRACTED,
    SEND,
)
from plumbline.records.core import locks
from plumbline.records.core.cases import Case, CaseEvent, CaseSummary
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.intake.staging.single import Faults
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

SAME = ("body", "clause", "paragraph", "type", "text", "proposed")
"""What tells one comment from another: who said it, of what, and what."""
DECISION = ("decision", "reason")
MOST_TOLD = 200
Row = Mapping[str, str]
Spot = tuple[Text, Text, Text]
"""Where something is wrong in a table, what, and what to do."""


class TableUnfit(RowsUnfit):
    """A table cannot be taken, and nothing was done; ``spots`` say where in it, what is wrong, and what to do."""

    spots: Sequence[Spot] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """The ``numbers`` of comments that were added, and how many of the rows stood there ``before``."""

    numbers: tuple[str, ...]
    before: int


@dataclass(frozen=True, slots=True)
class Decided:
    """The ``numbers`` of comments on which something was decided; how many stood so ``before``, and of how many rows
    nothing is said ``yet``."""

    numbers: tuple[str, ...]
    before: int
    yet: int


def add(home: Home, user: Any, number: str, rows: Sequence[Row], places: Sequence[Text] = (), *, check: bool = False,
        at: datetime) -> Added:
    """Take comments down, all of them or none; with ``check`` only say what would come of it.

    :raises TableUnfit: with all that is wrong, each at its row and column. :raises NotAllowed: to who takes no comments
    down. :raises RecordError: for no row or too many, or once the comments are settled."""
    act = procedure(PROJECT).by_name[ADD]
    refusals.must_be_some(PROJECT, len(rows), given.MOST)
    rows = [{name: text for name, text in row.items() if name != MEMBER} for row in rows]
    with transaction.atomic():
        _number_alone(number)
        case = find(home, user, procedure(PROJECT), number, at=at)
        _must_hold(case, user, ADD)
        known = {_said(values) for member, values in case.board.of.items()
                 if case.board.members[member].state != RETRACTED}
        checked = perform.checked_all(case.procedure, ADD, act.specs, [{**row, MEMBER: "1"} for row in rows])
        new, origin, before = list[Row](), list[int](), 0
        last = _highest(case.board.members)
        for place, (row, each) in enumerate(zip(rows, checked, strict=True)):
            said = None if isinstance(each, RecordError) else _said(each[0])
            if said is not None and said in known:
                before += 1
                continue
            if said is not None:
                known.add(said)
            new.append({**row, MEMBER: str(last + len(new) + 1)})
            origin.append(place)
        if not new:
            return Added((), before)
        numbers = tuple(row[MEMBER] for row in new)
        if check:
            _must_fit(home, user, number, new, origin, len(rows), places, at)
            return Added(numbers, before)
        try:
            adding.add(home, user, PROJECT, number, ADD, new, at=at)
        except PlumblineError:
            _must_fit(home, user, number, new, origin, len(rows), places, at)
            raise
    return Added(numbers, before)


def _must_fit(home: Home, user: Any, number: str, new: Sequence[Row], origin: Sequence[int], of: int,
              places: Sequence[Text], at: datetime) -> None:
    """:raises TableUnfit: where some of the rows that are new, each from its place in the table, cannot be taken."""
    if faults := adding.unfit(home, user, PROJECT, number, ADD, new, at=at):
        raise unfit(number, {origin[place]: error for place, error in faults.items()}, of, places)


def send(home: Home, user: Any, number: str, values: Row, *, once: str, organisation: str = "", at: datetime,
         ) -> tuple[CaseEvent, str]:
    """Comment on a draft that everybody may comment on, without an account or with one; the event of the link that one
    has to the comment from then on (its ``member`` is the comment's number), and its secret. Sent once more with the
    same ``once`` and the same words it is kept once. ``organisation`` is the one for which ``user`` says it, of those
    for which they act.

    :raises RecordError: before and after the days for comments, and with every fault of the values."""
    with transaction.atomic():
        _number_alone(number)
        taken = CaseSummary.objects.filter(case__procedure=PROJECT, case__number=number).exclude(member="")
        following = str(_highest(taken.values_list("member", flat=True)) + 1)
        return links.join_by_anybody(home, user, PROJECT, number, SEND, values, member=following, once=once,
                                     organisation=organisation, at=at)


def decide(home: Home, user: Any, number: str, rows: Sequence[Row], places: Sequence[Text] = (), *,
           check: bool = False, at: datetime) -> Decided:
    """Decide on many comments, as a table says that came back: ``comment`` is the number, ``decision`` and ``reason``
    what is decided; rows on which nothing is said are left alone. All of it is done, or nothing.

    :raises TableUnfit: with all that is wrong, each at its row and column."""
    case = find(home, user, procedure(PROJECT), number, at=at)
    _must_hold(case, user, DECIDE)
    wanted, origin, faults = dict[str, Row](), list[int](), dict[int, PlumblineError]()
    before = yet = 0
    for place, row in enumerate(rows):
        member, told = row.get(MEMBER, ""), _decision(row)
        known = case.board.of.get(member, {})
        if not told:
            yet += 1
        elif member in wanted:
            faults[place] = refusals.member_twice(case.procedure, number, member)
        elif known and row.get("text") and _plain(row["text"]) != _plain(known.get("text", "")):
            faults[place] = RecordError("project.other_comment", Text(
                f"comment {member} of this project says something else", f"本项目第{member}号意见的内容与此行不同"),
                where="text", next_step=Text("Take the table of this very project, and leave its texts as they are",
                                             "请使用本项目导出的表格，不要改动意见内容"))
        elif told == {name: known[name] for name in DECISION if known.get(name)}:
            before += 1
        else:
            wanted[member] = told
            origin.append(place)
    if faults:
        raise unfit(number, faults, len(rows), places)
    if not wanted:
        return Decided((), before, yet)
    try:
        with transaction.atomic():
            acting.act_on_each(home, user, PROJECT, number, DECIDE, wanted, at=at)
            if check:
                transaction.set_rollback(True)
    except RowsUnfit as error:
        raise unfit(number, {origin[place]: each for place, each in error.faults.items()}, len(rows), places) from error
    return Decided(tuple(wanted), before, yet)


def unfit(number: str, faults: Mapping[int, PlumblineError], of: int, places: Sequence[Text]) -> TableUnfit:
    """That ``faults`` keep a table back, each told at its row and column."""
    told = spots(faults, places)
    error = TableUnfit(
        "project.rows_unfit", Text(f"{len(faults)} of {of} rows cannot be taken, and nothing was done",
                                   f"{of}行中有{len(faults)}行有误，均未办理"), where=f"{PROJECT} {number}",
        why=Text("; ".join(f"{place.en}: {what.en}" for place, what, _ in told[:MOST_TOLD]),
                 "；".join(f"{place.zh}：{what.zh}" for place, what, _ in told[:MOST_TOLD])),
        next_step=Text("Mend these, and give the whole table again", "请更正后重新提交整个表格"))
    error.faults = dict(faults)
    error.spots = told
    return error


def spots(faults: Mapping[int, PlumblineError], places: Sequence[Text]) -> list[Spot]:
    """Each fault of each row: where it stands, what it is, and what to do."""
    titles = {spec.name: spec.title for act in (ADD, DECIDE) for spec in procedure(PROJECT).by_name[act].specs}
    found: list[Spot] = []
    for place, error in sorted(faults.items()):
        row = given.place_of(places, place)
        if isinstance(error, Faults):
            for name, reason, remedy, _code in error.faults:
                title = titles.get(name, Text(name, name))
                found.append((Text(f"{row.en}, column {title.en}", f"{row.zh}“{title.zh}”列"), reason, remedy))
        else:
            found.append((row, error.what, error.next_step))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One comment: its number, what is said, the state it is in."""

    number: str
    state: str
    said: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """The comment as a document has it: what is not said is null."""
        return {"comment": self.number, "state": self.state,
                **{spec.name: self.said.get(spec.name) for spec in shown_specs() if spec.name != MEMBER}}


def shown_specs() -> list[Spec]:
    """The fields of comments and of what is decided on them that may leave the house: nothing personal does."""
    acts = procedure(PROJECT).by_name
    return [spec for spec in (*acts[ADD].specs, *acts[DECIDE].specs) if spec.exposure is PUBLIC]


def filled_specs() -> list[Spec]:
    """The fields of a comment as somebody fills in a form, with whom one may ask back."""
    return list(procedure(PROJECT).by_name[ADD].specs)


def may_collate(case: Found, user: Any) -> bool:
    """Whether ``user`` reads the comments on a draft: who drafts or sees to it always, everybody once the standard was
    approved."""
    if not case.open_fields(user):
        return False
    if case.inside(user) or any(case.holds(user, case.procedure.part[name]) for name in ("officer", "drafter")):
        return True
    return bool(case.board.entered & set(COLLATED)) and bool(case.board.entered & set(case.procedure.public))


def collation(case: Found, user: Any) -> list[Line]:
    """The comments, by clause as a text has them, without any that was taken back. :raises NotAllowed: where they are
    not open to ``user``."""
    if not may_collate(case, user):
        raise NotAllowed("project.comments_closed", Text("the comments are not public yet", "意见尚未公开"),
                         where=case.number, next_step=Text("They are once the standard is approved",
                                                           "标准批准后公开意见汇总处理表"))
    names = {spec.name for spec in shown_specs()}
    lines = [Line(member, at.state, {name: text for name, text in case.board.of.get(member, {}).items()
                                     if name in names and name != MEMBER})
             for member, at in case.board.members.items() if at.state != RETRACTED]
    return sorted(lines, key=lambda each: (clause_order(each.said.get("clause", "")), _number(each.number)))


def takes(case: Found) -> bool:
    """Whether comments may be taken down or decided as the project stands."""
    return case.board.case.state in (COMMENTING, DECIDING)


def clause_order(clause: str) -> tuple[tuple[int, int, str], ...]:
    """The place of a clause in a text: that of the whole first, then 5.2 before 5.10, annexes after numbers."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
                 for part in re.findall(r"\d+|[^\W\d_]+", clause))


def _number(member: str) -> tuple[int, str]:
    return (int(member), "") if member.isdecimal() else (1 << 62, member)


def _highest(members: Iterable[str]) -> int:
    return max((int(each) for each in members if each.isdecimal()), default=0)


def _number_alone(number: str) -> None:
    """Nobody else numbers a comment of this project until the transaction ends. :raises RecordError: for no project."""
    if not (number.isprintable() and Case.objects.filter(procedure=PROJECT, number=number).exists()):
        raise refusals.unknown(procedure(PROJECT), number)
    locks.record(PROJECT, f"{number}\x1f~comments")


def _must_hold(case: Found, user: Any, name: str) -> None:
    act = case.procedure.by_name[name]
    if not any(case.holds(user, part) for part in act.by):
        raise refusals.not_theirs(case.procedure, case.number, "", act.by)
    if not takes(case):
        raise RecordError("project.not_open", Text("comments are not taken now", "目前不接受意见"), where=case.number,
                          next_step=Text("Look at the page of the project for its days",
                                         "请查看项目页面的征求意见期限"))


def _said(values: Row) -> tuple[str, ...]:
    return tuple(_plain(values.get(name, "")) for name in SAME)


def _decision(row: Row) -> dict[str, str]:
    """What a row of a table decides: decisions by their codes, however they are spelled."""
    told = {name: row[name] for name in DECISION if row.get(name)}
    codes = {spelling.casefold(): term.code for term in vocabularies.vocabulary("comment-decision").values()
             for spelling in (*term.spellings(), term.title.en, term.title.zh)}
    return told | ({"decision": codes.get(told["decision"].casefold(), told["decision"])} if "decision" in told else {})


def _plain(text: str) -> str:
    return " ".join(text.split())
