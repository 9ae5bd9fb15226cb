"""A measure against a product: proposed, the firm heard, taken by a second person, in force until its day or until it
is ended. A recall that is ordered so goes on as a case of its own."""

from __future__ import annotations

from functools import partial

from plumbline.procedures.casework.consequences import Consequence
from plumbline.procedures.casework.consequences import declare as follows
from plumbline.procedures.casework.declaration import PARTY, TOLD, Act, Days, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.casework.writing import DAY, Writes
from plumbline.procedures.surveillance.recalls import measures
from plumbline.records.core.fields import INTERNAL, choice, day, ref, refs, text
from plumbline.records.core.kinds import KINDS
from plumbline.records.surveillance.recalls import LOTS
from plumbline.text import Citation, Text

RULES = Citation("中华人民共和国产品质量法", article="17-18", status="unverified")
OFFICER = Part("officer", Text("officer", "执法人员"))
FIRM = Part("firm", Text("of whom it is asked", "责任单位"), PARTY, party="organisation")
PROPOSED, HEARING, TAKEN, ENDED, DROPPED = "proposed", "hearing", "in-force", "ended", "dropped"
WHY = {"reason": text("Reason", "理由", required=True, max_length=1000)}
NUMBER = {"number": measures.FIELD}
RECORDED = ("measure", "initiative", "product", "lots", "organisation", "role", "scope", "basis", "valid_to", "region")

MEASURE = declare(Procedure(
    "product-measure", Text("Measure against a product", "产品处置措施"),
    Text("Measures against products", "产品处置措施"), "surveillance", RULES, parts=(OFFICER, FIRM),
    public=(TAKEN,), shared=("statement",),
    meaning=Text("What is ordered or undertaken against a dangerous product, of whom, and until when.",
                 "针对危险产品责令或者自愿采取的措施、责任单位和期限。"),
    about={
        "region": ref("Region", "地区", "region", required=True),
        "product": ref("Product", "产品", "product", required=True),
        "lots": refs("Lots", "批次", "lot", max_length=2000, help=LOTS),
        "organisation": ref("Of whom", "责任单位", "organisation", required=True),
        "role": choice("As", "责任单位身份", "firm-role", required=True),
        "measure": choice("Measure", "措施", "measure-kind", required=True),
        "initiative": choice("Ordered or voluntary", "责令或自愿", "measure-initiative", required=True),
        "scope": text("Scope", "范围", required=True, max_length=400),
        "basis": text("Basis", "依据", required=True, max_length=300,
                      help=Text("The act and its article.", "法律法规及条款。")),
        "goods": choice("Goods", "产品类别", "recall-goods", required=True),
    },
    states=(
        State(PROPOSED, Text("proposed", "已提出"),
              Text("The firm is heard, or it is taken at once.", "听取责任单位意见，或立即采取措施。"), Days(5)),
        State(HEARING, Text("firm heard", "听取意见"), Text("The firm states its case.", "由责任单位陈述申辩。"),
              Days(5, late=TOLD)),
        State(TAKEN, Text("in force", "执行中"), Text("It ends with its day, or is ended.", "到期终止或提前解除。"),
              Days(field="valid_to")),
        State(ENDED, Text("ended", "已解除"), ends=True),
        State(DROPPED, Text("dropped", "不予采取"), ends=True)),
    acts=(
        Act("propose", Text("Propose a measure", "提出措施"), (OFFICER,), target=PROPOSED),
        Act("undertake", Text("Undertake a measure by oneself", "自愿采取措施"), (FIRM,), target=PROPOSED),
        Act("hear", Text("Hear the firm", "告知并听取意见"), (OFFICER,), (PROPOSED,), HEARING, fields=WHY, letter=Text(
            "A measure against the product {product} is intended: {scope}. {reason}",
            "拟对产品{product}采取以下措施：{scope}。理由：{reason}")),
        Act("state-case", Text("State one's case", "陈述申辩"), (FIRM,), (HEARING,), fields={
            "statement": text("Statement", "陈述申辩意见", required=True, exposure=INTERNAL, max_length=4000)}),
        Act("take", Text("Take the measure", "采取措施"), (OFFICER,), (PROPOSED, HEARING), TAKEN, second_person=True,
            final=True, does=measures.to_take, fields={
                "valid_to": day("Until", "截止日期"),
                measures.FIELD: text("Measure number", "措施编号", max_length=80, help=Text(
                    "Empty: the region's code and the case's number.", "留空表示以地区代码加事项编号为措施编号。"))},
            writes=(Writes("corrective_measure", {
                **NUMBER, "taken_on": DAY, **{name: name for name in RECORDED}}),)),
        Act("drop", Text("Take no measure", "不予采取措施"), (OFFICER,), (PROPOSED, HEARING), DROPPED, fields=WHY),
        Act("end", Text("End the measure", "解除措施"), (OFFICER,), (TAKEN,), ENDED, second_person=True, fields=WHY,
            writes=(Writes("corrective_measure", {
                **{name: partial(measures.as_it_is, name=name) for name in KINDS["corrective_measure"].names()},
                "valid_to": measures.ends_on}),)))))

follows(Consequence(
    "recall-by-measure", Text("A recall that is ordered", "责令召回"), procedure="product-measure", act="take",
    opens="product-recall", cites=RULES, rule=lambda happened: happened.board.values["measure"] == "recall",
    fields={**{name: name for name in ("region", "product", "organisation", "role", "goods", "initiative")},
            "defect": "scope", "origin": lambda happened: "measure",
            "origin_key": lambda happened: happened.board.values[measures.FIELD]}))
