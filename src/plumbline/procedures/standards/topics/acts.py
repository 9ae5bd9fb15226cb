"""What the acts about comparisons and proposals do beside their events."""

from __future__ import annotations

from collections.abc import Mapping

from plumbline.errors import NotAllowed, RecordError
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.writing import Situation
from plumbline.procedures.standards.topics import judging
from plumbline.text import Text

MADE_HERE = frozenset({"national", "industry", "local", "group", "enterprise"})
"""The levels of which an authority here makes standards."""


def compared(asked: Asked) -> Mapping[str, str]:
    """Who says so, and what the rule comes to. :raises RecordError: for a requirement that is not held, or two on
    other parameters."""
    values = {**asked.case.board.values, **asked.said}
    one, other = values["requirement"], values["against"]
    if one == other:
        raise RecordError("topic.same_requirement", Text("a requirement is compared with another one",
                                                         "同一项要求不能与自身比对"), where="against",
                          next_step=Text("Name the requirement that it is held against",
                                         "请填写作为比对对象的另一项要求"))
    first, second, by_rule = judging.computed(one, other)
    if first.parameter != second.parameter:
        raise RecordError("topic.other_parameter", Text(
            f"one is on '{first.parameter}', the other on '{second.parameter}'",
            f"一项针对“{first.parameter}”，另一项针对“{second.parameter}”"), where="against",
            next_step=Text("Compare requirements on one parameter", "请选取同一参数的要求"))
    return {"computed": by_rule.result, "researcher": _name(asked)}


def read(asked: Asked) -> Mapping[str, str]:
    """Who read it second, and what the rule comes to now: a requirement may have changed since it was proposed."""
    _, _, by_rule = judging.computed(asked.case.board.values["requirement"], asked.case.board.values["against"])
    return {"computed": by_rule.result, "second_reader": _name(asked)}


def kept_region(here: Situation) -> str:
    """Whose record the comparison is: of the desk whose case it was."""
    return here.values["region"]


def proposed(asked: Asked) -> Mapping[str, str]:
    """Who proposes it. :raises RecordError: for a level of which no standard is made here: what is accepted becomes
    a project here, and would be one that cannot begin."""
    if asked.said["level"] not in MADE_HERE:
        raise RecordError("topic.level", Text("a standard of this level is not made here", "此处不制定该级别的标准"),
                          where="level", next_step=Text(
                              "Choose national, industry, local, group or enterprise; say in the text which standard "
                              "of several countries it is to prepare",
                              "请选择国家标准、行业标准、地方标准、团体标准或企业标准；拟推动的国际或区域标准请在建议内容中写明"))
    return {"proposer": _name(asked)}


def not_by_who_proposed(asked: Asked) -> None:
    """:raises NotAllowed: for who made the proposal: what follows from it is decided by another."""
    if asked.user is not None and _name(asked) == asked.case.board.values.get("proposer"):
        raise NotAllowed("topic.own_proposal", Text("who made a proposal does not decide on it",
                                                    "提出建议的人员不得对该建议作出决定"),
                         next_step=Text("Let a colleague decide", "请由其他人员办理"))


def _name(asked: Asked) -> str:
    return str(asked.user.username) if asked.user is not None else ""
