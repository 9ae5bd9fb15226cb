"""Review of a standard as a procedure, on the statutory clock: an opinion, a conclusion, a second person who decides.

What is decided is written into the record of the standard: the day on which a review confirmed it, or that it is
withdrawn. What its acts check is in ``procedures/standards/reviews.py``; days are in the flow file
``standard-review``."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import (
    PARTY,
    TOLD,
    Act,
    Days,
    Guard,
    Part,
    Procedure,
    State,
    Writes,
)
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.standards import reviews
from plumbline.records.core.fields import choice, day, ref, text
from plumbline.text import Citation, Text

NAME = "standard-review"
OFFICER = Part("officer", Text("officer", "经办人员"))
SECRETARIAT = Part("secretariat", Text("secretariat of the committee", "技术委员会秘书处承担单位"), PARTY,
                   party="secretariat")
OPENED, CONCLUDED, CONFIRMED, REVISED, ABOLISHED = "opened", "concluded", "confirmed", "to-revise", "abolished"
REASON = text("Grounds", "理由", required=True, max_length=2000)

REVIEW = declare(Procedure(
    NAME, Text("Review of a standard", "标准复审"), Text("Reviews of standards", "标准复审"), "standards",
    Citation("中华人民共和国标准化法", article="29", effective="2018-01-01", status="unverified"),
    parts=(OFFICER, SECRETARIAT),
    meaning=Text("Whether a standard stands as it is, is revised or is withdrawn: normally asked within five years.",
                 "对标准的适用性进行复审，作出继续有效、修订或者废止的结论；复审周期一般不超过五年。"),
    about={
        "region": ref("Region", "地区", "region", required=True),
        "standard": ref("Standard", "标准", "standard", required=True, max_length=160),
        "due": day("Review due on", "应复审日期", help=Text(
            "By the statutory clock; empty where it is reviewed before.", "按复审周期计算；提前复审的留空。")),
        "matter": text("Why now", "复审原因", max_length=1000),
        "secretariat": ref("Secretariat of the committee", "技术委员会秘书处承担单位", "organisation", help=Text(
            "Where it is held here, its people give the opinion. Empty: an officer does.",
            "已在库中的，由其人员提出复审意见；留空的，由经办人员提出。"))},
    states=(
        State(OPENED, Text("an opinion is asked for", "征求复审意见"), Text(
            "Whoever keeps the standard says whether it stands, is revised or withdrawn.",
            "由归口单位提出继续有效、修订或者废止的意见。"), Days(60, late=TOLD)),
        State(CONCLUDED, Text("to be decided", "待审定"), Text("A second person decides.", "由另一人审定。"), Days(20)),
        State(CONFIRMED, Text("stands as it is", "继续有效"), ends=True),
        State(REVISED, Text("to be revised", "拟修订"), ends=True),
        State(ABOLISHED, Text("withdrawn by review", "复审废止"), ends=True)),
    acts=(
        Act("open", Text("Open a review", "启动复审"), (OFFICER,), target=OPENED,
            guard=Guard(must=reviews.must_be_due)),
        Act("give-opinion", Text("Give an opinion", "提出复审意见"), (SECRETARIAT, OFFICER), (OPENED,), CONCLUDED,
            fields={"conclusion": choice("Conclusion", "复审结论", "review-conclusion", required=True),
                    "opinion": text("Opinion", "复审意见", required=True, max_length=4000, help=Text(
                        "How it is used, what changed in technology and law, what it refers to and adopts.",
                        "写明实施情况、技术和法规变化、引用和采用标准的变化。"))}),
        Act("send-back", Text("Ask for another opinion", "退回复审"), (OFFICER,), (CONCLUDED,), OPENED, returns=True,
            fields={"reason": REASON}),
        Act("confirm", Text("It stands as it is", "审定继续有效"), (OFFICER,), (CONCLUDED,), CONFIRMED,
            second_person=True,
            final=True, fields={"reason": REASON}, writes=(Writes("standard", reviews.record(
                confirmed_on=reviews.today)),)),
        Act("revise", Text("It is to be revised", "审定修订"), (OFFICER,), (CONCLUDED,), REVISED, second_person=True,
            final=True, fields={"reason": REASON}),
        Act("withdraw-standard", Text("Withdraw the standard", "审定废止"), (OFFICER,), (CONCLUDED,), ABOLISHED,
            second_person=True, final=True, fields={
                "reason": REASON, "withdrawn_on": day("Withdrawn on", "废止日期", required=True)},
            writes=(Writes("standard", reviews.record(status=reviews.withdrawn, withdrawn_on="withdrawn_on")),)))))
