"""What is refused in a case, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework.declaration import GIVEN, Act, Part, Procedure
from plumbline.text import UNSAID, Text, written_day

MOST_TOLD = 20
"""So many rows that cannot be taken are told in words."""


class RowsUnfit(RecordError):
    """Some of what was sent together cannot be taken, and nothing was done; ``faults`` are theirs, with the error of
    each: by case and member, or by the place of a row from 0."""

    faults: Mapping[Any, PlumblineError] = {}


def place(procedure: Procedure, number: str, member: str = "") -> str:
    """A case, or a member of it, as the place of an error."""
    return " ".join(each for each in (procedure.name, number[:80], member[:80]) if each)


def unknown(procedure: Procedure, number: str) -> RecordError:
    """There is no such case, or it is closed to who asks: both sound alike."""
    return RecordError("case.unknown", Text("there is no such case, or it is not open to this person",
                                            "没有该事项，或您无权查看"), where=place(procedure, number),
                       next_step=Text(f"List them with: plumb case list {procedure.name}",
                                      f"请从列表中查找（命令行：plumb case list {procedure.name}）"))


def act_unknown(procedure: Procedure, name: str) -> RecordError:
    """The procedure has no such act."""
    return RecordError("case.act_unknown", Text(f"'{procedure.name}' has no act '{name[:60]}'",
                                                f"“{procedure.name}”没有名为“{name[:60]}”的动作"),
                       next_step=suggest(name, procedure.by_name))


def member_unknown(procedure: Procedure, number: str, member: str, known: Iterable[str]) -> RecordError:
    """The case has no such member, or an act was asked without one, or with one it is not about."""
    if not member:
        return RecordError("case.member_missing", Text("this act is about one member of the case",
                                                       "此动作针对事项中的一个成员"), where=place(procedure, number),
                           next_step=suggest("", sorted(known)))
    return RecordError("case.member_unknown", Text(f"the case has no member '{member[:60]}'",
                                                   f"事项中没有成员“{member[:60]}”"),
                       where=place(procedure, number), next_step=suggest(member, sorted(known)))


def member_twice(procedure: Procedure, number: str, member: str) -> ConflictError:
    """The member is there already."""
    return ConflictError("case.member_twice", Text(f"'{member[:60]}' is a member of this case already",
                                                   f"“{member[:60]}”已在该事项中"),
                         where=place(procedure, number, member),
                         next_step=Text("Look at it on the page of the case", "请在事项页面查看"))


def not_its_turn(procedure: Procedure, number: str, member: str, act: Act, state: str, possible: Iterable[Act],
                 ) -> RecordError:
    """The act is not done in this state."""
    states = procedure.machine(act.of)
    now = states[state].title if state in states else Text(state, state)
    from_ = [states[name].title for name in act.source]
    waits = [each.title for each in possible]
    return RecordError(
        "case.not_its_turn", Text(f"it is not the turn of this: the case is {now.en}",
                                  f"现在不能办理：当前状态为{now.zh}"), where=place(procedure, number, member),
        why=Text(f"It is done while the case is {' or '.join(each.en for each in from_)}",
                 f"此动作在以下状态办理：{'、'.join(each.zh for each in from_)}") if from_ else UNSAID,
        next_step=Text(f"Now can be done: {', '.join(each.en for each in waits)}",
                       f"现在可办理：{'、'.join(each.zh for each in waits)}") if waits else UNSAID)


def not_theirs(procedure: Procedure, number: str, member: str, parts: Iterable[Part]) -> NotAllowed:
    """The person holds none of the parts that do this."""
    titles = [part.title for part in parts]
    return NotAllowed("case.part_not_held", Text(
        f"this person does not act as {' or '.join(each.en for each in titles)} here",
        f"本人在此不具有职责：{'、'.join(each.zh for each in titles)}"), where=place(procedure, number, member),
        next_step=Text("Ask who sees to the case", "请询问该事项的经办人员"))


def not_offline(procedure: Procedure, act: Act) -> RecordError:
    """The act is done when it is sent."""
    return RecordError("case.not_offline", Text(f"'{act.name}' is done when it is sent, and takes no earlier time",
                                                f"“{act.title.zh}”须即时办理，不能注明更早的办理时间"),
                       where=procedure.name, next_step=Text("Send it without the time", "请勿附带办理时间"))


def given_unfit(procedure: Procedure, number: str, member: str, why: Text) -> RecordError:
    """The time at which something is said to have been done cannot be."""
    return RecordError("case.given_unfit", Text("it cannot have been done at this time", "所注明的办理时间不成立"),
                       where=place(procedure, number, member), why=why,
                       next_step=Text("Look at the clock of the device, and at the history of the case",
                                      "请核对设备时间和事项经过"))


def region_unknown(procedure: Procedure, number: str, region: str) -> RecordError:
    """There is no such region for a case to go to."""
    return RecordError("case.region_unknown", Text(f"there is no region '{region[:60]}' today",
                                                   f"目前没有地区“{region[:60]}”"), where=place(procedure, number),
                       next_step=Text("Choose one from the tree of regions", "请从地区树中选择"))


def not_for_that_one(procedure: Procedure, number: str, organisation: str) -> NotAllowed:
    """The person does not act for that organisation here."""
    return NotAllowed("case.not_for_that_one", Text(f"this person does not act for '{organisation[:60]}' here",
                                                    f"本人在此不代表“{organisation[:60]}”"),
                      where=place(procedure, number),
                      next_step=Text("Leave it out, or name an organisation of your own that takes part",
                                     "请勿填写，或填写您所代表且参与该事项的单位"))


def say_for_whom(procedure: Procedure, number: str, own: Iterable[str]) -> RecordError:
    """The person acts for several organisations that take part, and must say for which."""
    return RecordError("case.say_for_whom", Text("you act for several organisations that take part: say for which",
                                                 "您代表多个参与单位，请说明代表哪一个"),
                       where=place(procedure, number),
                       next_step=Text(f"Name one of: {', '.join(own)}", f"请指明其中之一：{'、'.join(own)}"))


def away(procedure: Procedure, number: str, holder: str) -> RecordError:
    """Another instance has the case."""
    return RecordError("case.away", Text(f"this case is with '{holder}' now", f"该事项已移交“{holder}”"),
                       where=place(procedure, number), next_step=Text(
        "Wait until it comes back, or ask them", "请等待其移回，或与对方联系"))


def second_person(procedure: Procedure, number: str, member: str) -> NotAllowed:
    """Who did the act before does not do this one."""
    return NotAllowed("case.second_person", Text("who did the act before does not do this one too",
                                                 "上一步的办理人不得办理此步"), where=place(procedure, number, member),
                      why=Text("It takes a second person", "须由另一人办理"),
                      next_step=Text("Ask another who holds the part", "请由具有该职责的其他人员办理"))


def done_already(procedure: Procedure, number: str, member: str, act: Act) -> NotAllowed:
    """Of several who must do it, this person has."""
    return NotAllowed("case.done_already", Text("this person did it already", "本人已办理"),
                      where=place(procedure, number, member),
                      why=Text(f"{act.approvals} different people do it", f"须由{act.approvals}人分别办理"),
                      next_step=Text("Ask another who holds the part", "请由具有该职责的其他人员办理"))


def too_early(procedure: Procedure, number: str, member: str, due: date | None) -> RecordError:
    """The act waits for the last day."""
    return RecordError("case.too_early", Text("the last day has not passed yet", "期限尚未届满"),
                       where=place(procedure, number, member),
                       why=Text(f"It is {written_day(due, 'en')}", f"截止日为{written_day(due, 'zh')}"),
                       next_step=Text("Come back after it", "请于届满后办理"))


def late(procedure: Procedure, number: str, member: str, due: date) -> RecordError:
    """The last day has passed."""
    return RecordError("case.late", Text(f"this is late: the last day was {written_day(due, 'en')}",
                                         f"已逾期：截止日为{written_day(due, 'zh')}"),
                       where=place(procedure, number, member),
                       next_step=Text("Ask who sees to the case to allow it: it is then kept, and said to be late",
                                      "请经办人员准许逾期办理，办理内容予以保存并注明逾期"))


def changed_meanwhile(procedure: Procedure, number: str, member: str) -> ConflictError:
    """Somebody else acted since the person looked."""
    return ConflictError("case.changed_meanwhile", Text("somebody acted in this case while you did",
                                                        "您办理期间，他人已在该事项中办理"),
                         where=place(procedure, number, member),
                         next_step=Text("Look at what was done, and act again if it still fits",
                                        "请查看新的办理情况，确认后再办理"))


def not_met(procedure: Procedure, number: str, member: str, said: Text) -> RecordError:
    """The condition of the act is not fulfilled."""
    return RecordError("case.condition", Text("a condition of this is not fulfilled yet", "办理条件尚未满足"),
                       where=place(procedure, number, member), why=said,
                       next_step=Text("See to that first", "请先处理"))


def guard_failed(procedure: Procedure, number: str, title: Text) -> RecordError:
    """The condition itself, of what is called ``title``, is at fault."""
    return RecordError("case.guard_failed", Text(
        f"whether '{title.en}' may be done now could not be settled", f"无法判断现在能否办理“{title.zh}”"),
        where=place(procedure, number),
        why=Text("The condition that the procedure declares failed; nothing was kept",
                 "流程声明的条件出错，未保存任何内容"),
        next_step=Text("Tell the people who run this server; its log says where",
                       "请告知本服务器的运维人员；服务器日志中写明了位置"))


def rules_changed(procedure: Procedure, number: str) -> RecordError:
    """The rules changed since the case was opened, and nobody decided on it."""
    return RecordError("case.rules_changed", Text("the rules of this procedure changed while the case was open",
                                                  "该流程的规则在事项办理期间被修改"), where=place(procedure, number),
                       why=Text("The case was opened under others, and nothing is done until that is settled",
                                "该事项立案时依据的规则与此不同，处理之前不能办理"),
                       next_step=Text("Let who sees to the case decide, with a reason, that it goes on",
                                      "请经办人员说明理由后决定继续办理"))


def ended(procedure: Procedure, number: str) -> RecordError:
    """Nothing more is done in the case."""
    return RecordError("case.ended", Text("this case has ended", "该事项已结束"), where=place(procedure, number),
                       next_step=Text("Open a new one, if there is something to do", "如需办理，请另行立案"))


def state_gone(procedure: Procedure, number: str, member: str, state: str) -> RecordError:
    """The rules as they are now have no place for where the case stands."""
    return RecordError("case.state_gone", Text(f"the rules as they are now have no state '{state}'",
                                               f"现行规则中没有状态“{state}”"), where=place(procedure, number, member),
                       why=Text("The case stands in it", "该事项正处于此状态"),
                       next_step=Text("Bring the state back until no case stands in it, or withdraw the case",
                                      "请恢复该状态直至无事项处于其中，或撤回该事项"))


def part_not_given(procedure: Procedure, part: str, held: str = GIVEN) -> RecordError:
    """There is no such part, or it is not one that somebody is given (or that is ``held`` so)."""
    given = [each.name for each in procedure.parts if each.held == held]
    return RecordError("case.part_not_given", Text(f"'{part[:60]}' is no part that somebody is given",
                                                   f"“{part[:60]}”不是可分配的职责"), where=procedure.name,
                       next_step=suggest(part, given))


def part_as_it_is(procedure: Procedure, number: str, person: str, part: Part, *, held: bool) -> ConflictError:
    """The person holds the part already, or does not hold it."""
    who, of = person[:60], part.title
    what = (Text(f"'{who}' is {of.en} here already", f"“{who}”已具有职责：{of.zh}") if held
            else Text(f"'{who}' is not {of.en} here", f"“{who}”没有职责：{of.zh}"))
    return ConflictError("case.part_as_it_is", what, where=place(procedure, number),
                         next_step=Text("Nothing is to be done", "无须办理"))


def no_reach(procedure: Procedure, number: str, person: str) -> NotAllowed:
    """The person may not read the case, so can hold no part of it."""
    return NotAllowed("case.no_reach", Text(f"'{person[:60]}' may not read this case",
                                            f"“{person[:60]}”无权查看该事项"),
                      where=place(procedure, number),
                      why=Text("They hold no role over its region, or declared a conflict of interest",
                               "该人员没有事项所属地区的角色，或已声明利益冲突"),
                      next_step=Text("Choose somebody else, or have a role given first", "请另选人员，或先授予角色"))


def must_be_some(name: str, count: int, most: int) -> None:
    """:raises RecordError: for nothing that is done at once, or more than can be."""
    if not 1 <= count <= most:
        raise RecordError("case.how_many", Text(f"1 to {most} are done at once, not {count}",
                                                f"一次可办理1至{most}项，不能是{count}项"),
                          where=name, next_step=Text("Choose fewer, and do the others after",
                                                     "请减少选择，其余分次办理"))


def rows_unfit(where: str, named: Sequence[tuple[Text, Text]], faults: Mapping[Any, PlumblineError], of: int,
               ) -> RowsUnfit:
    """That ``faults``, of which each is ``named`` by its place and what is wrong, keep back all ``of`` them."""
    told = named[:MOST_TOLD]
    error = RowsUnfit(
        "case.rows_unfit", Text(f"the values of {len(faults)} of {of} cannot be taken, and nothing was done",
                                f"{of}项中有{len(faults)}项填写有误，均未办理"), where=where,
        why=Text("; ".join(f"{each.en}: {what.en}" for each, what in told),
                 "；".join(f"{each.zh}：{what.zh}" for each, what in told)),
        next_step=Text("Mend these, and send all of them again", "请更正后重新提交全部内容"))
    error.faults = dict(faults)
    return error
