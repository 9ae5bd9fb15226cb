"""That no case can get stuck: proved of a procedure before it is used.

Whoever is outside the authority may never act: an enterprise has no account, a complainant lost the address, their last
day passed. What the authority fills it can fill again: with another person where one is missing, has left, declared a
conflict of interest, or did the act before and a second person is asked for. So from every state that a case can come
to there must be a way to an end over acts of the authority alone, none of them waiting for something that only others
can bring about. Else the procedure is refused, with the way that leads to where it would stick."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plumbline.errors import Code, RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework.declaration import GONE, HELD, LINK, PARTY, ROLE, Act, Procedure, State
from plumbline.procedures.casework.standing import TITLES
from plumbline.records.core.memberships import CAPACITIES
from plumbline.rulebook.flows.procedure_flows import MOST_APPROVALS
from plumbline.text import UNSAID, Text

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
BUILT_IN = tuple(TITLES)
"""Acts that every procedure has: none may be declared by one of these names."""
BEGIN = ""
TAKEN = frozenset({"member", "seen", "for", "act", "sure", "on", "keep", "csrfmiddlewaretoken"})
"""What forms send beside the fields of an act."""
MOST_DAYS_LATER = 60
"""So many days after it was done an act may be sent at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a state to another: by an act, or (``act`` is None) once all that goes on side by side is done."""

    source: str
    target: str
    act: Act | None
    free: bool


def prove(procedure: Procedure) -> None:
    """:raises RulebookError: for a declaration that contradicts itself, or under which a case could get stuck."""
    _names(procedure)
    _fields(procedure)
    _parts(procedure)
    for of in ("", *((procedure.members.name,) if procedure.members is not None else ())):
        _acts(procedure, of)
        _moves(procedure, of)


def steps(procedure: Procedure, of: str = "") -> list[Step]:
    """Every way from state to state of a case, or of a member; ``free`` are those that the authority can always go."""
    states, found = procedure.declared(of), []
    for act in procedure.acts_of(of):
        for source in act.source or ((BEGIN,) if not act.adds else ()):
            target = act.target or source
            found.append(Step(source, target, act, _is_free(procedure, act, states.get(source))))
    for state in states.values():
        if state.needs:
            waits = [procedure.by_name[name] for name in state.needs]
            found.append(Step(state.name, state.to, None, all(_is_free(procedure, act, state) for act in waits)))
    return found


def _is_free(procedure: Procedure, act: Act, state: State | None, asked: frozenset[str] = frozenset()) -> bool:
    """Whether the authority can do ``act`` in ``state`` whatever others do or leave undone."""
    if all(part.outside for part in act.by) or act.name in asked:
        return False
    if act.after_days and not _passes(procedure, state):
        return False
    if act.guard is None:
        return True
    return bool(act.guard.met_by) and all(
        _is_free(procedure, procedure.by_name[name], None, asked | {act.name}) for name in act.guard.met_by)


def _passes(procedure: Procedure, state: State | None) -> bool:
    """Whether the last day of a state is sure to come: a day that nobody need set may never."""
    if state is None or state.days is None:
        return state is None
    if not state.days.field:
        return True
    leading = [act for act in procedure.acts if act.target == state.name]
    return all(any(spec.name == state.days.field and spec.required for spec in act.specs) for act in leading)


def _moves(procedure: Procedure, of: str) -> None:
    states, every = procedure.declared(of), steps(procedure, of)
    first = [BEGIN] if not of else [next(iter(states)), *(act.target for act in procedure.acts_of(of) if act.adds)]
    ways = _reached(first, every)
    ending = {name for name, state in states.items() if state.ends}
    if not ending:
        raise _fault(procedure, "procedure.no_end", Text(
            "no state ends it, so no case would ever be closed", "没有结束状态，事项永远无法办结"),
            Text("Mark the state in which nothing is left to do: ends=True", "请将流程结束的状态标明：ends=True"), of)
    for name in states:
        if name not in ways:
            raise _fault(procedure, "procedure.state_unreached", Text(
                f"no act leads to the state '{name}'", f"没有办理动作可到达状态“{name}”"),
                Text("Let an act lead there, or leave the state out", "请增加到达该状态的动作，或删去该状态"), of)
    well = _leading_to(ending, (each for each in every if each.free))
    bad = [name for name in ways if name != BEGIN and name not in well]
    # Of those that lead to one another, the one where it ends says best what is missing.
    left = [name for name in bad if not any(each.free and each.source == name != each.target for each in every)]
    if bad:
        name = (left or bad[-1:])[0]
        raise stuck(procedure, of, name, ways[name])


def stuck(procedure: Procedure, of: str, state: str, way: tuple[str, ...]) -> RulebookError:
    """That a case could stay in ``state`` for ever, having come there by ``way``."""
    path = " -> ".join([*way, state]) if way else state
    waits = [act for act in procedure.acts_of(of) if state in act.source]
    outside = sorted({part.title for act in waits for part in act.by if part.outside}, key=str)
    why = Text("No act of the authority leads on from there", "此后没有由主管部门办理并能推进的动作")
    if outside:
        why = Text(f"Only these could go on, and they may never act: {', '.join(each.en for each in outside)}",
                   f"只能由下列一方推进，而其可能始终不办理：{'、'.join(each.zh for each in outside)}")
    elif any(act.guard is not None for act in waits):
        why = Text("What leads on waits for a condition that the authority cannot bring about by itself",
                   "推进须待某项条件满足，而主管部门无法自行促成该条件")
    return _fault(procedure, "procedure.stuck", Text(f"a case could get stuck: {path}", f"事项可能停滞：{path}"), Text(
        "Give the authority an act that leads on from there, if need be only once the last day has passed",
        "请为主管部门增加可由此推进的动作，必要时限于期限届满之后"), of, why=why)


def _reached(first: Iterable[str], every: list[Step]) -> dict[str, tuple[str, ...]]:
    """Each state that can be come to, with the acts that lead there, the shortest way."""
    ways: dict[str, tuple[str, ...]] = dict.fromkeys(first, ())
    waiting = list(ways)
    while waiting:
        here = waiting.pop(0)
        for step in every:
            if step.source == here and step.target not in ways:
                ways[step.target] = (*ways[here], step.act.name if step.act is not None else "…")
                waiting.append(step.target)
    return ways


def _leading_to(ending: set[str], every: Iterable[Step]) -> set[str]:
    found, known = set(ending), list(every)
    while more := {step.source for step in known if step.target in found} - found:
        found |= more
    return found


def _names(procedure: Procedure) -> None:
    groups: Mapping[str, list[str]] = {
        "procedure": [procedure.name], "part": [part.name for part in procedure.parts],
        "act": [act.name for act in procedure.acts],
        "state": [*GONE, *(state.name for state in procedure.states)],
        "member state": [state.name for state in procedure.members.states] if procedure.members else [],
    }
    for what, names in groups.items():
        for name in names:
            if not NAME.fullmatch(name) or (what == "act" and name in BUILT_IN):
                raise _fault(procedure, "procedure.no_name", Text(
                    f"'{name}' cannot be the name of a {what}", f"“{name}”不能用作名称"),
                    Text(f"Use small letters, digits and -, at most 40, and no name that every procedure has: "
                         f"{', '.join(BUILT_IN)}",
                         f"请用小写字母、数字和-，最多40个字符，且不得与通用动作同名：{'、'.join(BUILT_IN)}"))
            if names.count(name) > 1:
                raise _fault(procedure, "procedure.name_twice", Text(
                    f"the {what} '{name}' stands there twice", f"“{name}”重复出现"),
                    Text("Give one of them another name", "请为其中一个另取名称"))


def _fields(procedure: Procedure) -> None:
    for name in (*procedure.about, *(each for act in procedure.acts for each in (*act.fields, *act.gives))):
        if name.startswith("~") or name in TAKEN:
            raise _fault(procedure, "procedure.no_name", Text(
                f"'{name}' cannot be the name of a field", f"“{name}”不能用作字段名"),
                Text(f"Pages and programs send these beside the fields: {', '.join(sorted(TAKEN))}",
                     f"页面和程序已使用以下名称：{'、'.join(sorted(TAKEN))}"))


def _parts(procedure: Procedure) -> None:
    fields = set(procedure.about) | {name for act in procedure.acts for name in (*act.fields, *act.gives)}
    for part in procedure.parts:
        if part.held not in HELD or (part.held == PARTY and part.party not in fields) or (
                part.capacity and (part.held != PARTY or part.capacity not in CAPACITIES)):
            raise _fault(procedure, "procedure.part_unheld", Text(
                f"nobody can hold the part '{part.name}'", f"没有人能够担任“{part.title.zh}”"),
                Text("Say how it is held; a party by the field that names its organisation",
                     "请写明由谁担任；当事方须指明填写其单位的字段"))
    if not any(part.held == ROLE for part in procedure.parts):
        raise _fault(procedure, "procedure.no_lead", Text(
            "no part is held by the authority's officers, so nobody sees to a case",
            "没有由工作人员担任的职责，事项无人负责"),
            Text("Add a part held by role", "请增加一个按角色担任的职责"))
    if procedure.region and procedure.region not in procedure.about:
        raise _fault(procedure, "procedure.no_region", Text(
            f"no field '{procedure.region}' says whose case it is", f"没有说明事项所属地区的字段“{procedure.region}”"),
            Text("Add a required field that refers to a region", "请增加一个必填的地区字段"))
    if procedure.against and procedure.against not in fields:
        raise _fault(procedure, "procedure.no_field", Text(
            f"no field '{procedure.against}' names whom a case is about",
            f"没有写明事项针对何单位的字段“{procedure.against}”"),
            Text("Add a field that refers to an organisation", "请增加一个单位字段"))
    for act in procedure.acts:
        if act.anybody and (not (act in procedure.opening or act.adds) or act.by[0].held != LINK):
            raise _fault(procedure, "procedure.anybody_unfit", Text(
                f"'{act.name}' cannot be done by anybody: such an act opens a case or adds a member, in a part held by "
                f"a link", f"动作“{act.name}”不能由任何人办理：此类动作用于立案或增加成员，且首个职责须凭链接担任"),
                Text("Let a part held by a link come first in the act that opens the case, or adds the member",
                     "请在立案或增加成员的动作中将凭链接担任的职责列在首位"))
    for act in procedure.opening:
        if not act.anybody and any(part.held == LINK for part in act.by):
            raise _fault(procedure, "procedure.link_opens", Text(
                f"the act '{act.name}' would open a case by a link, and links are handed out in a case",
                f"动作“{act.name}”不能凭链接立案：链接只能在事项中发放"),
                Text("Let an officer open it, and hand the link out then", "请由工作人员立案后再发放链接"))
    if not procedure.opening:
        raise _fault(procedure, "procedure.no_opening", Text("no act opens a case", "没有立案动作"),
                     Text("Leave the source of the act that opens it empty", "立案动作的source应为空"))


def _acts(procedure: Procedure, of: str) -> None:
    states = procedure.declared(of)
    for act in procedure.acts_of(of):
        for name in (*act.source, *((act.target,) if act.target else ())):
            if name not in states:
                raise _fault(procedure, "procedure.state_unknown", Text(
                    f"the act '{act.name}' names the state '{name}', which there is not",
                    f"动作“{act.name}”使用了不存在的状态“{name}”"), suggest(name, states))
        if not act.by or any(part not in procedure.parts for part in act.by):
            raise _fault(procedure, "procedure.part_unknown", Text(
                f"the act '{act.name}' is done by a part that the procedure does not have",
                f"动作“{act.name}”由流程中没有的职责办理"), suggest("", procedure.part))
        if not act.source and not act.target and not act.adds:
            raise _fault(procedure, "procedure.act_nowhere", Text(
                f"the act '{act.name}' says neither where from nor where to", f"动作“{act.name}”未写明起始和目标状态"),
                Text("Name the states it is done in", "请写明可办理的状态"))
        for fault in _beside(procedure, act):
            raise _fault(procedure, "procedure.act_unfit", Text(
                f"what is declared of the act '{act.name}' does not go together: {fault.en}",
                f"动作“{act.name}”的声明相互矛盾：{fault.zh}"),
                Text("Leave out what could never be kept to", "请删去无法执行的内容"))
        if act.after_days and any(states[name].days is None for name in act.source):
            raise _fault(procedure, "procedure.no_days", Text(
                f"the act '{act.name}' waits for the last day of a state that has none",
                f"动作“{act.name}”须待期限届满，而该状态没有期限"),
                Text("Give the state its days", "请为该状态规定期限"))
        if act.then is not None and act.of:
            raise _fault(procedure, "procedure.then_of_member", Text(
                f"the act '{act.name}' is about a member, and nothing is done at once after those",
                f"动作“{act.name}”针对成员，其后不能自动办理其他动作"),
                Text("Let it be about the case, or leave out what follows", "请改为针对整个事项，或删去其后的动作"))
        for name in act.guard.met_by if act.guard is not None else ():
            if name not in procedure.by_name:
                raise _fault(procedure, "procedure.act_unknown", Text(
                    f"the guard of '{act.name}' is met by '{name}', which is no act",
                    f"动作“{act.name}”的条件所指“{name}”不是动作"), suggest(name, procedure.by_name))
    if procedure.settled and not of and procedure.settled not in states:
        raise _fault(procedure, "procedure.state_unknown", Text(
            f"'{procedure.settled}', in which a case would be settled, is no state",
            f"作为定论的状态“{procedure.settled}”不存在"), suggest(procedure.settled, states))
    for state in states.values():
        for name in _unknown(procedure, of, state):
            raise _fault(procedure, "procedure.act_unknown", Text(
                f"the state '{state.name}' waits for '{name}', which is not done there",
                f"状态“{state.name}”等待的“{name}”不能在该状态办理"), suggest(name, procedure.by_name))


def _beside(procedure: Procedure, act: Act) -> Iterator[Text]:
    """What an act declares that it could not keep to: what adds a member, or opens a case, finds nobody who acted
    before, no day that passes, and takes effect at once."""
    if not 1 <= act.approvals <= MOST_APPROVALS:
        yield Text(f"1 to {MOST_APPROVALS} people do it, not {act.approvals}",
                   f"办理人数须为1至{MOST_APPROVALS}人，不能是{act.approvals}人")
    begins = act.adds or act in procedure.opening
    for declared, en, zh in ((act.source and act.adds, "what it adds is in no state before", "新增成员此前没有状态"),
                             (act.adds and not act.of, "it adds a member and is not about members",
                              "该动作增加成员，却并非针对成员"),
                             (act.adds and not act.target, "it does not say in which state the member begins",
                              "未写明新增成员的起始状态"),
                             (act.adds and act.adds not in act.fields, "none of its fields names the member",
                              "没有写明成员名称的字段"),
                             (begins and act.approvals > 1, "several people cannot begin one thing",
                              "不能由多人共同开始同一事项"),
                             (begins and act.second_person, "nobody acted before whom a second person follows",
                              "此前无人办理，无从要求第二人"),
                             (begins and act.after_days, "no last day has passed before it", "此前没有期限"),
                             (begins and act.returns, "there is nothing to send back", "没有可退回的内容")):
        if declared:
            yield Text(en, zh)


def _unknown(procedure: Procedure, of: str, state: State) -> Iterator[str]:
    for name in state.needs:
        act = procedure.by_name.get(name)
        if act is None or act.of != of or state.name not in act.source or act.target not in ("", state.name):
            yield name
    if state.needs and state.to not in procedure.declared(of):
        yield state.to


def _fault(procedure: Procedure, code: Code | str, what: Text, next_step: Text, of: str = "", *,
           why: Text = UNSAID) -> RulebookError:
    place = f"{procedure.name}.{of}" if of else procedure.name
    return RulebookError(code, what, where=place, why=why, next_step=next_step)


def prove_offline(procedure: Procedure) -> None:
    """That acts which may be sent later end alike in whatever order they arrive. Of several answers to the same the one
    that was done first decides (``offline.py``), as long as nobody acted on another. That undoes what an answer brought
    about, so nothing may rest on it by itself: what does belongs to the act by which somebody takes it up.
    :raises RulebookError: for an act that cannot be undone so."""
    for act in procedure.acts:
        for fault in _offline_faults(procedure, act) if act.offline else ():
            raise _fault(procedure, "procedure.offline_unfit", Text(
                f"the act '{act.name}' cannot be one that is sent later: {fault.en}",
                f"动作“{act.name}”不能事后补传：{fault.zh}"),
                Text("Leave that to the act by which the answer is taken up, or do it when it is sent",
                     "请将其交由采用该答复的动作办理，或要求即时办理"))


def _offline_faults(procedure: Procedure, act: Act) -> Iterator[Text]:
    if not 1 <= act.offline <= MOST_DAYS_LATER:
        yield Text(f"it is sent 1 to {MOST_DAYS_LATER} days later", f"补传期限须为1至{MOST_DAYS_LATER}天")
    if not act.source or not act.target or act.target in act.source:
        yield Text("it must lead from one state to another", "须由一个状态转入另一个状态")
    if act.adds:
        yield Text("it adds a member", "该动作增加成员")
    if act.writes:
        yield Text("it writes records", "该动作写入记录")
    if act.effect is not None:
        yield Text("something is done in the background after it", "其后须由后台办理")
    if act.guard is not None:
        yield Text("it waits for a condition", "该动作设有条件")
    if act.does is not None or act.then is not None:
        yield Text("it does more than it says", "该动作另有办理内容")
    if act.approvals > 1 or act.second_person:
        yield Text("it asks who else did it", "该动作须由多人或另一人办理")
    if not act.of and act.target in procedure.public:
        yield Text("it publishes the case", "该动作使事项公开")
    for other in procedure.acts_of(act.of):
        if other.offline and act.target in other.source:
            yield Text(f"'{other.name}', which is sent later too, follows from it",
                       f"其后的动作“{other.name}”也可事后补传")
