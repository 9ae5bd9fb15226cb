"""The assessment year as a procedure: what every act of it shares. 国办发〔2013〕47号, article 6.

An act is one function, one transaction, one event. Before it, the year is read under a lock, and the act refused where
it is not its turn, not its actor's, or too late (docs/decisions/0016-the-year.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.errors import ConflictError, NotAllowed, RecordError, RulebookError
from plumbline.home import Home
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.flows.flow import Flow, Stage
from plumbline.methods.assessment.scoring.evaluators import Evaluators
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.duties import due_of, window
from plumbline.methods.assessment.year.orders import ACCEPTED, Order
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.scoring.reading import published
from plumbline.procedures.assessment.scoring.refusals import none_there, whom
from plumbline.procedures.assessment.scoring.rolled_schemes import pinned
from plumbline.procedures.assessment.scoring.schemes import schemes_of, whole
from plumbline.procedures.assessment.year.loading import WHOLE, Read, Year, load
from plumbline.procedures.assessment.year.refusals import (
    FIELDS,
    choose,
    conflicted,
    look,
    not_assessed,
    not_ordered,
    region_missing,
    titled,
    unknown,
)
from plumbline.procedures.assessment.year.year_titles import PHASES, part, parts
from plumbline.records.assessment import round_marks, rounds
from plumbline.records.assessment.rounds import KIND, Round, RoundEvent
from plumbline.records.core import locks
from plumbline.records.core.people import User
from plumbline.records.core.region_trees import tree
from plumbline.records.core.visibility import may_keep, visible
from plumbline.rulebook.flows.flows import flow_for, load_flows
from plumbline.rulebook.schemes.schemes import Scheme, scheme_for
from plumbline.text import Text, written_day

TIMED = (flows.ASSESSED, flows.OFFICE, flows.VISITOR, flows.EXPERT)
"""Parts that are refused after the last day, until the lead allows it; those who lead are told that they are late."""
OF_REGIONS = (*flows.BEFORE_EVALUATION, flows.REPORT, flows.OBJECT)
"""Stages in which nothing is said of no region."""
NOTHING: Mapping[str, Any] = {}


def open_year(home: Home, user: User, scheme_id: str, year: str, top: str, *, at: datetime,
              replacing: bool = False) -> Round:
    """Open a year: from now on its scheme and flow are those in force now. ``user`` leads it; ``top`` is the region
    whose authority assesses. While a year runs nobody reads a result that was published for it before; ``replacing``
    says that its leader knows. One that was cancelled may be opened again, for the same region.

    :raises RulebookError: for a scheme that cannot assess anybody, or not in this year. :raises ConflictError: if it is
    open already, or would hide a published result. :raises NotAllowed: who may not keep assessments of ``top``.
    """
    schemes = schemes_of(home)
    scheme = scheme_for(schemes, scheme_id, year)
    whole(scheme)
    label = scheme.year.label(year)
    period = scheme.year.period(label)
    flow = flow_for(load_flows(home), scheme.flow, period, scheme.file)
    _has_stages(scheme, flow)
    number = f"{scheme.id}-{label}"
    if not may_keep(user, rounds.kind_of(), top):
        raise NotAllowed("year.may_not_open", Text(f"this person may not open an assessment year in '{top}'",
                                                   f"本人不能在地区“{top}”启动年度考核"), where=number,
                         next_step=Text("Ask whoever administers that region for an officer's role",
                                        "请向该地区管理员申请工作人员角色"))
    here = tree().at(period.last)
    _within(scheme, here, top, period.last)
    lower = pinned(scheme, schemes, label)
    with transaction.atomic():
        locks.record(KIND, number)
        if rounds.in_force().filter(scheme=scheme.id, year=label).exists():
            raise ConflictError("year.open_already", Text("this year is open already", "该年度考核已经启动"),
                                where=number, next_step=look(number))
        if not replacing and published().filter(scheme=scheme.id, year=label).exists():
            raise ConflictError(
                "year.result_published", Text("a result of this year is published already", "本年度已有公布结果"),
                where=number, why=Text("Nobody reads it while the year runs; what the year publishes takes its place",
                         "年度进行期间该结果不再展示，并由本年度公布的结果取代"),
                next_step=Text("Leave the year as it is, or open it knowing that: tick so in the form, or add "
                               "--replacing to the command",
                               "可不再启动；确需启动的，请在表单中勾选确认，或在命令中加上--replacing"))
        round = Round.objects.filter(number=number).first() or Round.objects.create(
            number=number, scheme=scheme.id, year=label, scheme_sha256=scheme.sha256, flow=flow.id,
            flow_sha256=flow.sha256, top=top)
        if (round.top, round.flow) != (top, flow.id):
            raise ConflictError(
                "year.opened_otherwise", Text(
                    "this year was opened and cancelled for another region, or with another flow",
                    "本年度考核曾以其他地区或流程启动后撤销"), where=number,
                next_step=Text(f"Open it in '{round.top}' with the flow '{round.flow}'",
                               f"请在地区“{round.top}”按流程“{round.flow}”重新启动"))
        settled_on = f"{scheme.sha256} {flow.sha256}{lower}"
        rounds.add(RoundEvent(round=round, act=acts.OPEN, answer=settled_on, region=top, actor=user.pk), at,
                   {"scheme": scheme.id, "year": label, "flow": flow.id})
        rounds.add(RoundEvent(round=round, act=acts.ASSIGN, answer=flows.LEAD, person=user.pk, actor=user.pk), at)
    return round


@contextmanager
def acting(home: Home, number: str, region: str | None = None, *, read: Read = WHOLE) -> Iterator[Year]:
    """The year, nobody else acting in it until the block and its transaction end. An act that rests on one ``region``
    alone keeps out only who acts on that, or on the year as a whole, so that two regions never wait for each other.
    ``read`` is what the act reads: of ``region`` everything, if one is named."""
    with transaction.atomic():
        if region is None:
            locks.record(KIND, number)
        else:
            locks.shared(KIND, number)
            locks.record(KIND, f"{number} {region}")
        year = load(home, number, read if region is None else Read((region,)))
        if year.board.cancelled is not None:
            why = rounds.reason_of(year.board.cancelled.number)
            raise RecordError("year.cancelled", Text("this year was cancelled", "该考核年度已撤销"), where=number,
                              why=Text(why, why),
                              next_step=Text("If that was a mistake, whoever may open a year can open it again, from "
                                             "the list of years or with: plumb year open",
                                             "撤销有误的，有权启动年度考核的人员可在年度列表重新启动，"
                                             "或用命令：plumb year open"))
        yield year
        for each in sorted(year.touched):
            round_marks.renew(year.round, each)


def renew_boards() -> int:
    """Make what lists hold of every year anew from its events; nobody acts in it meanwhile. Returns how many there
    are."""
    every = list(Round.objects.order_by("pk"))
    for each in every:
        with transaction.atomic():
            locks.record(KIND, each.number)
            round_marks.renew_all(each)
    return len(every)


def happen(year: Year, user: User, act: str, at: datetime, *, detail: Mapping[str, Any] = NOTHING,
           **values: Any) -> RoundEvent:
    """Keep one event of ``user``; ``detail`` stands in its entry of the journal.
    :raises RecordError: for a text that is too long, or cannot be shown."""
    for name in ("answer", "reason", "clause"):
        field: Any = RoundEvent._meta.get_field(name)
        most, text = field.max_length, values.get(name, "")
        if not text.isprintable():
            raise _unshowable(name)
        if len(text) > most:
            raise RecordError("answer.too_long", Text(f"this is longer than {most} characters",
                                                      f"内容超过{most}个字符"),
                              where=FIELDS[name], next_step=Text("Shorten it", "请精简"))
    if act == acts.STATE and values["stage"] in flows.BEFORE_EVALUATION:
        year.touched.add(values["region"])
    return rounds.add(RoundEvent(round=year.round, act=act, actor=user.pk, **values), at, detail)


def take_turn(year: Year, user: User, stage_id: str, at: datetime, *, region: str = "", item: str = "",
              order: Order | None = None) -> bool:
    """Refuse an act of ``user`` in a stage that is not theirs or not open; a report is late by the day of its
    ``order``. Returns whether it is late.

    :raises NotAllowed: who does not hold the part, declared a conflict, or has no role over the region.
    :raises RecordError: for a stage that is not open (yet, or any more), or a scheme that changed.
    """
    stage = stage_of(year, stage_id)
    must_hold(year, user, stage.part, region, item)
    settled(year)
    if not region and stage_id in OF_REGIONS:
        raise region_missing(year.round.number, Text("this is said of one region", "此事项须针对一个地区"))
    if region and region not in year.board.regions:
        last, whose = year.period.last, whom(year.scheme)
        raise not_assessed(year.round.number, region, year.board.regions, Text(
            f"It assesses those {whose.en} on {written_day(last, 'en')}",
            f"方案考核{written_day(last, 'zh')}时{whose.zh}"))
    return _in_time(year, stage, region, timezone.localdate(at), order)


def must_hold(year: Year, user: User, of: str, region: str = "", item: str = "") -> None:
    """:raises NotAllowed: unless ``user`` holds the part ``of`` and a role there, and declared no conflict."""
    board, number = year.board, year.round.number
    if not board.parts(user.pk):
        raise unknown(number)
    if not board.holds(user.pk, of, region, item) or not visible(user, rounds.kind_of(), region or year.round.top):
        over, held = " ".join(each for each in (region, item) if each), parts(board.parts(user.pk))
        raise NotAllowed("year.part_not_held", Text(f"this person does not act as '{part(of).en}' here",
                                                    f"此事项须具有职责“{part(of).zh}”，本人在此没有该职责"),
                         where=f"{number} {over}".strip(), why=Text(
                             f"Assigned to: {held.en}{', but not here' if of in board.parts(user.pk) else ''}",
                             f"现有职责：{held.zh}{'，但不含此处' if of in board.parts(user.pk) else ''}"),
                         next_step=Text("Ask whoever leads the year to assign it", "请牵头人分配该职责"))
    if region and board.conflicted(user.pk, region):
        raise conflicted(number, region)


def settled(year: Year) -> None:
    """:raises RecordError: if the scheme or the flow changed since the year was opened, and nobody decided on it."""
    if year.changed:
        raise RecordError("year.rules_changed", Text("the scheme or its flow changed during the year",
                                                     "考核方案或流程在年度启动后被修改"), where=year.round.number,
                          why=Text("The year was opened with another text of it, and nothing is done until that is "
                                   "settled", "年度启动时所依据的文本与此不同，处理之前不能办理任何事项"),
                          next_step=Text("Bring the text back; or let whoever leads the year decide, with a reason, on "
                                         f"its page or with: plumb year go-on {year.round.number}",
                                         "请恢复原文本；或由牵头人说明理由后在年度页面决定继续，命令为："
                                         f"plumb year go-on {year.round.number}"))


def in_phase(year: Year, *phases: str) -> None:
    """:raises RecordError: unless the year is in one of ``phases``."""
    if year.board.phase not in phases:
        now, then = PHASES[year.board.phase], [PHASES[each] for each in phases]
        raise RecordError("year.not_its_turn", Text(f"it is not the turn of this: the year is {now.en}",
                                                    f"现在不能办理此事项：本年度考核{now.zh}"), where=year.round.number,
                          why=Text(f"It is done while the year is {' or '.join(each.en for each in then)}",
                                   f"此事项在以下阶段办理：{'；'.join(each.zh for each in then)}"),
                          next_step=look(year.round.number))


def after_publication(year: Year) -> None:
    """:raises RecordError: before the first publication. While a correction is on its way others may object too: their
    days would run out meanwhile."""
    if not year.board.publications:
        in_phase(year, acts.DONE)


def second_person(year: Year, user: User) -> None:
    """:raises NotAllowed: for who made the evaluation under way, or approved it already."""
    number, evaluation = year.round.number, year.board.evaluation
    another = Text("Ask another approver", "请由其他审定人审定")
    if user.pk in year.board.approvers:
        raise NotAllowed("year.approved_already", Text("this person approved it already", "本人已审定"),
                         where=number, why=Text(f"{year.flow.approvals} different people approve",
                                  f"须由{year.flow.approvals}人分别审定"), next_step=another)
    if evaluation is not None and user.pk == evaluation.actor:
        raise NotAllowed("year.own_evaluation", Text("who made the evaluation does not approve it",
                                                     "评价人不得审定自己的评价结果"), where=number, next_step=another)


def ordered(year: Year, region: str, number: int | None = None) -> Order:
    """The order of ``region`` that a report is about: the one called ``number``; None: the only one that can take a
    report. :raises RecordError: if there is none, or it must be named, or its report is accepted already."""
    where, every = f"{year.round.number} {region}", year.board.orders_of(region)
    if not every:
        raise not_ordered(where, Text("There is nothing to report", "无须报送整改报告"))
    open_ = [each for each in every if each.state != ACCEPTED]
    owed = [each for each in open_ if each.owed] or open_
    if number is None and len(owed) > 1:
        raise RecordError(
            "order.several", Text(f"{len(owed)} orders wait for a report, and each owes its own",
                                  f"有{len(owed)}份整改通知待报送，每份须单独报告"), where=where,
            why=_waiting(year, owed[:8]),
            next_step=Text(f"Say which one it is of; on the command line: --order {owed[0].number}",
                           f"请指明所对应的整改通知；命令行选项：--order {owed[0].number}"))
    found = next((each for each in every if each.number == number), None) if number is not None else (
        owed[0] if owed else every[-1])
    if found is None:
        raise RecordError("order.unknown", Text("this region was given no such order", "该地区没有此份整改通知"),
                          where=f"{where} {number}", next_step=choose(str(each.number) for each in every))
    if found.state == ACCEPTED:
        raise RecordError("order.accepted_already", Text("the report of this order is accepted already",
                                                         "该整改通知的报告已通过"), where=f"{where} {found.number}",
                          next_step=Text("There is nothing more to report", "无须再报"))
    return found


def _waiting(year: Year, orders: Sequence[Order]) -> Text:
    """Each order with its last day and how it begins."""
    en, zh = [], []
    for each in orders:
        due, text = due_of(year.board, each), year.event(each.number).answer[:60]
        en.append(f"{each.number}, by {written_day(due, 'en') if due else 'no day'}: {text}")
        zh.append(f"{each.number}（{'期限' + written_day(due, 'zh') if due else '未定期限'}）：{text}")
    return Text("; ".join(en), "；".join(zh))


def still_closed(year: Year, region: str, item: str) -> None:
    """:raises RecordError: once the scores of a panel lie open."""
    if year.board.opened(region, item):
        raise RecordError("panel.open", Text("the scores of this panel lie open: nobody scores independently any more",
                                             "专家评分已经公开，不能再独立评分"),
                          where=f"{year.round.number} {region} {item}",
                          next_step=Text("Let the panel confer, and whoever leads the year record what it agreed on",
                                         "请专家合议，由牵头人录入合议结果"))


def stage_of(year: Year, id: str) -> Stage:
    """The stage of the flow. :raises RecordError: if it has none of that name."""
    stage = year.flow.stage(id)
    if stage is None:
        raise RecordError("year.stage_unknown", Text(f"this year has no stage '{id}'", f"本年度考核没有环节“{id}”"),
                          where=year.round.number,
                          why=Text(f"Its flow is '{year.flow.id}'", f"所用流程为“{year.flow.id}”"),
                          next_step=suggest(id, [each.id for each in year.flow.stages]))
    return stage


def said(text: str, name: str) -> str:
    """A text that somebody wrote. :raises RecordError: if it is empty or cannot be shown."""
    text = " ".join(text.split())
    if not text:
        raise RecordError("answer.empty", Text("nothing is said here", "此处尚未填写"), where=FIELDS[name],
                          next_step=Text("Write it in words", "请用文字说明"))
    if not text.isprintable():
        raise _unshowable(name)
    return text


def _unshowable(name: str) -> RecordError:
    return RecordError("answer.unshowable", Text("this holds characters that cannot be shown",
                                                 "内容含有无法显示的字符"),
                       where=FIELDS[name], next_step=Text("Write it anew, in words", "请用文字重新填写"))


def _in_time(year: Year, stage: Stage, region: str, today: date, order: Order | None) -> bool:
    opens, due = window(year.board, stage)
    due = due if order is None else due_of(year.board, order)
    number = year.round.number
    if opens is None or today < opens:
        raise RecordError("year.stage_not_open", Text(f"the stage '{stage.id}' is not open yet",
                                                      f"{titled(stage, stage.id)}尚未开始"),
                          where=f"{number} {region}".strip(),
                          why=Text("It opens with publication", "结果公布后开始") if opens is None else
                          Text(f"It opens on {written_day(opens, 'en')}", f"{written_day(opens, 'zh')}开始"),
                          next_step=Text("Come back then", "请届时办理"))
    late = due is not None and today > due
    of = None if order is None else order.number
    if late and stage.part in TIMED and not year.board.may_be_late(stage.id, region, of):
        day, day_zh = written_day(due, "en"), written_day(due, "zh")
        raise RecordError("year.late", Text(
            f"this is late: the stage '{stage.id}' ended on {day}",
            f"已逾期：{titled(stage, stage.id)}截止日为{day_zh}") if of is None else Text(
            f"this is late: the order {of} was due on {day}",
            f"已逾期：整改通知{of}的截止日为{day_zh}"), where=f"{number} {region}".strip(),
            next_step=Text("Ask whoever leads the year to allow it: it is then kept, and said to be late",
                           "请牵头人准许补报，补报内容予以保存并注明逾期"))
    return late


def _has_stages(scheme: Scheme, flow: Flow) -> None:
    here = {stage.id for stage in flow.stages}
    for item in scheme.items:
        lacking = sorted(item.rule.stages - here) if isinstance(item.rule, Evaluators) else []
        if lacking:
            raise RulebookError("year.stage_missing", Text(
                f"item {item.id} is scored in the stage '{lacking[0]}', which the flow has not",
                f"考核项{item.id}须在环节“{lacking[0]}”评分，而流程没有该环节"), where=scheme.file,
                why=Text(f"Its flow is '{flow.id}'", f"所用流程为“{flow.id}”"),
                next_step=Text(f"Add the stage to {flow.file}, or name another in the scheme",
                               f"请在{flow.file}中增加该环节，或在方案中改用其他环节"))


def _within(scheme: Scheme, here: TreeAt, top: str, last: date) -> None:
    """:raises RecordError: unless the scheme assesses regions, and only such as lie within ``top``."""
    regions, whose = scheme.assessed(here), whom(scheme)
    outside = [code for code in regions if top != code and top not in here.ancestors(code)]
    every = Text(f"It assesses every region {whose.en}", f"方案考核全部{whose.zh}")
    if not regions:
        raise RecordError("assess.no_regions", none_there(scheme, last), where=top, why=every,
                          next_step=Text("Import the regions first", "请先导入地区"))
    if outside:
        raise RecordError("year.regions_outside", Text("the scheme assesses regions outside this one",
                                                       "该方案考核的地区不全在此地区之内"), where=top, why=every,
                          next_step=Text(f"Open the year in a region above {outside[0]}, or say in the scheme that it "
                                         f"assesses those within '{top}'",
                                         f"请在{outside[0]}的上级地区启动，或在方案中写明只考核“{top}”范围内的地区"))
