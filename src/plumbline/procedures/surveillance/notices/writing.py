"""What the acts of an own notice do beyond the case: whether it may be proposed and published, its record, taking it
back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from plumbline.errors import ConflictError, RecordError
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.writing import Situation
from plumbline.procedures.records import save
from plumbline.procedures.surveillance.notices.twins import Number, twins_of
from plumbline.records.core import kinds, store
from plumbline.records.surveillance.notices import Alert
from plumbline.text import Text

SOURCE, PUBLISHED = "own", "published"
ALL_THE_SAME = "all_the_same"
"""The field of an act by which somebody says that a notice is no second one, though another says the same."""
CONTENT = tuple(field.name for field in Alert._meta.concrete_fields if hasattr(field, "plumb") and field.name not in (
    "source", "number", "published_on", "region"))
"""The fields of a notice that its writer fills in: all that its record has beside its key, day and region."""


def must_name_it(asked: Asked) -> None:
    """:raises RecordError: for a notice that does not say which product it is about, or what is dangerous."""
    values = asked.case.board.values
    for name in ("product_name", "hazard"):
        if not values.get(name):
            title = kinds.get("alert").by_name[name].title
            raise RecordError("notice.says_nothing", Text(
                f"the notice does not say: {title.en}", f"通报未填写：{title.zh}"), where=name,
                next_step=Text("Write it first", "请先填写"))


def must_be_one(asked: Asked) -> None:
    """:raises RecordError: for a notice whose number another record has. :raises ConflictError: where another notice
    says the same, and nobody said that this is another one all the same."""
    must_name_it(asked)
    case, own = asked.case, Number(SOURCE, asked.case.number)
    if PUBLISHED not in case.board.entered and current(case.number) is not None:
        raise RecordError("notice.number_taken", Text("there is an own notice with this number already",
                                                      "已有相同编号的本机关通报"), where=case.number,
                          next_step=Text("Give the one that was imported another number, or withdraw it",
                                         "请更改或撤回导入的同号通报"))
    if asked.at is None or asked.said.get(ALL_THE_SAME) == "true":
        return  # on a page nothing is said yet; there, what says the same is shown
    others = twins_of(case.board.values, but=own)
    if others:
        told = ", ".join(f"{each.source} {each.number}" for each in others[:5])
        raise ConflictError(
            "notice.twice", Text(f"another notice says the same: {told}", f"已有内容相同的通报：{told}"),
            where=case.number, next_step=Text("Update that one; or say that this is another one all the same",
                                              "请更新已有通报；确属另一产品的，请在表单中注明仍予发布"))


def must_be_published(asked: Asked) -> None:
    """:raises RecordError: for a notice that was never published: it is given up, and not taken back."""
    if PUBLISHED not in asked.case.board.entered:
        raise RecordError("notice.not_published", Text("this notice was never published", "该通报尚未发布"),
                          where=asked.case.number,
                          next_step=Text("Give the case up instead", "请改为撤回事项"))


def must_not_be_published(asked: Asked) -> None:
    """:raises RecordError: for one that everybody reads: giving its case up would leave it there."""
    if PUBLISHED in asked.case.board.entered:
        raise RecordError("notice.is_published", Text("this notice is published", "该通报已发布"),
                          where=asked.case.number,
                          next_step=Text("Take the notice back, so that everybody reads that it was",
                                         "请撤销通报，以便公众知悉"))


def taken_back(asked: Asked) -> dict[str, str]:
    """Withdraw the notice's record; its versions stay, with the reason."""
    row = current(asked.case.number)
    if row is not None and asked.at is not None:
        save.withdraw("alert", row.pk, at=asked.at, actor=getattr(asked.user, "pk", None),
                      reason=asked.said.get("reason", ""))
    return {}


def current(number: str) -> Any:
    """The row of the own notice with this number that counts now; None where there is none."""
    return store.current(kinds.get("alert")).filter(source=SOURCE, number=number).first()


def first_day(here: Situation) -> date:
    """The day on which the notice was published first: an update leaves it."""
    before = [each.since for each in here.board.case.left if each.state == PUBLISHED and each.since is not None]
    return timezone.localdate(before[0]) if before else here.day
