"""What is stated in an assessment year: targets, self-evaluations, scores of departments and experts, visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from plumbline.errors import MethodError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.assessment.flows.flow import (
    BEFORE_EVALUATION,
    BY_ITEM,
    DEPARTMENT,
    LEAD,
    PANEL,
    REPORT,
    VISIT,
)
from plumbline.methods.assessment.scoring.judged import CONSENSUS
from plumbline.methods.assessment.year import board as acts
from plumbline.procedures.assessment.scoring.determinations import KIND as DETERMINATION
from plumbline.procedures.assessment.year.acts import (
    acting,
    happen,
    in_phase,
    must_hold,
    ordered,
    said,
    settled,
    stage_of,
    still_closed,
    take_turn,
)
from plumbline.procedures.assessment.year.loading import Read, Year
from plumbline.procedures.assessment.year.refusals import choose, not_of_an_order, titled
from plumbline.procedures.assessment.year.trying import tried
from plumbline.procedures.evidence.reading import state as state_of
from plumbline.records.assessment.rounds import KIND, RoundEvent
from plumbline.records.core import kinds
from plumbline.records.core.people import User
from plumbline.records.evidence import evidence
from plumbline.text import Text

STATED = (*BEFORE_EVALUATION, REPORT)


def state(home: Home, user: User, number: str, stage: str, region: str, answer: str, *, item: str = "",
          reason: str = "", clause: str = "", order: int | None = None, at: datetime) -> RoundEvent:
    """State something in a stage: words for targets and reports, else the answer to one item, as its rule takes it. The
    evidence attached there is kept with it, as it is now. A later statement replaces an earlier one, which stays.
    A report names its ``order`` where the region has several that wait for one.

    :raises NotAllowed: who does not act there. :raises RecordError: out of turn, late, without the evidence that the
    stage wants, for an item that is not answered there, or an answer it does not take.
    """
    with acting(home, number, region) as year:
        return _state(year, user, stage, Statement(region, answer, item, reason, clause, order), at)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated of a region, and of an item in stages that answer one at a time, or of an order to rectify."""

    region: str
    answer: str
    item: str = ""
    reason: str = ""
    clause: str = ""
    order: int | None = None


def state_all(home: Home, user: User, number: str, stage: str, statements: Sequence[Statement], *, at: datetime,
              keep: bool = True) -> tuple[list[RoundEvent], dict[int, RecordError | NotAllowed]]:
    """State all of ``statements`` in one transaction, or nothing. Returns the events; or none, and what is wrong with
    which of them, by place. Each is checked as :func:`state` checks it; without ``keep`` they are only checked."""
    kept: list[RoundEvent] = []
    wrong: dict[int, RecordError | NotAllowed] = {}
    with acting(home, number, read=Read(tuple({one.region for one in statements}))) as year:
        for place, one in enumerate(statements):
            try:
                kept.append(_state(year, user, stage, one, at))
            except (RecordError, NotAllowed) as error:
                wrong[place] = error
        if wrong or not keep:
            kept = []
            year.touched.clear()
            transaction.set_rollback(True)
    return kept, wrong


def _state(year: Year, user: User, stage: str, told: Statement, at: datetime) -> RoundEvent:
    number, region, item = year.round.number, told.region, told.item
    if stage not in STATED:
        stage_of(year, stage)
        raise RecordError("answer.takes_none", Text(f"nothing is stated in the stage '{stage}'",
                                                    f"{titled(year.flow.stage(stage), stage)}不接受填报"), where=number,
                          next_step=choose(STATED))
    must_hold(year, user, stage_of(year, stage).part, region, item)
    order = ordered(year, region, told.order) if stage == REPORT else None
    if order is None and told.order is not None:
        raise not_of_an_order(f"{number} {stage}")
    late = take_turn(year, user, stage, at, region=region, item=item, order=order)
    if stage in BEFORE_EVALUATION:
        in_phase(year, acts.RUNNING)
    answer = said(told.answer, "answer")
    if stage in BY_ITEM and not item:
        raise RecordError("answer.item_missing", Text("this stage answers one item at a time", "本环节须逐项填报"),
                          where=f"{number} {stage}",
                          next_step=Text("Choose it; on the command line: --item", "请选择考核项；命令行选项：--item"))
    if item and stage not in BY_ITEM:
        raise RecordError("answer.no_items", Text("this stage has no items", "本环节不按考核项填报"),
                          where=f"{number} {stage}", next_step=Text("Leave the item out", "请勿指定考核项"))
    clause = told.clause
    if item:
        _answers(year, user, stage, region, item, answer, timezone.localdate(at))
        clause = clause or year.item(item).clause
    seen = attached(year, region, item)
    if stage_of(year, stage).evidence and not seen:
        command = f"plumb evidence add FILE {KIND} {' '.join(key_of(year, region, item))}"
        raise RecordError("answer.evidence_missing", Text("this stage wants evidence, and none is attached",
                                                          "本环节须提供佐证材料，目前尚无材料"),
                          where=f"{number} {region} {item}".strip(),
                          next_step=Text(f"Attach some first; on the command line: {command}",
                                         f"请先上传佐证材料；命令为：{command}"))
    return happen(year, user, acts.STATE, at, stage=stage, region=region, item=item, answer=answer, late=late,
                  about=order.number if order is not None else None,
                  reason=" ".join(told.reason.split()), clause=clause, evidence=seen,
                  evidence_state=state_of(KIND, key_of(year, region, item)))


def close_panel(home: Home, user: User, number: str, region: str, item: str, *, reason: str,
                at: datetime) -> RoundEvent:
    """Wait for no more experts on an item: the scores there are lie open. :raises NotAllowed: unless ``user`` leads the
    year. :raises RecordError: if no panel scores the item, or it lies open already."""
    with acting(home, number, region) as year:
        _leads_panel(year, user, region, item)
        if year.board.opened(region, item):
            raise RecordError("panel.open", Text("the scores lie open already", "评分已经公开"),
                              where=f"{number} {region} {item}",
                              next_step=Text("Look at them: on the page of the item, or with: plumb year show",
                                             "请在考核项页面查看，或用命令：plumb year show"))
        return happen(year, user, acts.CLOSE, at, stage=PANEL, region=region, item=item, reason=said(reason, "reason"))


def agree(home: Home, user: User, number: str, region: str, item: str, answer: str, *, reason: str,
          at: datetime) -> RoundEvent:
    """Record what a panel agreed on after its scores lay open. It counts in their place; they stay.
    Raises as :func:`close_panel`, and for scores that do not lie open yet."""
    with acting(home, number, region) as year:
        _leads_panel(year, user, region, item)
        where = f"{number} {region} {item}"
        if not year.board.opened(region, item):
            raise RecordError("panel.not_open", Text("not all experts have scored yet: they score independently first",
                                                     "尚有专家未评分：须先由各专家独立评分"), where=where,
                              next_step=Text("Wait for them, or close the panel; on the command line: plumb year "
                                             f"close {where}",
                                             f"请等待，或结束专家评分；命令为：plumb year close {where}"))
        text = f"{CONSENSUS}={answer.strip()}"
        fits(year, item, text, timezone.localdate(at), where=where, stage=PANEL)
        return happen(year, user, acts.CONSENSUS, at, stage=PANEL, region=region, item=item, answer=text,
                      reason=said(reason, "reason"))


def attached(year: Year, region: str, item: str) -> list[str]:
    """SHA-256 of the evidence that counts there now."""
    rows = evidence.of_subject(KIND, key_of(year, region, item))
    return sorted({row.sha256 for row in rows if not row.withdrawn})


def key_of(year: Year, region: str, item: str) -> tuple[str, ...]:
    """The key under which evidence of a statement is attached."""
    return (year.round.number, region, item) if item else (year.round.number, region)


def fits(year: Year, item_id: str, answer: str, on: date, *, where: str, alone: bool = False,
         stage: str = "") -> None:
    """:raises RecordError: if the rule of the item does not take ``answer``, in a ``stage`` or as the answer that
    counts; ``alone``: one expert's score."""
    most = kinds.get(DETERMINATION).by_name["value"].max_length or 0
    if len(answer) > most:
        raise RecordError("answer.too_long", Text(f"this answer is longer than {most} characters",
                                                  f"填报内容超过{most}个字符"), where=where,
                          next_step=Text("Answer as the rule asks; say the rest as the reason",
                                         "请按评分规则填报，其余内容写入理由"))
    try:
        tried(year.scheme, year.item(item_id), answer, on, alone=alone, stage=stage)
    except MethodError as error:
        raise RecordError.of(error, where=where) from error


def _answers(year: Year, user: User, stage: str, region: str, item: str, answer: str, on: date) -> None:
    where = f"{year.round.number} {region} {item}"
    found = year.item(item)
    waived = bool(found.figure) and stage in (DEPARTMENT, VISIT)  # only that it does not apply can be said of a figure
    if stage not in year.board.items[item] and not waived:
        asked = sorted(year.board.items[item])
        raise RecordError("answer.not_in_stage", Text(f"this item is not answered in the stage '{stage}'",
                                                      f"该考核项不在{titled(year.flow.stage(stage), stage)}填报"),
                          where=where, next_step=Text(
                              f"Its stages: {', '.join(asked) or 'none, it is computed from records'}",
                              "所属环节：" + ("、".join(titled(year.flow.stage(each), each) for each in asked)
                                         or "无，由业务数据计算")))
    if stage == PANEL:
        still_closed(year, region, item)
    fits(year, item, answer, on, where=where, alone=stage == PANEL, stage=stage)


def _leads_panel(year: Year, user: User, region: str, item: str) -> None:
    must_hold(year, user, LEAD, region)
    settled(year)
    in_phase(year, acts.RUNNING)
    if PANEL not in year.board.items[year.item(item).id] or region not in year.board.regions:
        raise RecordError("panel.none", Text("no panel scores this", "该考核项不由专家评分"),
                          where=f"{year.round.number} {region} {item}",
                          next_step=Text("Look at its stages: on the page of the item, or with: plumb year show",
                                         "请在考核项页面查看所属环节，或用命令：plumb year show"))
