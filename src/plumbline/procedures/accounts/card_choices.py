"""Choosing the cards of the home page and of the pages of regions: by an administrator for the office of a region,
which is everybody whose role is in it or below, unless a lower office chose; and by each person for themselves.

What is kept is what is hidden, and an order: a card that is declared later is shown, one that is no more is left out.
The public sees what the authority at the top of the home's tree chose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.records.accounts.card_choices import CardChoice
from plumbline.records.core import locks, store
from plumbline.records.core.people import Role, may_act
from plumbline.records.core.region_trees import parents_now
from plumbline.records.core.visibility import Reach, roles_of
from plumbline.text import Text

KIND, CHOOSE = "card-choice", "choose-cards"
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """Names of cards: those that are ``hidden``, and all that were there in the ``order`` that was wished."""

    hidden: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()

    def arrange(self, names: Iterable[str]) -> list[str]:
        """``names``, which stand in their usual order, in the chosen one, the hidden ones too. A name that nobody chose
        a place for follows the one that it usually follows."""
        usual = list(names)
        found = [name for name in self.order if name in usual]
        for place, name in enumerate(usual):
            if name not in found:
                found.insert(found.index(usual[place - 1]) + 1 if place else 0, name)
        return found

    def shown(self, names: Iterable[str]) -> list[str]:
        """The same without those that are hidden."""
        return [name for name in self.arrange(names) if name not in self.hidden]

    def kept(self) -> dict[str, list[str]]:
        """As it is kept."""
        return {"hidden": sorted(self.hidden), "order": list(self.order)}


USUAL = Choice()


@dataclass(frozen=True, slots=True)
class Kept:
    """What one person, or the office of one region, chose; None where nothing is. ``version`` is 0 where nothing ever
    was."""

    choice: Choice | None = None
    version: int = 0
    undoes: bool = False


def for_reader(user: Any, top: str) -> Choice:
    """How the pages of ``user`` (None: the public) are arranged: as the person chose, else the own office or the
    nearest one above that chose; of who has no role, the office of ``top``; else as usual."""
    own = roles_of(user)
    offices = list(_line(office_of(user, top))) if own else [top]
    wanted = Q(user=None, region__in=offices)
    if may_act(user):
        wanted |= Q(user=user.pk)
    # The row of a person names no region.
    rows = CardChoice.objects.filter(wanted).values("region", "choice")
    found = {row["region"]: _read(row["choice"]) for row in rows}
    return next((choice for place in ("", *offices) if (choice := found.get(place)) is not None), USUAL)


def office_of(user: Any, top: str) -> str:
    """The region whose office ``user`` belongs to: that of the own roles, the highest and first where there are
    several; ``top`` for who has none."""
    own = {region for _, region, _ in roles_of(user)}
    if len(own) == 1:
        return own.pop()
    return min(own, key=lambda region: (len(list(_line(region))), region), default=top)


def offices(user: Any) -> frozenset[str]:
    """The regions for whose offices ``user`` may choose: those administered, in every column, and all below them."""
    return Reach(frozenset(region for name, region, column in roles_of(user)
                           if name == Role.ADMINISTRATOR and column == "*")).regions()


def of_person(user: Any) -> Kept:
    """What ``user`` chose for themselves."""
    return _kept(CardChoice.objects.filter(user=user.pk).first())


def of_office(user: Any, region: str) -> Kept:
    """What was chosen for the office of ``region``. :raises NotAllowed: for who does not administer it."""
    _must_administer(user, region)
    return _kept(CardChoice.objects.filter(user=None, region=region).first())


def inherited(user: Any, top: str, region: str | None = None) -> Choice:
    """What holds where the person (or the office of ``region``) chose nothing."""
    line = (list(_line(office_of(user, top))) if roles_of(user) else [top]) if region is None else above(region)
    rows = {row.region: _read(row.choice) for row in CardChoice.objects.filter(user=None, region__in=line)}
    return next((choice for place in line if (choice := rows.get(place)) is not None), USUAL)


def choose(user: Any, choice: Choice | None, *, known: Sequence[str], seen: int, at: datetime,
           region: str | None = None) -> Kept:
    """Keep what ``user`` chose for themselves, or for the office of ``region``; None takes it back, so that the next
    office above counts. ``seen`` is the version that was on the page.

    :raises NotAllowed: for the office of a region that the person does not administer. :raises RecordError: for a name
        that is none of ``known``. :raises ConflictError: if somebody changed it since."""
    _must_be_known(choice, known)
    with transaction.atomic():
        row = _held(user, region, seen, at)
        row.before, row.choice = row.choice, None if choice is None else choice.kept()
        return _write(user, row, at)


def undo(user: Any, *, seen: int, at: datetime, region: str | None = None) -> Kept:
    """Take the last change back; once more, and it is there again. Raises as :func:`choose`, and RecordError where
    nothing was changed."""
    with transaction.atomic():
        row = _held(user, region, seen, at)
        if row.pk is None:
            raise RecordError("card.nothing_to_undo", Text("nothing was chosen that could be undone",
                                                              "没有可撤销的选择"),
                              next_step=Text("Choose the cards, and save", "请先选择卡片并保存"))
        row.before, row.choice = row.choice, row.before
        return _write(user, row, at)


def _held(user: Any, region: str | None, seen: int, at: datetime) -> CardChoice:
    """The row, held until the end of the transaction."""
    if region is not None:
        _must_administer(user, region)
    locks.record(KIND, region if region is not None else f"~{user.pk}")
    who = {"user": None, "region": region} if region is not None else {"user_id": user.pk}
    row = CardChoice.objects.filter(**who).first() or CardChoice(**who, version=0, changed_at=at)
    if row.version != seen:
        raise ConflictError(
            "card.changed_meanwhile", Text("somebody chose other cards meanwhile", "其他人已更改所选卡片"),
            why=Text("What you ticked stands below and is not saved yet", "您的勾选保留在下方，尚未保存"),
            next_step=Text("Save again if it is to count", "如确认以您的选择为准，请再次保存"))
    return row


def _write(user: Any, row: CardChoice, at: datetime) -> Kept:
    row.version, row.changed_at = row.version + 1, at
    row.save()
    if row.user_id is None:  # what an office shows, and the public sees, is an act of the authority
        store.write_entry(CHOOSE, KIND, actor=user.pk, at=at, detail={"region": row.region, "choice": row.choice})
    return _kept(row)


def _must_be_known(choice: Choice | None, known: Sequence[str]) -> None:
    for name in sorted({*choice.hidden, *choice.order} - {*known}) if choice is not None else ():
        raise unknown(name, known)


def unknown(name: str, known: Sequence[str]) -> RecordError:
    """That there is no card called ``name``, among those that there are for somebody."""
    said = name[:MOST_NAME]
    return RecordError("card.unknown", Text(f"there is no card '{said}'", f"没有名为“{said}”的卡片"),
                       next_step=suggest(said, known))


def _must_administer(user: Any, region: str) -> None:
    if region not in offices(user):
        raise NotAllowed(
            "card.office_not_administered",
            Text("the cards of an office are chosen by an administrator of its region, for every column",
                 "机构首页的卡片由该地区（全部业务）的管理员选择"), where=region[:MOST_NAME],
            next_step=Text("Choose the cards of your own page, or ask an administrator",
                           "可选择您自己首页的卡片，或联系管理员"))


def _read(kept: Any) -> Choice | None:
    try:
        return None if kept is None else Choice(frozenset(kept["hidden"]), tuple(kept["order"]))
    except (KeyError, TypeError):  # altered past Plumbline, which the doctor tells: no page fails for it
        return None


def _kept(row: CardChoice | None) -> Kept:
    return Kept() if row is None else Kept(_read(row.choice), row.version, row.choice != row.before)


def above(region: str) -> list[str]:
    """The regions above ``region``, the nearest first."""
    return list(_line(region))[1:]


def _line(region: str) -> Iterator[str]:
    """``region`` and all above it, the nearest first."""
    parents, seen = parents_now(), set[str]()
    code: str | None = region
    while code and code not in seen:
        seen.add(code)
        yield code
        code = parents.get(code)
