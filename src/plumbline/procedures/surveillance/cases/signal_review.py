"""Looking into a signal as a procedure: it is dismissed, watched or made a case, each with a reason.

A signal is a record; the watch of the day writes it (``watch/running.py``) and a case follows from it. What is decided
is written back to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plumbline.errors import RecordError
from plumbline.procedures.casework.consequences import Consequence
from plumbline.procedures.casework.consequences import declare as declare_consequence
from plumbline.procedures.casework.declaration import Act, Days, Guard, Part, Procedure, State, Writes
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.casework.writing import Situation
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import INTERNAL, day, decimal, integer, ref, text
from plumbline.text import Citation, Text

NAME, KIND = "signal-review", "signal"
DISMISSED, WATCHED, CASE = "dismissed", "watched", "case"
OFFICER = Part("officer", Text("officer", "经办人员"))
WHY = text("Reason", "理由", required=True, exposure=INTERNAL, max_length=600)
OURS = Citation("Plumbline", ours=True)


def signal(number: str) -> Any:
    """The signal that counts under its number, or None."""
    return store.current(kinds.get(KIND)).filter(number=number).first()


def must_be_there(asked: Asked) -> None:
    """:raises RecordError: for a signal that there is not, or in another region than the case."""
    if asked.at is None:
        return
    row = signal(asked.said.get("signal", ""))
    if row is None or row.region != asked.said.get("region"):
        raise RecordError("signal.unknown", Text("there is no such signal in this region", "该地区没有此信号"),
                          where="signal", next_step=Text("Record the signal first, or let the watch of the day find it",
                                                         "请先登记信号，或由每日监测产生"))


def _kept(name: str) -> Callable[[Situation], Any]:
    return lambda here: getattr(signal(here.values["signal"]), name, None)


def _decided(decision: str) -> tuple[Writes, ...]:
    """The signal as it was, with what was decided."""
    same = [spec.name for spec in kinds.get(KIND).kept if spec.name not in ("decision", "reason")]
    return (Writes(KIND, {name: _kept(name) for name in same} | {
        "decision": lambda _here: decision, "reason": "reason"}),)


REVIEW = declare(Procedure(
    NAME, Text("Review of a signal", "风险信号研判"), Text("Reviews of signals", "风险信号研判"), "surveillance", OURS,
    parts=(OFFICER,), meaning=Text("More reports than were to be expected: somebody looks why.",
                                   "报告数超出预期的信号，由专人研判原因并作出处置。"),
    about={"region": ref("Region", "地区", "region", required=True),
           "signal": text("Signal", "信号编号", required=True, max_length=160),
           "week": day("Week from", "统计周起始日"), "reports": integer("Reports", "报告数"),
           "expected": decimal("Expected", "预期数", 2, minimum=0),
           "upper": decimal("Upper bound", "预警上限", 2, minimum=0),
           "product": ref("Product", "产品", "product"),
           "series": text("Series", "监测序列", max_length=160)},
    states=(
        State("raised", Text("to be looked into", "待研判"), Text(
            "It is dismissed, watched or made a case.", "排除、持续关注或者立案处置。"), Days(3)),
        State("watched", Text("watched", "持续关注"), Text(
            "By its day it is dismissed or made a case.", "期满前排除或者立案处置。"), Days(field="until")),
        State("dismissed", Text("dismissed", "已排除"), ends=True),
        State("case", Text("made a case", "已立案处置"), ends=True)),
    acts=(
        Act("raise", Text("Look into a signal", "研判信号"), (OFFICER,), target="raised",
            guard=Guard(must=must_be_there)),
        Act("dismiss", Text("Dismiss it", "排除"), (OFFICER,), ("raised", "watched"), "dismissed",
            fields={"reason": WHY}, writes=_decided(DISMISSED), help=Text(
                "A false alarm, or known already and seen to.", "属误报，或者已知且已有处置。")),
        Act("watch", Text("Watch it", "持续关注"), (OFFICER,), ("raised", "watched"), "watched",
            fields={"reason": WHY, "until": day("Until", "关注至", required=True)}, writes=_decided(WATCHED)),
        Act("make-case", Text("Make it a case", "立案处置"), (OFFICER,), ("raised", "watched"), "case",
            fields={"reason": WHY}, writes=_decided(CASE), help=Text(
                "A risk assessment is begun by it.", "随即开始一项产品风险评估。"))),
    page="/watch/signals/{number}/"))

declare_consequence(Consequence(
    "review-of-signal", Text("A signal is looked into", "研判风险信号"), kind=KIND, opens=NAME,
    fields={"region": "region", "signal": "number", "week": "week", "reports": "reports", "expected": "expected",
            "upper": "upper", "product": "product", "series": "series"},
    rule=lambda record: not record.values["decision"], cites=OURS))
declare_consequence(Consequence(
    "risk-of-signal", Text("The risk of the product is assessed", "评估产品风险"), procedure=NAME, act="make-case",
    opens="product-risk", fields={"region": "region", "title": lambda happened: happened.values.get("series")
                                  or happened.values["signal"], "product": "product", "signal": "signal"},
    cites=OURS))
