"""A sample that is asked for: what is known says which product and where, somebody is still to take it.

A complaint that is founded leads to one. It has no seal, no day and no price, so no sample can be opened of it; the
request is what is to be filled. The firm is no party: whoever knew would clear the shelf."""

from __future__ import annotations

from collections.abc import Mapping

from plumbline.errors import RecordError
from plumbline.procedures.casework.consequences import Consequence
from plumbline.procedures.casework.consequences import declare as declare_consequence
from plumbline.procedures.casework.declaration import Act, Days, Part, Procedure, State
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.surveillance.cases import product_complaint
from plumbline.procedures.surveillance.samples import names
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import INTERNAL, ref, text
from plumbline.text import Citation, Text

NAME, FOUNDED = "sample-request", "founded"
OFFICER = Part("officer", Text("officer", "经办人员"))
OURS = Citation("Plumbline", ours=True)


def must_be_there(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: for a sample that there is not."""
    number = asked.said["sample"]
    if not CaseEvent.objects.filter(case__procedure=names.KIND, case__number=number).exists():
        raise RecordError("sample.unknown_number", Text(f"there is no sample '{number[:40]}'",
                                                        f"没有样品“{number[:40]}”"), where="sample",
                          next_step=Text("Take the sample first, and give its number",
                                         "请先办理抽样，再填写样品编号"))
    return {}


declare(Procedure(
    NAME, Text("Sample asked for", "待抽样任务"), Text("Samples asked for", "待抽样任务"), "surveillance", OURS,
    parts=(OFFICER,), against="organisation",
    meaning=Text("Something speaks against a product: a sample of it is to be taken. The firm is not told.",
                 "产品存在质量线索，需抽样检验；不告知相关单位。"),
    about={"region": ref("Region", "地区", "region", required=True),
           "product": ref("Product", "产品", "product", required=True),
           "lot": ref("Lot", "批次", "lot", max_length=160, exposure=INTERNAL),
           "organisation": ref("Where it was sold or made", "销售或生产单位", "organisation", exposure=INTERNAL),
           "why": text("What speaks against it", "质量线索", required=True, max_length=1000, exposure=INTERNAL)},
    states=(State("asked", Text("to be taken", "待抽样"), Text(
                "Somebody takes the sample, or says why none is taken.", "办理抽样，或说明不予抽样的理由。"), Days(10)),
            State("taken", Text("taken", "已抽样"), ends=True),
            State("dropped", Text("none is taken", "不予抽样"), ends=True)),
    acts=(
        Act("ask", Text("Ask for a sample", "要求抽样"), (OFFICER,), target="asked"),
        Act("take", Text("Say which sample was taken", "登记样品"), (OFFICER,), ("asked",), "taken",
            does=must_be_there,
            fields={"sample": text("Number of the sample", "样品编号", required=True, max_length=40)}),
        Act("drop", Text("Take none", "不予抽样"), (OFFICER,), ("asked",), "dropped", fields={
            "reason": text("Reason", "理由", required=True, exposure=INTERNAL, max_length=400)}))))

declare_consequence(Consequence(
    "sample-of-founded-complaint", Text("A founded complaint asks for a sample", "投诉举报属实，转为抽样任务"),
    procedure=product_complaint.NAME, act="close", opens=NAME,
    fields={"region": "region", "product": "product", "lot": "lot", "organisation": "organisation", "why": "matter"},
    rule=lambda happened: happened.values.get("outcome") == FOUNDED and bool(happened.values.get("product")),
    cites=OURS))
