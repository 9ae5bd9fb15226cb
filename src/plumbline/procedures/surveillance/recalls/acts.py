"""What the acts of a recall do beside going on: publishing it, taking reports, withdrawing it.

A report of more units than are affected is refused where it is made: whoever reports can put right which of the counts
is wrong, or have the recall widened first. Of reports that come by import nothing is refused; the recall then says by
how many it is over (``progress.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from plumbline.errors import RecordError
from plumbline.methods.shared.succession import JOINED
from plumbline.procedures.casework.case_evidence import KIND as CASE
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.writing import Situation
from plumbline.procedures.evidence import attaching, previews
from plumbline.procedures.records import save
from plumbline.procedures.surveillance.recalls import lots, published
from plumbline.procedures.surveillance.recalls.progress import progress
from plumbline.records.core import kinds, store
from plumbline.records.evidence import evidence as attached
from plumbline.text import Text, written_day

PIECE = 1 << 20
NUMBERS = Text("Correct the count, or widen the recall first", "请更正数量，或先扩大召回范围")


def by_the_maker(asked: Asked) -> Mapping[str, str]:
    """A recall that its maker reports."""
    return {"origin": "maker"}


def must_be_publishable(asked: Asked) -> None:
    """:raises RecordError: for publishing a recall where neither lots are named nor all are meant, the units are not
    known, or another recall has the number."""
    if asked.at is None:
        return  # nothing is said yet
    case, said = asked.case, asked.said
    named, whole = lots.named(case.board), said.get("all_lots") == "true"
    if bool(named) is whole:
        raise RecordError(
            "recall.which_lots", Text("it is not clear which lots are recalled", "未明确召回哪些批次"),
            where=case.number,
            why=Text("Lots are named, and all are meant too", "已列明批次，又选择了全部批次") if named else Text(
                "No lot is named", "未列明批次"),
            next_step=Text("Add the lots, or say that all lots of the product are recalled",
                           "请增加批次，或注明涉及该产品全部批次"))
    if whole and "affected" not in said:
        raise RecordError("recall.how_many", Text("it is not said how many units are affected", "未填写涉及数量"),
                          where="affected", next_step=Text("Give the units of all lots", "请填写全部批次的数量"))
    number = _number(asked)
    if published.newest(number) is not None:
        raise RecordError("recall.number_taken", Text(f"there is a recall '{number}' already",
                                                      f"召回编号“{number}”已被使用"),
                          where=published.FIELD, next_step=Text("Give another number", "请填写其他编号"))
    if said.get("picture"):
        _picture(asked, said["picture"])


def to_publish(asked: Asked) -> Mapping[str, str]:
    """The number of the record, and its units, as they are published."""
    said, board = asked.said, asked.case.board
    units = said["affected"] if said.get("all_lots") == "true" else str(lots.units(board))
    return {published.FIELD: _number(asked), "affected": units}


def _number(asked: Asked) -> str:
    return asked.said.get(published.FIELD) or f"{asked.case.region}-{asked.case.number}"


def lots_published(here: Situation) -> str:
    """The lots that a recall is published with; empty: all."""
    return JOINED.join(lots.named(here.board))


def then_picture(asked: Asked) -> tuple[str, Mapping[str, str]] | None:
    """Once a recall is published, the photograph that was named is."""
    return ("show-picture", {"picture": asked.said["picture"]}) if asked.said.get("picture") else None


def picture_shown(asked: Asked) -> Mapping[str, str]:
    """A photograph of the case is attached to the published recall, where everybody sees it."""
    row, home = _picture(asked, asked.said["picture"]), asked.case.home
    assert asked.at is not None, "it is done, not only asked about"
    with previews.original(home, row).open("rb") as file:
        shown = attaching.attach(home, asked.user, published.KIND, (asked.case.board.values[published.FIELD],),
                                 iter(lambda: file.read(PIECE), b""), name=row.name, at=asked.at, public=True)
    return {"shown": shown.number}


def _picture(asked: Asked, number: str) -> Any:
    rows = attached.of_subject(CASE, (asked.case.procedure.name, asked.case.number))
    row = next((each for each in rows if each.number == number and not each.withdrawn), None)
    if row is None or not row.pictures:
        raise RecordError("recall.no_picture", Text(
            f"no picture with the number '{number[:40]}' is attached to the case",
            f"事项材料中没有编号为“{number[:40]}”的图片"), where="picture",
                          next_step=Text("Attach the photograph to the case, and give the number of the attachment",
                                         "请先将照片附于本事项，再填写其材料编号"))
    return row


def reported(asked: Asked) -> Mapping[str, str]:
    """What a report adds. :raises RecordError: for a day that cannot be, or more units than are affected."""
    return _counted(asked, before=0)


def corrected(asked: Asked) -> Mapping[str, str]:
    """What stands of one channel and day is put right; what stood there no longer counts. :raises RecordError: as
    :func:`reported`, and where nothing was reported of that day."""
    number, said = asked.case.board.values[published.FIELD], asked.said
    row = _of_day(number, said["channel"], said["reported_on"])
    if row is None:
        raise RecordError("recall.no_report", Text("this channel reported nothing on that day", "该渠道当日没有报告"),
                          where="reported_on", next_step=Text("Look at the reports of the recall, and name one",
                                                              "请查看召回报告后填写"))
    return _counted(asked, before=row.remedied + row.recovered)


def _counted(asked: Asked, *, before: int) -> Mapping[str, str]:
    said, today = asked.said, asked.case.on
    on = date.fromisoformat(said["reported_on"]) if "reported_on" in said else today
    row = published.held(asked.case.board.values[published.FIELD])
    if not row.published_on <= on <= today:
        raise RecordError("recall.report_day", Text(
            f"a report of {written_day(on, 'en')} cannot be", f"报告日期{written_day(on, 'zh')}不成立"),
            where="reported_on", why=Text(f"The recall runs since {written_day(row.published_on, 'en')}",
                                          f"召回自{written_day(row.published_on, 'zh')}起实施"),
            next_step=Text("Give the day of the report, at the latest today", "请填写报告当日，不得晚于今日"))
    known, new = progress(row.number, row.affected), int(said["remedied"]) + int(said["recovered"])
    total = known.remedied + known.recovered - before + new
    if total > row.affected:
        raise RecordError("recall.more_than_affected", Text(
            f"with this report {total:,} units would be remedied or recovered, and {row.affected:,} are affected",
            f"计入本次报告后，已实施补救和收回{total:,}件，超过涉及数量{row.affected:,}件"), where="remedied",
            why=Text(f"{total - new:,} were reported before, and this report has {new:,}",
                     f"此前累计{total - new:,}件，本次{new:,}件"), next_step=NUMBERS)
    return {"reported_on": on.isoformat()}


def remedied_that_day(here: Situation) -> int:
    """What a channel reported of that day, with what this report adds."""
    return _with_before(here, "remedied")


def recovered_that_day(here: Situation) -> int:
    """The same of units recovered."""
    return _with_before(here, "recovered")


def _with_before(here: Situation, name: str) -> int:
    row = _of_day(here.values[published.FIELD], here.values["channel"], here.values["reported_on"])
    return int(here.values[name]) + (int(getattr(row, name)) if row is not None else 0)


def _of_day(number: str, channel: str, day: str) -> Any:
    rows = store.current(kinds.get("recall_report"))
    return rows.filter(recall=number, channel=channel, reported_on=date.fromisoformat(day)).first()


def revoked(asked: Asked) -> Mapping[str, str]:
    """The published record is withdrawn: it warns of nothing any more, and stays among the changes."""
    row = published.held(asked.case.board.values[published.FIELD])
    assert asked.at is not None, "it is done, not only asked about"
    save.withdraw(published.KIND, row.pk, at=asked.at, actor=asked.user.pk, reason=asked.said["reason"])
    return {}


def must_not_be_published(asked: Asked) -> None:
    """:raises RecordError: for giving up a case whose recall is published: that is revoked, so that its record goes."""
    if published.FIELD in asked.case.board.values:
        raise RecordError("recall.is_public", Text("the recall is published", "召回已经公布"), where=asked.case.number,
                          why=Text("Giving up the case would leave the record, and shops would go on warning",
                                   "仅撤回事项，公布的记录仍在，经营者仍会据此提示风险"),
                          next_step=Text("Revoke the recall", "请使用“撤销召回”"))
