"""What the acts of a round do besides going on: proposals and objections, decisions, and what of these is written to
the register.

Whoever made the proposal that stands does not decide about it. A decision that differs from the proposal, or that an
objection was raised against, says why. What is decided is written at once where that settles it: a standard is
confirmed or withdrawn, and of one that goes into another the relation is kept. What needs a new text - a revision, a
merger, a conversion to a recommended standard, which has another designation - is a task until that text is in the
register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.standards import reform
from plumbline.methods.standards.designation_parsing import readable
from plumbline.methods.standards.designations import MANDATORY
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.perform import wrote_of
from plumbline.procedures.casework.standing import EFFECT, who_did
from plumbline.procedures.records import save
from plumbline.procedures.standards.editions import RELATION, STANDARD, public
from plumbline.procedures.standards.reform.inventory import OURS, department_of, may_decide
from plumbline.procedures.standards.reform.listing import LIST, LISTED
from plumbline.records.core import kinds, locks, store
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.text import Text, written_day

_put_off: ContextVar[dict[int, Mapping[str, Any]] | None] = ContextVar(
    "plumbline.standards.reform.put_off", default=None)
DRAFTED, HEARING, DECIDING = "drafted", "hearing", "deciding"
BY_HAND = "by-hand"
"""The rule of what a person proposes."""
PROPOSING = (LIST, "add", "propose")
"""Acts that make the proposal that stands."""


def added(asked: Asked) -> Mapping[str, str]:
    """What is known of a standard that somebody takes into the round by hand. :raises RecordError: for one that is not
    in force, or not this round's to decide about, and once departments are heard."""
    _must_be(asked, DRAFTED)
    row = current(asked.said[STANDARD])
    region = asked.case.board.values["region"]
    if row.level not in OURS or not may_decide(asked.user, row.region, region):
        raise NotAllowed("reform.not_theirs", Text("this round does not decide about this standard",
                                                   "本轮复审无权对该标准作出决定"), where=row.code,
                         next_step=Text("Leave it to the authority that issued it", "请由该标准的发布机构处理"))
    found = {"designation": row.designation, "department": department_of(row), "rule": BY_HAND,
             "title": (row.title_zh or row.title_en or "")[:400], "title_en": (row.title_en or "")[:400],
             "reason_en": asked.said["reason"]}
    return {name: text for name, text in found.items() if text}


def proposed(asked: Asked) -> Mapping[str, str]:
    """That a person proposes otherwise than the rule. :raises RecordError: once departments are heard."""
    _must_be(asked, DRAFTED)
    return {"rule": BY_HAND, "reason_en": asked.said["reason"]}


def objected(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: before departments are heard, and after their last day."""
    _must_be(asked, HEARING)
    until = date.fromisoformat(asked.case.board.values["until"])
    if asked.case.on > until:
        raise RecordError("reform.too_late", Text(
            f"objections were taken until {written_day(until, 'en')}", f"意见反馈已于{written_day(until, 'zh')}截止"),
            where=asked.member, next_step=Text("Tell whoever decides, by a comment", "请以备注形式告知作出决定的人员"))
    return {}


def must_be_heard(asked: Asked) -> None:
    """:raises RecordError: for hearing departments before the inventory is whole, or until a day that has passed."""
    case = asked.case
    if not any(event.act == EFFECT and LISTED in event.said for event in case.events):
        raise RecordError("reform.not_listed", Text("the inventory is still being drawn up", "清单仍在编制"),
                          where=case.number, next_step=Text("Wait until it is whole", "请待清单编制完成"))
    until = asked.said.get("until")
    if until and date.fromisoformat(until) < case.on:
        raise RecordError("reform.day_passed", Text("this day has passed", "该日期已过"), where="until",
                          next_step=Text("Name today or a later day", "请填写今日或以后的日期"))


def hearing_ended(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: where departments have days left, and it is not said why nobody waits for them."""
    until = date.fromisoformat(asked.case.board.values["until"])
    if asked.case.on <= until and not asked.said.get("reason"):
        raise RecordError("reform.days_left", Text(
            f"departments may object until {written_day(until, 'en')}",
            f"主管部门可在{written_day(until, 'zh')}前反馈意见"), where="reason",
            next_step=Text("Wait, or say why there is nothing to wait for, such as that all have answered",
                           "请等待，或说明无须等待的理由，如各部门均已反馈"))
    return {}


def kept(asked: Asked) -> Mapping[str, str]:
    """It stands as it is: the review is written to its record."""
    return _wrote(asked, _must_be_decided(asked, reform.KEEP), {"confirmed_on": asked.case.on})


@contextmanager
def put_off() -> Iterator[dict[int, Mapping[str, Any]]]:
    """Within, what changes in records of standards is collected by their rows and not written: whoever decides about
    many writes them at once."""
    waits: dict[int, Mapping[str, Any]] = {}
    token = _put_off.set(waits)
    try:
        yield waits
    finally:
        _put_off.reset(token)


def to_revise(asked: Asked) -> Mapping[str, str]:
    """It is to be revised; nothing of its record changes until the new edition is there."""
    _must_be_decided(asked, reform.REVISE)
    return {}


def to_merge(asked: Asked) -> Mapping[str, str]:
    """It goes into another, with a relation between them; it holds until that one takes its place. Without another it
    goes into a standard that is still to be written. :raises RecordError: for one that does not hold, or goes into this
    one."""
    row = _must_be_decided(asked, reform.MERGE)
    into = asked.said.get("into") or asked.case.board.of[asked.member].get("into", "")
    if not into or into == row.code:
        return {}
    if public(RELATION).filter(standard=row.code, type="merges", target_standard=into).exists():
        raise RecordError("reform.merged_in_circle", Text("each of two standards would go into the other",
                                                          "两项标准将相互并入"), where=f"{row.code}, {into}",
                          next_step=Text("Name the one that goes on", "请填写保留的标准"))
    return {"into": into, **_related(asked, current(into), "merges", row)}


def to_convert(asked: Asked) -> Mapping[str, str]:
    """A recommended standard is to take its place, which has another designation: that is a task. :raises RecordError:
    for one that is not mandatory."""
    row = _must_be_decided(asked, reform.CONVERT)
    read = readable(grammar(asked.case.home, asked.case.on), row.designation)
    if read is None or read.prefix.force != MANDATORY:
        raise RecordError("reform.not_mandatory", Text("this standard is not mandatory", "该标准不是强制性标准"),
                          where=row.designation, next_step=Text("Decide otherwise about it", "请作出其他结论"))
    return {}


def withdrawn(asked: Asked) -> Mapping[str, str]:
    """It no longer holds, from a day on that is not in the future. :raises RecordError: for one into which others are
    to go."""
    row = _must_be_decided(asked, reform.WITHDRAW)
    goes_in = public(RELATION).filter(standard=row.code, type="merges", target_standard__isnull=False).values_list(
        "target_standard", flat=True)
    waiting = sorted(public(STANDARD).filter(code__in=list(goes_in), status="in-force").values_list("code", flat=True))
    if waiting:
        raise RecordError("reform.takes_others_in", Text("other standards are to go into this one",
                                                         "其他标准将并入该标准"), where=row.code,
                          why=Text(f"They are {', '.join(waiting[:5])}", f"待并入：{'、'.join(waiting[:5])}"),
                          next_step=Text("Carry the merger out first, or decide otherwise",
                                         "请先完成整合，或作出其他结论"))
    on = _day(asked, "withdrawn_on")
    return {"withdrawn_on": on.isoformat(), **_wrote(asked, row, {"status": "withdrawn", "withdrawn_on": on})}


def carried_out(asked: Asked) -> Mapping[str, str]:
    """The new text is there: it replaces the standard, which no longer holds. A standard that took others in and goes
    on under its own number is named itself. What a catalogue said already of the old one stays as it is. :raises
    RecordError: for one that the register has not or that does not hold, and for itself where a new text was to come.
    """
    row, by = recorded(asked.member), current(asked.said["by"])
    if by.code == row.code:
        if asked.case.board.at(asked.member).state != "to-merge":
            raise RecordError("reform.same_standard", Text("a new text was to take its place", "应由新的标准文本代替"),
                              where="by", next_step=Text("Name the standard that took its place",
                                                         "请填写代替该标准的标准"))
        return {}
    on = _day(asked, "since", not_before=by.effective_on or by.published_on)
    relation = _related(asked, by, "replaces", row)
    if row.status != "in-force":
        return {"since": (row.withdrawn_on or on).isoformat(), **relation}
    gone = _wrote(asked, row, {"status": "replaced", "withdrawn_on": on})
    return {"since": on.isoformat(), **_joined(relation, gone)}


def current(code: str) -> Any:
    """The record of a standard that holds. :raises RecordError: where there is none, or it holds no more."""
    row = recorded(code)
    if row.status != "in-force":
        raise RecordError("reform.not_in_force",
                          Text("this standard is not in force", "该标准不是现行标准"), where=code,
                          why=Text("It was withdrawn or replaced meanwhile", "其间已废止或被代替"),
                          next_step=Text("Name one that holds; or take it out of the round",
                                         "请填写现行标准；或将其移出本轮复审"))
    return row


def recorded(code: str) -> Any:
    """The record of a standard. :raises RecordError: where there is none."""
    row = store.current(kinds.get(STANDARD)).filter(code=code).first()
    if row is None:
        raise RecordError("reform.standard_gone",
                          Text(f"there is no standard '{code[:80]}'", f"没有标准“{code[:80]}”"), where=code,
                          next_step=Text("Take it into the register first", "请先将其纳入标准库"))
    return row


def must_be_settled(board: Any) -> Text | None:
    """Nothing, once it is decided about every standard."""
    left = sum(each.state in ("proposed", "objected") for each in board.members.values())
    return Text(f"{left:,} standards are not decided about", f"尚有{left:,}项标准未作决定") if left else None


def must_be_carried_out(board: Any) -> Text | None:
    """Nothing, once no task is open."""
    left = sum(each.state.startswith("to-") for each in board.members.values())
    return Text(f"{left:,} tasks are open", f"尚有{left:,}项任务未完成") if left else None


def proposer_of(asked: Asked) -> int | None:
    """Who made the proposal that stands for a standard of the round."""
    made = [event for event in asked.case.events if event.member == asked.member and event.act in PROPOSING]
    return who_did(made[-1]) if made else None


def _must_be_decided(asked: Asked, outcome: str) -> Any:
    """The record of the standard that is decided about. :raises PlumblineError: where it is not the time, the person or
    the standard, or it must be said why."""
    _must_be(asked, DECIDING)
    held = asked.case.board.of[asked.member]
    if asked.user is not None and proposer_of(asked) == asked.user.pk:
        raise NotAllowed("reform.second_person", Text("who made a proposal does not decide about it",
                                                      "提出建议的人员不得对该建议作出决定"), where=asked.member,
                         next_step=Text("Leave the decision to somebody else", "请由其他人员决定"))
    if not asked.said.get("reason"):
        if outcome != held.get("proposal"):
            raise RecordError("reform.why_otherwise", Text("it is not said why it is decided otherwise than proposed",
                                                           "未说明与建议不一致的理由"), where=asked.member,
                              next_step=Text("Give the reason", "请填写理由"))
        if asked.case.board.at(asked.member).state == "objected":
            raise RecordError("reform.unanswered", Text("the objection is not answered", "未对反馈意见作出答复"),
                              where=asked.member, next_step=Text("Say what is answered to it", "请填写答复意见"))
    row = current(asked.member)
    if not may_decide(asked.user, row.region, asked.case.board.values["region"]):
        raise NotAllowed("reform.not_theirs", Text("this round does not decide about this standard",
                                                   "本轮复审无权对该标准作出决定"), where=row.code,
                         next_step=Text("Leave it to the authority that issued it", "请由该标准的发布机构处理"))
    return row


def _must_be(asked: Asked, state: str) -> None:
    if asked.case.board.case.state != state:
        wanted = asked.case.procedure.declared()[state].title
        raise RecordError("reform.not_its_time", Text(f"this is done while the round is: {wanted.en}",
                                                      f"此动作只能在“{wanted.zh}”阶段办理"), where=asked.case.number,
                          next_step=Text("Look at where the round stands", "请查看本轮复审所处阶段"))


def _day(asked: Asked, name: str, *, not_before: date | None = None) -> date:
    on = date.fromisoformat(asked.said[name]) if asked.said.get(name) else asked.case.on
    if on > asked.case.on or (not_before is not None and on < not_before):
        raise RecordError("reform.day_unfit", Text("it cannot be this day", "该日期不成立"), where=name,
                          why=Text("It lies in the future, or before what takes its place is in force",
                                   "晚于今日，或早于代替标准的实施日期"),
                          next_step=Text("Name a day until today; a later one is decided then",
                                         "请填写不晚于今日的日期；以后废止的，届时再办理"))
    return on


def _wrote(asked: Asked, row: Any, changed: Mapping[str, Any]) -> dict[str, str]:
    """The record of a standard, written whole from the version that counts, with what is changed of it."""
    if (waits := _put_off.get()) is not None:
        waits[row.pk] = changed
        return wrote_of([f"{STANDARD} {row.code}"])
    kind = kinds.get(STANDARD)
    locks.record(STANDARD, row.code)
    now = store.current(kind).filter(code=row.code).first() or row
    values = {spec.name: getattr(now, spec.name) for spec in kind.kept} | dict(changed)
    save.keep(STANDARD, values, at=_at(asked), actor=asked.user.pk if asked.user is not None else None)
    return wrote_of([f"{STANDARD} {row.code}"])


def _related(asked: Asked, one: Any, relation: str, other: Any) -> dict[str, str]:
    there = public(RELATION).filter(standard=one.code, type=relation, target_standard=other.code).exists()
    if there:
        return {}
    number = asked.case.number
    save.keep(RELATION, {
        "standard": one.code, "type": relation, "target": other.designation, "target_standard": other.code,
        "evidence": f"{asked.case.procedure.title.zh} {number}", "confirmed_on": asked.case.on,
        "region": one.region}, at=_at(asked), actor=asked.user.pk if asked.user is not None else None)
    return wrote_of([f"{RELATION} {one.code} {relation} {other.designation}"])


def _joined(*said: Mapping[str, str]) -> dict[str, str]:
    return wrote_of([line for each in said for text in each.values() for line in text.split("\n")])


def _at(asked: Asked) -> Any:
    assert asked.at is not None, "it is done, not only asked about"
    return asked.at


__all__ = [
    "DECIDING", "DRAFTED", "HEARING", "added", "carried_out", "current", "hearing_ended", "kept",
    "must_be_carried_out", "must_be_heard", "must_be_settled", "objected", "proposed", "put_off",
    "to_convert", "to_merge", "to_revise", "withdrawn",
]
