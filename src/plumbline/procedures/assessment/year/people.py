"""Who acts in an assessment year: parts given and taken back, conflicts of interest, what whoever leads it allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.assessment.flows.flow import ASSESSED, LEAD, OFFICE, PANEL, PARTS, REPORT
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.year import year_titles as titles
from plumbline.procedures.assessment.year.acts import TIMED, acting, happen, must_hold, ordered, said, settled, stage_of
from plumbline.procedures.assessment.year.loading import EVERYTHING, Year
from plumbline.procedures.assessment.year.refusals import not_assessed, not_of_an_order, region_missing, titled
from plumbline.procedures.assessment.year.statements import fits
from plumbline.records.assessment import rounds
from plumbline.records.assessment.rounds import RoundEvent
from plumbline.records.core.people import Role, User, open_accounts
from plumbline.records.core.visibility import may_keep, visible
from plumbline.text import Text


def assign(home: Home, user: User, number: str, person: str, part: str, *, regions: Sequence[str] = (),
           items: Sequence[str] = (), owner: str = "", at: datetime) -> list[RoundEvent]:
    """Give ``person`` a part, over some regions and items (none named: all). ``owner`` stands for the items it answers
    for. Returns one event for each region and item.

    :raises NotAllowed: unless ``user`` leads the year, and for a person without a role over the regions, or who would
    assess and be assessed. :raises RecordError: for a person, part, region or item there is not.
    """
    with acting(home, number) as year:
        must_hold(year, user, LEAD)
        if part not in PARTS:
            raise RecordError("year.part_unknown", Text(f"there is no part '{part}'", f"没有职责“{part}”"),
                              where=number, next_step=suggest(part, PARTS))
        whom = _person(year, person)
        _one_side(year, whom, part)
        over, of = _regions(year, part, regions), _items(year, part, items, owner)
        for region in over:
            _must_reach(year, whom, part, region)
        return [happen(year, user, acts.ASSIGN, at, answer=part, person=whom.pk, region=region, item=item)
                for region in over for item in of]


def release(home: Home, user: User, number: str, person: str, part: str, *, reason: str, at: datetime) -> RoundEvent:
    """Take a part back from ``person``. What they stated stays. :raises NotAllowed: unless ``user`` leads the year.
    :raises RecordError: if they do not hold it, or nobody would lead the year any more."""
    with acting(home, number) as year:
        must_hold(year, user, LEAD)
        whom = _person(year, person)
        if part not in year.board.parts(whom.pk):
            said_of = titles.part(part)
            raise RecordError("year.part_not_given", Text(f"'{person}' is not '{said_of.en}' here",
                                                          f"“{person}”没有该职责：{said_of.zh}"), where=number,
                              next_step=Text("Look at who is, on the page of the year’s people or with: plumb year "
                                             "board", "请在年度人员页面查看职责分配，或用命令：plumb year board"))
        if part == LEAD and sum(of == LEAD for _, of in year.board.held) == 1:
            raise RecordError("year.last_lead", Text("nobody would lead this year any more", "本年度考核将无人牵头"),
                              where=number, next_step=Text("Assign another first", "请先安排他人牵头"))
        return happen(year, user, acts.RELEASE, at, answer=part, person=whom.pk, reason=said(reason, "reason"))


def declare_conflict(home: Home, user: User, number: str, *, region: str = "", reason: str, at: datetime) -> RoundEvent:
    """Say that one's own interest is touched, in ``region`` or (empty) everywhere: from now on nothing of it is read or
    scored by ``user``, and scores given before count no more. It is not taken back."""
    with acting(home, number) as year:
        if not year.board.parts(user.pk) - {ASSESSED}:
            raise NotAllowed("year.no_conflict", Text("only who assesses declares a conflict of interest",
                                                      "只有考核方才需声明利益冲突"), where=number[:120],
                             next_step=Text("Ask whoever leads the year", "请询问牵头人"))
        if region and region not in year.board.regions:
            raise not_assessed(number, region, year.board.regions)
        return happen(year, user, acts.DECLARE, at, region=region, reason=said(reason, "reason"))


def allow_late(home: Home, user: User, number: str, stage: str, region: str, *, reason: str,
               order: int | None = None, at: datetime) -> RoundEvent:
    """Let what comes after the last day of a stage be kept for ``region``; it is said to be late. A report is allowed
    for one ``order``; it must be named where several wait for one.
    :raises NotAllowed: unless ``user`` leads the year. :raises RecordError: for a stage that nobody is refused."""
    with acting(home, number) as year:
        must_hold(year, user, LEAD, region)
        if stage_of(year, stage).part not in TIMED:
            raise RecordError("year.never_late", Text(f"nobody is refused for being late in the stage '{stage}'",
                                                      f"{titled(year.flow.stage(stage), stage)}不因逾期拒收"),
                              where=number, next_step=Text("Do it now; that it was late is kept",
                                                           "可直接办理，逾期情况将予以记录"))
        if region not in year.board.regions:
            raise not_assessed(number, region, year.board.regions)
        about = ordered(year, region, order).number if stage == REPORT and year.board.orders_of(region) else None
        if order is not None and about is None:
            raise not_of_an_order(f"{number} {region} {order}")
        return happen(year, user, acts.ALLOW, at, stage=stage, region=region, about=about,
                      reason=said(reason, "reason"))


def go_on(home: Home, user: User, number: str, *, reason: str, at: datetime) -> RoundEvent:
    """Decide that the year goes on with the scheme and flow as they are now. :raises NotAllowed: unless ``user`` leads
    it. :raises RecordError: if nothing changed, or an answer that was given no longer fits."""
    with acting(home, number, read=EVERYTHING) as year:
        must_hold(year, user, LEAD)
        if not year.changed:
            raise RecordError("year.unchanged", Text("neither the scheme nor its flow changed",
                                                     "考核方案和流程均未修改"), where=number,
                              next_step=Text("Go on: nothing is to be decided", "请照常办理，无须决定"))
        for (stage, region, item), stated in year.board.stated.items():
            if item and stated[-1].answer:
                fits(year, item, stated[-1].answer, stated[-1].on, where=f"{number} {region} {item}",
                     alone=stage == PANEL, stage=stage)
        pinned = f"{year.scheme.sha256} {year.flow.sha256}{year.lower}"
        return happen(year, user, acts.GO_ON, at, answer=pinned, reason=said(reason, "reason"))


def cancel(home: Home, user: User, number: str, *, reason: str, at: datetime) -> RoundEvent:
    """Cancel a year that was opened by mistake: nothing more is done in it, what was stated stays to be read, and a
    result that was published for the year before is read again. :raises NotAllowed: unless ``user`` leads it. :raises
    RecordError: once it has published a result."""
    with acting(home, number) as year:
        must_hold(year, user, LEAD)
        if year.board.publications:
            raise RecordError("year.not_cancelled_any_more", Text(
                "this year has published its result, and is not cancelled any more",
                "该考核年度已公布结果，不能撤销"), where=number,
                next_step=Text("Correct it by an upheld objection", "请通过异议成立予以更正"))
        return happen(year, user, acts.CANCEL, at, reason=said(reason, "reason"))


def _person(year: Year, name: str) -> User:
    found = open_accounts().filter(username=name).first() if name.isprintable() else None
    if found is None:
        raise RecordError("year.person_unknown", Text(f"there is nobody called '{name}' here",
                                                      f"没有登录名为“{name}”的人员"), where=year.round.number,
                          next_step=Text("Check the spelling, or have an account made: plumb user add NAME",
                                         "请核对拼写，或先建立账户：plumb user add NAME"))
    return found


def _one_side(year: Year, whom: User, part: str) -> None:
    held = year.board.parts(whom.pk)
    if held and (part == ASSESSED) != (held <= {ASSESSED}):
        told = titles.parts(held)
        raise NotAllowed("year.both_sides", Text("nobody assesses and is assessed in one year",
                                                 "同一年度内，考核方与被考核方不得为同一人"),
                         where=f"{year.round.number} {whom.username}",
                         why=Text(f"Held already: {told.en}", f"已有职责：{told.zh}"),
                         next_step=Text("Choose somebody else", "请另选人员"))


def _regions(year: Year, part: str, given: Sequence[str]) -> Sequence[str]:
    for region in given:
        if region not in year.board.regions:
            raise not_assessed(year.round.number, region, year.board.regions)
    if part == ASSESSED and not given:
        raise region_missing(year.round.number, Text("who is assessed acts for a region", "被考核方须代表一个地区"))
    return given or ("",)


def _items(year: Year, part: str, given: Sequence[str], owner: str) -> Sequence[str]:
    settled(year)
    owned = [item.id for item in year.scheme.items if owner and owner in (item.owner.en, item.owner.zh)]
    if owner and not owned:
        owners = sorted({item.owner.en for item in year.scheme.items})
        raise RecordError("year.owner_unknown", Text(f"nothing in the scheme belongs to '{owner}'",
                                                     f"方案中没有由“{owner}”负责的考核项"), where=year.round.number,
                          next_step=suggest(owner, owners))
    items = [*(year.item(id).id for id in given), *owned]
    if part == OFFICE and not items:
        raise RecordError("year.items_missing", Text("a department scores its own items", "部门只对其负责的考核项评分"),
                          where=year.round.number,
                          next_step=Text("Choose them, or the department they belong to; on the command line: --item "
                                         "or --owner", "请选择考核项或责任部门；命令行选项：--item或--owner"))
    return list(dict.fromkeys(items)) or ("",)


def _must_reach(year: Year, whom: User, part: str, region: str) -> None:
    kind, over = rounds.kind_of(), region or year.round.top
    fits = may_keep(whom, kind, over) if part == ASSESSED else visible(whom, kind, over)
    if not fits:
        raise NotAllowed("year.no_role", Text(f"'{whom.username}' holds no role over '{over}'",
                                              f"“{whom.username}”没有地区“{over}”的角色"), where=year.round.number,
                         next_step=Text(f"Have one given first: plumb user add {whom.username} --region {over}",
                                        f"请先授予角色：plumb user add {whom.username} --region {over}"))


def candidates(year: Year, user: User) -> list[str]:
    """Who could be given a part: people with a role over the year's region, one above it, or one that is assessed.
    Told to whoever leads the year; nobody otherwise."""
    if not year.board.holds(user.pk, LEAD):
        return []
    above = year.here.ancestors(year.round.top) if year.round.top in year.here else ()
    over = {year.round.top, *above, *year.board.regions}
    rows = Role.objects.filter(region__in=over, column__in=("*", rounds.kind_of().column), user__in=open_accounts())
    return sorted(set(rows.values_list("user__username", flat=True)))
