"""Two requirements compared by a researcher and read by a second person. Only then is there a record of it; what a
rule computes is shown as computed."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import Act, Days, Part, Procedure, State, Writes
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.standards.topics import acts
from plumbline.records.core.fields import INTERNAL, choice, ref, text
from plumbline.text import Citation, Text

NAME = "requirement-comparison"
OFFICER = Part("officer", Text("researcher", "研究人员"))
FOUND = {"verdict": choice("Verdict", "结论", "requirement-verdict", required=True, help=Text(
             "Of the first, held against the second: stricter means that it admits less.",
             "指前一项要求相对于比对对象的关系，“更严”即允许的范围更窄。")),
         "reason": text("Reason", "理由", required=True, max_length=1000)}
BY_RULE = {"computed": choice("By the rule", "系统计算结果", "requirement-verdict")}
WHY = text("Reason", "理由", required=True, exposure=INTERNAL, max_length=600)

declare(Procedure(
    NAME, Text("Comparison of requirements", "技术要求比对"), Text("Comparisons of requirements", "技术要求比对"),
    "standards", Citation("Plumbline docs/topics.md", ours=True), parts=(OFFICER,), public=("kept",),
    meaning=Text("How one requirement stands to another: a researcher says so, a second person reads both texts.",
                 "研究人员提出一项要求与另一项要求的比对结论，由第二人对照原文复核。"),
    about={"region": ref("Region", "地区", "region", required=True),
           "requirement": ref("Requirement", "要求", "requirement", required=True, max_length=120),
           "against": ref("Against", "比对对象", "requirement", required=True, max_length=120)},
    states=(
        State("proposed", Text("to be read by a second person", "待复核"), Text(
            "Somebody else reads both texts.", "由另一人对照原文复核。"), Days(20)),
        State("returned", Text("sent back", "已退回"), Text(
            "The researcher looks at it again.", "研究人员重新研究。"), Days(20)),
        State("kept", Text("confirmed", "已确认"), ends=True),
        State("dropped", Text("dropped", "已放弃"), ends=True)),
    acts=(
        Act("propose", Text("Propose a comparison", "提出比对结论"), (OFFICER,), target="proposed", fields=FOUND,
            does=acts.compared, gives=BY_RULE | {"researcher": text(
                "Researcher", "研究人员", max_length=150, exposure=INTERNAL)}),
        Act("confirm", Text("Confirm it", "复核确认"), (OFFICER,), ("proposed",), "kept", second_person=True,
            final=True, does=acts.read, gives=BY_RULE | {"second_reader": text(
                "Second reader", "复核人", max_length=150, exposure=INTERNAL)},
            help=Text("Both texts were read, and it is so.", "已对照双方原文，结论属实。"),
            writes=(Writes("comparison", {
                "requirement": "requirement", "against": "against", "verdict": "verdict", "computed": "computed",
                "reason": "reason", "researcher": "researcher", "second_reader": "second_reader",
                "confirmed_on": "~day", "region": acts.kept_region}),)),
        Act("return", Text("Send it back", "退回"), (OFFICER,), ("proposed",), "returned", returns=True,
            fields={"why": WHY}),
        Act("amend", Text("Propose it anew", "重新提出"), (OFFICER,), ("returned",), "proposed", fields=FOUND,
            does=acts.compared, gives=BY_RULE | {"researcher": text(
                "Researcher", "研究人员", max_length=150, exposure=INTERNAL)}),
        Act("drop", Text("Drop it", "放弃"), (OFFICER,), ("proposed", "returned"), "dropped", fields={"why": WHY}))))
