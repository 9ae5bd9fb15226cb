"""What several acts of an assessment year are refused with, said in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.assessment.flows.flow import Stage
from plumbline.text import UNSAID, Text

NAMED = 8
"""So many choices are named; a scheme may assess thousands of regions."""
FIELDS = {
    "answer": Text("answer", "填报内容"), "reason": Text("reason", "理由"), "clause": Text("clause", "依据条款"),
    "objection": Text("objection", "异议"), "order": Text("order", "整改要求"), "region": Text("region", "地区"),
    "comment": Text("comment", "意见"),
}


def unknown(number: str) -> RecordError:
    """There is no such year, or none that this person may know of: the two look alike on purpose."""
    return RecordError("year.unknown", Text("there is no such year, or nothing in it is open to this person",
                                            "没有该考核年度，或其内容不对本人开放"), where=number[:120],
                       next_step=Text("List the years with: plumb year board", "可列出各考核年度：plumb year board"))


def not_assessed(number: str, region: str, regions: Sequence[str], why: Text = UNSAID) -> RecordError:
    """The scheme of the year does not assess ``region``."""
    return RecordError("assess.region_unknown", Text(f"the scheme does not assess region '{region}'",
                                                     f"方案不考核地区“{region}”"),
                       where=number, why=why, next_step=choose(regions))


def conflicted(number: str, region: str) -> NotAllowed:
    """Somebody declared a conflict of interest over ``region``."""
    return NotAllowed("year.conflict_declared", Text("this person declared a conflict of interest",
                                                     "本人已声明利益冲突"), where=f"{number} {region}",
                      why=Text("So nothing of this region is open to them", "该地区的内容不对本人开放"),
                      next_step=Text("Let whoever leads the year assign somebody else", "请牵头人另行安排人员"))


def region_missing(number: str, what: Text) -> RecordError:
    """A region is to be named, and none is."""
    return RecordError("year.region_missing", what, where=number,
                       next_step=Text("Choose it; on the command line: --region", "请选择地区；命令行选项：--region"))


def not_ordered(where: str, next_step: Text) -> RecordError:
    """A region was given no order to rectify."""
    return RecordError("order.none", Text("nobody ordered this region to rectify anything", "未对该地区下达整改通知"),
                       where=where, next_step=next_step)


def not_of_an_order(where: str) -> RecordError:
    """An order was named with something that is no report."""
    return RecordError("order.not_about", Text("only a report is about an order", "只有整改报告须指明整改通知"),
                       where=where, next_step=Text("Leave the order out", "请勿指明整改通知"))


def look(number: str) -> Text:
    """Where it is shown how far a year has come."""
    return Text(f"Look where it stands: on the page of the year, or with: plumb year board {number}",
                f"请在年度页面查看进展，或用命令：plumb year board {number}")


def choose(names: Iterable[str]) -> Text:
    """What there is to choose from."""
    first = list(names)[:NAMED]
    return Text(f"Choose one of: {', '.join(first)}", f"可选：{'、'.join(first)}")


def titled(stage: Stage | None, id: str) -> str:
    """What a stage is called in a Chinese sentence; an English one names it by its id, as commands do."""
    return f"“{stage.title.say('zh')}”环节" if stage is not None else f"环节“{id}”"
