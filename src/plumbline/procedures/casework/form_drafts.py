"""Forms of acts that somebody has begun: kept, found again, and gone once the act is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from plumbline.errors import RecordError
from plumbline.procedures.casework import refusals
from plumbline.procedures.casework.declaration import Procedure
from plumbline.records.accounts.form_drafts import FormDraft
from plumbline.records.core.people import may_act
from plumbline.text import Text

MOST, LONGEST = 100, 100_000
"""Drafts of one person, and characters of one."""
KEPT_FOR = timedelta(days=180)


class Place(NamedTuple):
    """Where a form stands: of which procedure, in which case (empty: it opens one), about which member, which act."""

    procedure: str
    number: str
    member: str
    act: str


def keep(user: Any, place: Place, values: Mapping[str, str], *, at: datetime) -> FormDraft:
    """Put a form aside as it is, faults and all. :raises RecordError: for one that is too long, or one too many."""
    rows = FormDraft.objects.filter(user=user)
    rows.filter(at__lt=at - KEPT_FOR).delete()
    typed = {name: text for name, text in values.items() if text}
    known = rows.filter(**place._asdict()).exists()
    if sum(map(len, typed.values())) > LONGEST or (not known and rows.count() >= MOST):
        raise RecordError("case.draft_unfit", Text(
            f"a draft has at most {LONGEST:,} characters, and there are at most {MOST}",
            f"草稿最多{LONGEST}个字符，且最多{MOST}份"), where=place.procedure,
            next_step=Text("Shorten it, or finish one of the others", "请缩短内容，或先完成其他草稿"))
    row, _ = FormDraft.objects.update_or_create(user=user, **place._asdict(), defaults={"values": typed, "at": at})
    return row


def kept(user: Any, place: Place) -> FormDraft | None:
    """The form that was put aside at this place; None where there is none."""
    return FormDraft.objects.filter(user=user, **place._asdict()).first() if may_act(user) else None


def drop(user: Any, place: Place) -> None:
    """Forget a form: it was sent, or is wanted no more."""
    if may_act(user):
        FormDraft.objects.filter(user=user, **place._asdict()).delete()


def of(user: Any) -> list[FormDraft]:
    """Every form that a person has put aside, the newest first."""
    return list(FormDraft.objects.filter(user=user).order_by("-at")) if may_act(user) else []


def place_of(procedure: Procedure, act: str, number: str = "", member: str = "") -> Place:
    """Where the form of an act stands. :raises RecordError: for an act that there is not."""
    if act not in procedure.by_name:
        raise refusals.act_unknown(procedure, act)
    return Place(procedure.name, number, member, act)
