"""What the acts of an overlap case check and write."""

from __future__ import annotations

from typing import Any

from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.shared.succession import split
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.perform import acts_as
from plumbline.procedures.casework.standing import Board, who_did
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.procedures.standards.health_lists.following import OVERLAP, under_way
from plumbline.text import Text

AGAINST_MANDATORY = ("mandatory", "below")
WITH_DIFFERENCES, WITH_ONE = ("keep",), ("merge", "withdraw", "renumber", "correct")


def region(here: Any) -> str:
    """Whose case it is now."""
    return str(here.board.region or here.values["region"])


def named(values: Any) -> list[str]:
    """The standards that a case is about."""
    return [values.get("first", ""), values.get("second", ""), *split(values.get("others"))]


def must_be_two(asked: Asked) -> None:
    """:raises RecordError: for one standard named twice, one that is not held, or an indicator that is missing where
    one contradicts a mandatory standard, and where a case about the same is under way."""
    if asked.at is None:
        return
    codes = named(asked.said)
    if len(set(codes)) < len(codes):
        raise RecordError("overlap.one_standard", Text("one standard is named twice", "同一标准填写了两次"),
                          where="second",
                          next_step=Text("Name another one", "请填写另一项标准"))
    known = set(public(STANDARD).filter(code__in=codes).values_list("code", flat=True))
    for field, code in (("first", codes[0]), ("second", codes[1]), *(("others", each) for each in codes[2:])):
        if code not in known:
            raise RecordError("overlap.not_held", Text(f"the register holds no standard '{code}'",
                                                       f"库中没有标准“{code}”"),
                              where=field, next_step=Text("Search the register, and take its code from there",
                                                          "请检索标准库，按登记代码填写"))
    if under_way(OVERLAP, first__in=codes, second__in=codes):
        raise RecordError("overlap.under_way", Text("a case about these standards is under way", "这些标准正在处理中"),
                          where="second", next_step=Text("Go on with that one", "请继续办理已有事项"))
    if asked.said.get("sort") in AGAINST_MANDATORY and not asked.said.get("indicator"):
        raise RecordError("overlap.indicator_missing", Text("which requirement it contradicts is not said",
                                                            "未写明抵触的具体要求"), where="indicator",
                          next_step=Text("Name the requirement and both values", "请写明具体要求和双方数值"))


def must_be_another(asked: Asked) -> None:
    """:raises NotAllowed: for who opened the case."""
    first = asked.case.events[0] if asked.case.events else None
    opened_by = who_did(first) if first is not None else None
    if opened_by is not None and asked.user is not None and opened_by == acts_as(asked.user):
        raise NotAllowed("overlap.opened_it", Text("who opened it does not decide it", "立案人不得作出处理结论"),
                         where=asked.case.number, next_step=Text("Ask a colleague", "请由其他人员办理"))


def may_be_decided(asked: Asked) -> None:
    """:raises NotAllowed: for who opened the case. :raises RecordError: for a decision that leaves open what it
    means."""
    must_be_another(asked)
    if asked.at is None:
        return
    said, codes = asked.said, named(asked.case.board.values)
    if said["decision"] == "no-overlap":
        raise RecordError("overlap.other_act", Text("that they do not overlap is an act of its own",
                                                    "不构成重复交叉的，应单独办理"), where="decision",
                          next_step=Text("Choose “They do not overlap”: it closes the case",
                                         "请选择“不构成重复交叉”，随即办结"))
    if said["decision"] in WITH_DIFFERENCES and not said.get("differences"):
        raise RecordError("overlap.differences_missing", Text("how they differ is not said", "未写明区别"),
                          where="differences", next_step=Text("State it, so that users know which one to take",
                                                              "请写明区别，便于使用者选用"))
    if said["decision"] in WITH_ONE and said.get("remains") not in codes:
        raise RecordError("overlap.remains_missing", Text("which of them goes on is not said", "未写明保留哪一项标准"),
                          where="remains", next_step=Text(f"Name one of {', '.join(codes)}",
                                                          f"请填写{'、'.join(codes)}之一"))
    if said["until"] < asked.case.on.isoformat():
        raise RecordError("overlap.until_past", Text("the day has passed", "期限已过"), where="until",
                          next_step=Text("Name a later day", "请填写较晚的日期"))


def tasks_done(board: Board) -> Text | None:
    """What is not done yet."""
    left = [name for name, standing in board.members.items() if standing.state == "to-do"]
    return Text(f"not done yet: {', '.join(left)}", f"尚未落实：{'、'.join(left)}") if left else None
