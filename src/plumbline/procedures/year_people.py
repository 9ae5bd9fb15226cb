"""Who acts in an assessment year: parts given and taken back, conflicts of interest, what whoever leads it allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.assessment import board as acts
from plumbline.methods.assessment.flow import ASSESSED, LEAD, OFFICE, PANEL, PARTS
from plumbline.procedures.year import TIMED, Year, acting, happen, must_hold, said, settled, stage_of
from plumbline.procedures.year_stating import fits
from plumbline.records import rounds
from plumbline.records.people import Role, User
from plumbline.records.rounds import RoundEvent
from plumbline.records.visibility import may_keep, visible
from plumbline.rulebook.refusals import suggest


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
            raise RecordError(f"there is no part '{part}'", where=number, next_step=suggest(part, PARTS))
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
            raise RecordError(f"'{person}' is not '{part}' here", where=number,
                              next_step="Look at who is, with: plumb year board")
        if part == LEAD and sum(of == LEAD for _, of in year.board.held) == 1:
            raise RecordError("nobody would lead this year any more", where=number, next_step="Assign another first")
        return happen(year, user, acts.RELEASE, at, answer=part, person=whom.pk, reason=said(reason, "reason"))


def declare_conflict(home: Home, user: User, number: str, *, region: str = "", reason: str, at: datetime) -> RoundEvent:
    """Say that one's own interest is touched, in ``region`` or (empty) everywhere: from now on nothing of it is read or
    scored by ``user``, and scores given before count no more. It is not taken back."""
    with acting(home, number) as year:
        if not year.board.parts(user.pk) - {ASSESSED}:
            raise NotAllowed("only who assesses declares a conflict of interest", where=number[:120],
                             next_step="Ask whoever leads the year")
        if region and region not in year.board.regions:
            raise RecordError(f"the scheme does not assess region '{region}'", where=number,
                              next_step=f"Choose one of: {', '.join(year.board.regions[:8])}")
        return happen(year, user, acts.DECLARE, at, region=region, reason=said(reason, "reason"))


def allow_late(home: Home, user: User, number: str, stage: str, region: str, *, reason: str,
               at: datetime) -> RoundEvent:
    """Let what comes after the last day of a stage be kept for ``region``; it is said to be late.
    :raises NotAllowed: unless ``user`` leads the year. :raises RecordError: for a stage that nobody is refused."""
    with acting(home, number) as year:
        must_hold(year, user, LEAD, region)
        if stage_of(year, stage).part not in TIMED:
            raise RecordError(f"nobody is refused for being late in the stage '{stage}'", where=number,
                              next_step="Do it now; that it was late is kept")
        if region not in year.board.regions:
            raise RecordError(f"the scheme does not assess region '{region}'", where=number,
                              next_step=f"Choose one of: {', '.join(year.board.regions[:8])}")
        return happen(year, user, acts.ALLOW, at, stage=stage, region=region, reason=said(reason, "reason"))


def go_on(home: Home, user: User, number: str, *, reason: str, at: datetime) -> RoundEvent:
    """Decide that the year goes on with the scheme and flow as they are now. :raises NotAllowed: unless ``user`` leads
    it. :raises RecordError: if nothing changed, or an answer that was given no longer fits."""
    with acting(home, number) as year:
        must_hold(year, user, LEAD)
        if not year.changed:
            raise RecordError("neither the scheme nor its flow changed", where=number, next_step="Go on")
        for (stage, region, item), stated in year.board.stated.items():
            if item and stated[-1].answer:
                fits(year, item, stated[-1].answer, stated[-1].on, where=f"{number} {region} {item}",
                     alone=stage == PANEL)
        pinned = f"{year.scheme.sha256} {year.flow.sha256}"
        return happen(year, user, acts.GO_ON, at, answer=pinned, reason=said(reason, "reason"))


def _person(year: Year, name: str) -> User:
    found = User.objects.filter(username=name, is_active=True).first() if name.isprintable() else None
    if found is None:
        raise RecordError(f"there is nobody called '{name}' here", where=year.round.number,
                          next_step="Add a person with: plumb user add NAME")
    return found


def _one_side(year: Year, whom: User, part: str) -> None:
    held = year.board.parts(whom.pk)
    if held and (part == ASSESSED) != (held <= {ASSESSED}):
        raise NotAllowed("nobody assesses and is assessed in one year", where=f"{year.round.number} {whom.username}",
                         why=f"Held already: {', '.join(sorted(held))}", next_step="Choose somebody else")


def _regions(year: Year, part: str, given: Sequence[str]) -> Sequence[str]:
    for region in given:
        if region not in year.board.regions:
            raise RecordError(f"the scheme does not assess region '{region}'", where=year.round.number,
                              next_step=f"Choose one of: {', '.join(year.board.regions[:8])}")
    if part == ASSESSED and not given:
        raise RecordError("who is assessed acts for a region", where=year.round.number, next_step="Name it: --region")
    return given or ("",)


def _items(year: Year, part: str, given: Sequence[str], owner: str) -> Sequence[str]:
    settled(year)
    owned = [item.id for item in year.scheme.items if owner and owner in (item.owner.en, item.owner.zh)]
    if owner and not owned:
        owners = sorted({item.owner.en for item in year.scheme.items})
        raise RecordError(f"nothing in the scheme belongs to '{owner}'", where=year.round.number,
                          next_step=suggest(owner, owners))
    items = [*(year.item(id).id for id in given), *owned]
    if part == OFFICE and not items:
        raise RecordError("a department scores its own items", where=year.round.number,
                          next_step="Name them with --item, or its name with --owner")
    return list(dict.fromkeys(items)) or ("",)


def _must_reach(year: Year, whom: User, part: str, region: str) -> None:
    kind, over = rounds.kind_of(), region or year.round.top
    fits = may_keep(whom, kind, over) if part == ASSESSED else visible(whom, kind, over)
    if not fits:
        raise NotAllowed(f"'{whom.username}' holds no role over '{over}'", where=year.round.number,
                         next_step=f"Give one with: plumb user add {whom.username} --region {over}")


def candidates(year: Year, user: User) -> list[str]:
    """Who could be given a part: people with a role over the year's region, one above it, or one that is assessed.
    Told to whoever leads the year; nobody otherwise."""
    if not year.board.holds(user.pk, LEAD):
        return []
    above = year.here.ancestors(year.round.top) if year.round.top in year.here else ()
    over = {year.round.top, *above, *year.board.regions}
    rows = Role.objects.filter(region__in=over, column__in=("*", rounds.kind_of().column), user__is_active=True)
    return sorted(set(rows.values_list("user__username", flat=True)))
