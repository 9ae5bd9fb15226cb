"""Evaluating an assessment year, approving and publishing it; objections, corrections, rectification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from plumbline.errors import ConflictError, RecordError
from plumbline.figures.cuts.cut import open_cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.methods.assessment.flows.flow import (
    ANSWER,
    APPROVE,
    BEFORE_EVALUATION,
    EVALUATE,
    OBJECT,
    ORDER,
    PANEL,
    PUBLISH,
    REPORT,
)
from plumbline.methods.assessment.scoring.judged import CONSENSUS
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.board import DISMISSED, UPHELD, Happened, two_answers
from plumbline.methods.assessment.year.duties import due_of
from plumbline.methods.assessment.year.orders import ACCEPTED, JUDGE, MOST_DAYS, REPORTED, RETURNED, last_day
from plumbline.procedures.assessment.scoring.assessment import keep, pack, scored
from plumbline.procedures.assessment.scoring.determinations import KIND as DETERMINATION
from plumbline.procedures.assessment.scoring.determinations import Determinations
from plumbline.procedures.assessment.scoring.written import Written
from plumbline.procedures.assessment.year.acts import (
    NOTHING,
    acting,
    after_publication,
    happen,
    in_phase,
    said,
    second_person,
    take_turn,
)
from plumbline.procedures.assessment.year.answers import answers, published_answers, too_few
from plumbline.procedures.assessment.year.gaps import by_item, gaps_of, known
from plumbline.procedures.assessment.year.loading import EVERYTHING, Read, Year, load
from plumbline.procedures.assessment.year.refusals import region_missing, titled
from plumbline.procedures.assessment.year.statements import attached, fits, key_of
from plumbline.procedures.evidence.reading import state as state_of
from plumbline.procedures.evidence.reading import states
from plumbline.records.assessment import evaluations, rounds
from plumbline.records.assessment.evaluations import Evaluated
from plumbline.records.assessment.rounds import KIND, RoundEvent
from plumbline.records.core import kinds, store
from plumbline.records.core.people import User
from plumbline.records.evidence import evidence
from plumbline.text import Text, several

MOST_APART = 8
"""Regions whose evidence is read one by one; beyond that it is read at once."""


def evaluate(home: Home, user: User, number: str, *, with_gaps: bool | str = False, at: datetime) -> RoundEvent:
    """Evaluate a year (:func:`evaluated`). Returns the event."""
    return evaluated(home, user, number, with_gaps=with_gaps, at=at)[0]


def evaluated(home: Home, user: User, number: str, *, with_gaps: bool | str = False,
              at: datetime) -> tuple[RoundEvent, Written]:
    """Score every region from the answers that count, and keep the result for approval: nobody else reads it yet.

    Records are frozen into a cut, and the scheme is applied to it and to the answers, which stay events of the year.
    Where answers or values are missing it is done only ``with_gaps``: True, or the token of the gaps that ``user`` was
    told. What was missing is kept in the document, under ``gaps``: the regions of each item. Returns the event, which
    names the result by its root, and the result.

    :raises NotAllowed: unless ``user`` leads the year. :raises RecordError: naming what stands against it: experts who
    disagree, evidence that changed after a score, merged regions with two answers, determinations kept beside the year.
    :raises GapsError: naming what is missing, who owes it and what it costs.
    :raises ConflictError: if something was stated meanwhile.
    """
    with acting(home, number, read=EVERYTHING) as year:
        late = take_turn(year, user, EVALUATE, at)
        in_phase(year, acts.RUNNING, acts.CORRECTING)
        counted, last = _answers(year), year.newest
    cut = freeze(home)
    found, results = scored(home, open_cut(home, cut.id), year.scheme, year.round.year, counted,
                            stated=published_answers)
    found.head["procedure"] = number
    if gaps := gaps_of(year, results):
        known(year, user, gaps, with_gaps)
        found.head["gaps"] = by_item(gaps)
    packed = pack(found)
    with acting(home, number) as now:
        if rounds.newest(now.round) != last or now.changed:
            raise ConflictError("year.stated_meanwhile", Text("something was stated while the year was evaluated",
                                                              "评价过程中有新的填报"), where=number,
                                next_step=Text("Evaluate it again", "请重新评价"))
        event = happen(now, user, acts.EVALUATE, at, stage=EVALUATE, answer=packed.root, late=late,
                       detail={"gaps": len(gaps)} if gaps else NOTHING)
        evaluations.keep(event, packed)
    return event, found


def approve(home: Home, user: User, number: str, *, reason: str = "", at: datetime) -> RoundEvent:
    """Approve the evaluation under way. :raises NotAllowed: unless ``user`` is an approver, did not make it, and has
    not approved it before. :raises RecordError: if there is none."""
    with acting(home, number) as year:
        late = take_turn(year, user, APPROVE, at)
        in_phase(year, acts.EVALUATED)
        evaluation = year.board.evaluation
        assert evaluation is not None
        second_person(year, user)
        return happen(year, user, acts.APPROVE, at, stage=APPROVE, about=evaluation.number, answer=evaluation.answer,
                      reason=" ".join(reason.split()), late=late)


def publish(home: Home, user: User, number: str, *, at: datetime) -> RoundEvent:
    """Publish the evaluation that was approved: everyone reads it, and the year is locked. After an upheld objection
    this is a new version, beside the old one. :raises NotAllowed: unless ``user`` leads the year. :raises RecordError:
    if it is not approved."""
    with acting(home, number) as year:
        late = take_turn(year, user, PUBLISH, at)
        in_phase(year, acts.APPROVED)
        evaluation = year.board.evaluation
        assert evaluation is not None
        packed = Evaluated(evaluation.number).packed()
        if packed.root != evaluation.answer:
            raise RecordError("result.altered", Text("the evaluation is not what was approved",
                                                     "评价结果与审定时不一致"), where=number,
                              why=Text("It was altered outside Plumbline", "数据在Plumbline之外被改动"),
                              next_step=Text("Compare with a backup", "请与备份比对"))
        keep(packed, user.pk, at)
        return happen(year, user, acts.PUBLISH, at, stage=PUBLISH, about=evaluation.number, answer=evaluation.answer,
                      late=late)


def object_to(home: Home, user: User, number: str, region: str, text: str, *, item: str = "",
              at: datetime) -> RoundEvent:
    """Object to a published result, for the region one acts for, under one's own account. :raises NotAllowed: for
    another region. :raises RecordError: before publication, or late."""
    with acting(home, number, region) as year:
        late = take_turn(year, user, OBJECT, at, region=region)
        after_publication(year)
        return happen(year, user, acts.OBJECT, at, stage=OBJECT, region=region, answer=said(text, "objection"),
                      item=year.item(item).id if item else "", late=late, evidence=attached(year, region, item),
                      evidence_state=state_of(KIND, key_of(year, region, item)))


def rule_on(home: Home, user: User, number: str, objection: int, *, upheld: bool, reason: str, item: str = "",
            answer: str = "", at: datetime) -> RoundEvent:
    """Answer an objection. Upheld, the right ``answer`` to an item is stated with it, and the year is to be evaluated,
    approved and published anew; for a figure there is no answer: correct the records first.

    :raises NotAllowed: unless ``user`` leads the year. :raises RecordError: if there is no such objection, it is
    answered, or an upheld one corrects nothing.
    """
    with acting(home, number) as year:
        said_then = year.board.objections.get(objection)
        region = year.resolve(said_then.region) or said_then.region if said_then is not None else ""
        late = take_turn(year, user, ANSWER, at, region=region)
        if said_then is None or objection in year.board.rulings:
            raise RecordError("objection.unknown", Text("there is no such objection, or it is answered",
                                                        "没有该异议，或已经答复"), where=f"{number} {objection}",
                              next_step=Text("Look at the objections: on the page of the region, or with: plumb year "
                                             "show", "请在地区页面查看异议，或用命令：plumb year show"))
        after_publication(year)
        item = item or said_then.item
        if upheld:
            _correctable(year, region, item, answer, at)
        ruling = happen(year, user, acts.RULE, at, stage=ANSWER, region=region, item=item, about=objection, late=late,
                        answer=UPHELD if upheld else DISMISSED, reason=said(reason, "reason"))
        if upheld:
            happen(year, user, acts.STATE, at, stage=ANSWER, region=region, item=item, answer=answer, about=objection,
                   reason=said(reason, "reason"), clause=year.item(item).clause)
        return ruling


def order(home: Home, user: User, number: str, region: str, text: str, *, days: int | None = None,
          at: datetime) -> RoundEvent:
    """Order a region to rectify something and to report within ``days`` from today; None: by the day of the flow, or
    within as many days as it gives where that has passed. Each order owes a report of its own.
    :raises NotAllowed: unless ``user`` leads the year. :raises RecordError: before publication, or for no number of
    days."""
    with acting(home, number) as year:
        late = take_turn(year, user, ORDER, at, region=region)
        after_publication(year)
        if not region:
            raise region_missing(number, Text("an order is given to one region", "整改通知须下达给一个地区"))
        due = _last_day(year, days, timezone.localdate(at))
        return happen(year, user, acts.ORDER, at, stage=ORDER, region=region, answer=said(text, "order"), late=late,
                      detail={"due": due.isoformat()} if due else NOTHING)


def judge(home: Home, user: User, number: str, order: int, *, accepted: bool, reason: str = "", days: int | None = None,
          at: datetime) -> RoundEvent:
    """Accept the report of an order, or return it with a reason: it is then due again, within ``days`` from today;
    None: by the day of the order, or where that has passed within as many days as the flow gives.
    :raises NotAllowed: unless ``user`` leads the year. :raises RecordError: if no report waits."""
    with acting(home, number) as year:
        found = year.board.orders.get(order)
        late = take_turn(year, user, ORDER, at, region=found.region if found is not None else "")
        if found is None or found.state != REPORTED:
            raise RecordError("order.nothing_to_judge", Text(
                "no report of this order waits to be accepted or returned", "该整改通知没有待审核的报告"),
                where=f"{number} {order}", next_step=Text(
                    "Look at the orders: on the page of the region, or with: plumb year board",
                    "请在地区页面查看整改通知，或用命令：plumb year board"))
        today, told = timezone.localdate(at), " ".join(reason.split()) if accepted else said(reason, "reason")
        due = due_of(year.board, found)
        if not accepted and (days is not None or due is None or due <= today):
            due = _last_day(year, days, today)
        return happen(year, user, JUDGE, at, stage=ORDER, region=found.region, about=order, reason=told, late=late,
                      answer=ACCEPTED if accepted else RETURNED,
                      detail={"due": due.isoformat()} if due and not accepted else NOTHING)


def _last_day(year: Year, days: int | None, today: date) -> date | None:
    if days is None:
        stage = year.flow.stage(REPORT)
        return last_day(stage, year.period, year.board.published_on, today) if stage is not None else None
    if not 1 <= days <= MOST_DAYS:
        raise RecordError("order.days", Text(f"an order gives 1 to {MOST_DAYS} days", f"整改期限为1至{MOST_DAYS}天"),
                          where=Text(f"days = {days}", f"天数={days}"),
                          next_step=Text("Say how many days there are to report, such as 30",
                                         "请写明报送整改报告的天数，如30"))
    return today + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against an evaluation, where, and what to do about it."""

    region: str
    item: str
    what: Text
    next_step: Text

    def say(self, language: str) -> str:
        """What it is, with its place."""
        return f"{self.region} {self.item}{'：' if language == 'zh' else ': '}{self.what.say(language)}"


def obstacles(year: Year) -> list[Obstacle]:
    """What stands against an evaluation. Of a year that was read as its board needs it, those regions are read whole in
    which something may do so."""
    whole = year.board.regions if year.board.within is None else _suspects(year)
    close = load(year.home, year.round.number, Read(whole)) if year.board.within is not None and whole else year
    board, found, now = close.board, list[Obstacle](), evidence_of(close)
    found += [Obstacle(region, item,
                       Text(f"regions that have become one gave different answers in the stage '{stage}'",
                            f"合并前的各地区在{titled(year.flow.stage(stage), stage)}的填报不一致"),
                       Text("A new answer settles it", "重新填报后以新填报为准"))
              for stage, region, item in two_answers(board, year.resolve)]
    for region in board.regions:
        for item in board.items if region in whole else ():
            found += [Obstacle(region, item, Text(
                f"the evidence changed after the answer of the stage '{each.stage}'",
                f"{titled(year.flow.stage(each.stage), each.stage)}填报之后佐证材料有变动"),
                Text("Whoever gave it gives it again", "请原填报人重新填报"))
                      for each in board.final(region, item)
                      if each.act == acts.STATE and each.stage != ANSWER and changed_since(close, each, now)]
        for item in year.board.items:
            scores = year.board.panel_scores(region, item) if item in year.board.asked(PANEL) else []
            if scores and not too_few(year.item(item), scores):
                found += _disagree(year, region, item, scores)
    return found


def _suspects(year: Year) -> tuple[str, ...]:
    """The regions that several have become, and those of which evidence changed after something was stated."""
    board = year.board
    found = {region for region in board.regions if len(year.here.went_into(region)) > 1}
    changed = evidence.newest_entries(KIND, year.round.number)
    scored = rounds.entries(year.round, PANEL) if changed and board.asked(PANEL) else {}
    for (_year, code, *rest), entry in changed.items():
        region, item = year.resolve(code) or code, rest[0] if rest else ""
        stated = [mark.entry for stage in BEFORE_EVALUATION if stage != PANEL
                  if (mark := board.marks(stage, region).get(item)) is not None]
        stated += [scored[each.number] for each in board.versions(PANEL, region, item)]
        if any(entry > each for each in stated):
            found.add(region)
    return tuple(each for each in board.regions if each in found)


def evidence_of(year: Year) -> Callable[[tuple[str, ...]], str]:
    """What evidence counts now, by the key of what it is attached to; read a region at a time where not all of the year
    was read."""
    if year.read.regions is None or len(year.read.regions) > MOST_APART:
        return states(KIND, year.round.number)
    of = {code: states(KIND, year.round.number, code) for code in year.read.codes(year.here) or ()}
    return lambda key: of[key[1]](key)


def changed_since(year: Year, each: Happened, now: Callable[[tuple[str, ...]], str]) -> bool:
    """Whether evidence was added, withdrawn or brought back after a statement. ``now``: what counts now, by key."""
    return year.evidence_then[each.number] != now(key_of(year, each.region, each.item))


def _disagree(year: Year, region: str, item: str, counted: list[Happened]) -> list[Obstacle]:
    said = "; ".join(each.answer for each in counted)
    if not year.board.opened(region, item) and not said.startswith(CONSENSUS):
        return [Obstacle(region, item, Text("not all experts have scored", "尚有专家未评分"),
                         Text("Wait for them, or close the panel", "请等待，或结束专家评分"))]
    try:
        fits(year, item, said, counted[-1].on, where=f"{region} {item}", stage=PANEL)
    except RecordError as error:
        return [Obstacle(region, item, error.what, error.next_step)]
    return []


def _correctable(year: Year, region: str, item: str, answer: str, at: datetime) -> None:
    if not item:
        raise RecordError("objection.item_missing", Text("an upheld objection corrects one item",
                                                         "异议成立须更正一个考核项"), where=year.round.number,
                          next_step=Text("Choose it; on the command line: --item", "请选择考核项；命令行选项：--item"))
    if year.item(item).figure and not answer:
        return
    if not answer:
        raise RecordError("objection.answer_missing", Text("an upheld objection states the right answer",
                                                           "异议成立须给出正确结果"),
                          where=f"{year.round.number} {region} {item}",
                          next_step=Text("Give it; on the command line: --correct", "请填写；命令行选项：--correct"))
    fits(year, item, answer, timezone.localdate(at), where=f"{year.round.number} {region} {item}")


def _answers(year: Year) -> Determinations:
    against = obstacles(year)
    if against:
        raise RecordError("year.obstacles", Text(
            f"{several(len(against), 'thing')} stand{'s' if len(against) == 1 else ''} against an evaluation: "
            f"{'; '.join(each.say('en') for each in against[:5])}",
            f"有{len(against)}项情况妨碍评价：{'；'.join(each.say('zh') for each in against[:5])}"),
            where=year.round.number,
            next_step=Text("Let them be stated again, or record what the panel agreed on",
                           "请重新填报，或录入合议结果"))
    beside = store.current(kinds.get(DETERMINATION)).filter(scheme=year.scheme.id, year=year.round.year)
    first = beside.order_by("region", "item").first()
    if first is not None:
        raise RecordError("year.determination_beside", Text("a determination was kept beside the year",
                                                            "有认定记录未经考核环节填报"),
                          where=f"{first.region} {first.item}",
                          why=Text(f"{beside.count()} in all: nobody stated them in a stage of {year.round.number}",
                                   f"共{beside.count()}条，均未在{year.round.number}的环节中填报"),
                          next_step=Text("Withdraw it, and let it be stated in its stage",
                                         "请撤回该记录，并在相应环节填报"))
    return answers(year)
