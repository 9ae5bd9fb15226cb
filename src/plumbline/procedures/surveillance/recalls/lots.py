"""Lots of a recall: before it is published they are put together; after that each change is one of the published
recall too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.errors import RecordError
from plumbline.methods.shared.succession import JOINED
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.standing import Board
from plumbline.procedures.casework.writing import Situation
from plumbline.procedures.surveillance.recalls import published
from plumbline.records.core import kinds, store
from plumbline.text import Text

AFFECTED, ACCOUNTED, EXCEPTED, STRUCK = "affected", "accounted", "excepted", "struck"
NOTHING: Mapping[str, str] = {}


def named(board: Board) -> list[str]:
    """The lots that the recall is of, by now."""
    return sorted(lot for lot, each in board.members.items() if each.state != STRUCK)


def units(board: Board) -> int:
    """Units affected, of all its lots."""
    return sum(int(board.of[lot]["units"]) for lot in named(board))


def every_lot_settled(board: Board) -> Text | None:
    """What is missing before a recall is closed: every lot is accounted for, or it is said why not."""
    left = sorted(lot for lot, each in board.members.items() if each.state == AFFECTED)
    return Text(f"not accounted for: {', '.join(left)}", f"尚未处理的批次：{'、'.join(left)}") if left else None


def added(asked: Asked) -> Mapping[str, str]:
    """A lot is added before the recall is published. :raises RecordError: after it, or for another product's lot."""
    _must_be_its_own(asked)
    must_not_be_published(asked)
    return NOTHING


def must_not_be_published(asked: Asked) -> None:
    """:raises RecordError: once the recall is published: a change of its lots is one of the published recall then."""
    if published.FIELD in asked.case.board.values:
        raise RecordError("recall.published", Text("the recall is published already", "召回已经公布"),
                          where=asked.case.number, next_step=Text("Widen or narrow the published recall",
                                                                  "请使用“扩大召回范围”或“缩小召回范围”"))


def widened(asked: Asked) -> Mapping[str, str]:
    """A published recall is widened by a lot. :raises RecordError: where it is not running, names no lots, as it is of
    all of them, or the lot is another product's."""
    _must_be_its_own(asked)
    row = _running(asked)
    if not published.lots_of(row):
        raise RecordError("recall.of_all_lots", Text("all lots are recalled already", "召回已涉及全部批次"),
                          where=row.number, next_step=Text("Nothing has to be added", "无需增加批次"))
    return NOTHING


def must_be_published(asked: Asked) -> None:
    """:raises RecordError: before the recall is published, or once it runs no more."""
    _must_run(asked)


def narrowed(asked: Asked) -> Mapping[str, str]:
    """A lot is taken out of a published recall. :raises RecordError: where it is its last one: a recall without lots
    would be one of all."""
    row = _running(asked)
    if len(published.lots_of(row)) <= 1:
        raise RecordError("recall.last_lot", Text("this is the only lot of the recall",
                                                  "这是召回涉及的唯一批次"),
                          where=row.number,
                          why=Text("A recall that names no lot is one of all lots", "未列批次的召回视为涉及全部批次"),
                          next_step=Text("Revoke the recall, if nothing is to be recalled", "确不需召回的，请撤销召回"))
    return NOTHING


def with_lot(here: Situation) -> str:
    """The lots of the published recall and the new one."""
    return JOINED.join(sorted({*published.lots_of(_row(here)), here.values["lot"]}))


def more(here: Situation) -> int:
    """Units affected, with those of the new lot."""
    return int(_row(here).affected) + int(here.values["units"])


def without_lot(here: Situation) -> str:
    """The lots of the published recall but this one."""
    return JOINED.join(sorted({*published.lots_of(_row(here))} - {here.member}))


def fewer(here: Situation) -> int:
    """Units affected, without those of this lot."""
    return max(0, int(_row(here).affected) - int(here.values["units"]))


def _row(here: Situation) -> Any:
    return published.must(here.values[published.FIELD])


def _running(asked: Asked) -> Any:
    _must_run(asked)
    # Two lots may be added at once, each under a lock of its own: here the second waits for the first.
    return published.held(asked.case.board.values[published.FIELD])


def _must_run(asked: Asked) -> None:
    if asked.case.board.case.state != "running":
        raise RecordError("recall.not_running", Text("the recall is not running", "召回未在实施中"),
                          where=asked.case.number,
                          next_step=Text("Before it is published, add or strike lots",
                                         "公布之前请使用“增加批次”或“剔除批次”"))


def _must_be_its_own(asked: Asked) -> None:
    lot, product = asked.said["lot"], asked.case.board.values["product"]
    known = store.current(kinds.get("lot")).filter(code=lot).values_list("product", flat=True).first()
    own = known == product if known is not None else lot.startswith(f"{product}/")
    if not own:
        raise RecordError("recall.lot_of_other_product", Text(
            f"'{lot}' is no lot of the product {product}", f"“{lot}”不是产品{product}的批次"), where="lot",
            why=Text(f"The register has it with the product {known}", f"登记所属产品为{known}") if known else Text(
                "The register has no such lot, so its code must begin with the product's",
                "批次未登记，其代码须以产品代码开头"),
            next_step=Text(f"Write {product}/ and the lot number", f"请写作{product}/加批号"))
