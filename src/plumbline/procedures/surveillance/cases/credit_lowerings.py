"""A credit class that is lowered: it follows by itself from what spot checks found, the organisation is told and may
contest it, and once the days have passed the class is entered. The next draw takes it from there."""

from __future__ import annotations

from typing import Any

from plumbline.procedures.casework.consequences import Consequence
from plumbline.procedures.casework.consequences import declare as declare_consequence
from plumbline.procedures.casework.declaration import PARTY, Act, Days, Guard, Part, Procedure, State, Writes
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.surveillance.spot_checks import classes
from plumbline.procedures.surveillance.spot_checks.classes import FIRM, LOWERING
from plumbline.records.core.fields import INTERNAL, choice, ref, text
from plumbline.text import Citation, Text

OFFICER = Part("officer", Text("officer", "经办人员"))
ORGANISATION = Part(FIRM, Text("organisation", "单位"), PARTY, party="organisation")
CITES = Citation("国市监信发〔2022〕6号", status="unverified")
MOST_WHY = 300

declare(Procedure(
    LOWERING, Text("Lower credit class", "信用风险类别下调"), Text("Lower credit classes", "信用风险类别下调"),
    "surveillance", CITES, parts=(OFFICER, ORGANISATION),
    meaning=Text("Findings of spot checks bring an organisation into a class that is drawn more often. It is told, and "
                 "may contest it.", "抽查发现问题的单位转入抽查比例更高的类别；告知该单位，单位可提出异议。"),
    about={"organisation": ref("Organisation", "单位", "organisation", required=True),
           "region": ref("Region", "地区", "region", required=True),
           "was": choice("Class before", "原类别", "credit-class", exposure=INTERNAL),
           "becomes": choice("Class from then on", "调整后类别", "credit-class", required=True, exposure=INTERNAL),
           "why": text("Findings and rule", "事实和依据", required=True, exposure=INTERNAL, max_length=MOST_WHY)},
    shared=("was", "becomes", "why"),
    states=(State("told", Text("told", "已告知"), Text(
                "The organisation may contest it; after the days the class is entered.",
                "单位可提出异议；期限届满后登记新类别。"), Days(10)),
            State("entered", Text("entered", "已登记"), ends=True),
            State("dropped", Text("dropped", "已终止"), ends=True)),
    acts=(
        Act("open", Text("Lower a class", "下调类别"), (OFFICER,), target="told"),
        Act("enter", Text("Enter the class", "登记新类别"), (OFFICER,), ("told",), "entered", after_days=True,
            guard=Guard(classes.contested), writes=(Writes("credit", {
                "organisation": "organisation", "credit_class": "becomes", "valid_from": "~day", "basis": "why",
                "region": "region"}),)),
        Act("drop", Text("Leave the class as it is", "不予下调"), (OFFICER,), ("told",), "dropped", fields={
            "reason": text("Reason", "理由", required=True, exposure=INTERNAL, max_length=400)}))))


def _lowered(happened: Any) -> classes.Lowered | None:
    values = happened.values
    return classes.lowered(values["organisation"] or "", values["result"], values["inspected_on"])


def _of(name: str) -> Any:
    return lambda happened: getattr(_lowered(happened), name)


declare_consequence(Consequence(
    "class-by-findings", Text("Findings lower the credit class", "抽查发现问题，下调信用风险类别"), kind="draw_task",
    opens=LOWERING, rule=lambda happened: _lowered(happened) is not None, cites=CITES,
    fields={"organisation": "organisation", **{name: _of(name) for name in ("region", "was", "becomes", "why")}}))
