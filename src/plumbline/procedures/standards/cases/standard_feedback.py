"""What users of a standard say of a clause: that it is unclear, wrong, cannot be met, or what it means; answered by day
by who keeps the standard, and followed by a review where that is needed.

Anybody may write, without an account. What they wrote and how to reach them is personal: it can be erased. The
secretariat of the committee reads what was written, and not who wrote it. Days are in the flow file
``standard-feedback``."""

from __future__ import annotations

from plumbline.procedures.casework.consequences import Consequence
from plumbline.procedures.casework.consequences import declare as follows
from plumbline.procedures.casework.declaration import LINK, PARTY, TOLD, Act, Days, Guard, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.standards import feedback
from plumbline.records.core.fields import PERSONAL, choice, ref, text
from plumbline.text import Citation, Text

NAME, SAY = "standard-feedback", "say"
RECEIVED, ANSWERED = "received", "answered"
LAW = Citation("中华人民共和国标准化法", article="29", effective="2018-01-01", status="unverified")
OFFICER = Part("officer", Text("officer", "经办人员"))
USER = Part("user", Text("who wrote", "反馈人"), LINK)
SECRETARIAT = Part("secretariat", Text("secretariat of the committee", "技术委员会秘书处承担单位"), PARTY,
                   party="secretariat")
MOST_REMARK, MOST_CONTACT = 2000, 120


FEEDBACK = declare(Procedure(
    NAME, Text("Feedback on a clause", "标准实施信息反馈"), Text("Feedback on clauses", "标准实施信息反馈"),
    "standards", LAW,
    parts=(OFFICER, USER, SECRETARIAT), shared=("remark", "more"),
    meaning=Text("Users of a standard say that a clause is unclear, wrong or cannot be met, or ask what it means.",
                 "标准使用者反映条款表述不清、内容有误、难以执行，或者咨询条款含义。"),
    about={
        "region": ref("Region", "地区", "region", required=True),
        "standard": ref("Standard", "标准", "standard", required=True, max_length=160),
        "clause": text("Clause", "条款", max_length=120, help=Text(
            "Its number, such as 5.2.1 or Table 3.", "条款编号，例如5.2.1或表3。")),
        "sort": choice("What is the matter", "反馈类型", "feedback-sort", required=True),
        "committee": ref("Committee", "技术委员会", "committee", max_length=160),
        "secretariat": ref("Secretariat of the committee", "技术委员会秘书处承担单位", "organisation")},
    states=(
        State(RECEIVED, Text("received", "已接收"), Text("It is answered, and you are told.", "予以答复并告知反馈人。"),
              Days(20, late=TOLD)),
        State(ANSWERED, Text("answered", "已答复"), ends=True)),
    acts=(
        Act(SAY, Text("Say something about a clause", "反馈条款问题"), (USER, OFFICER), target=RECEIVED, anybody=True,
            guard=Guard(must=feedback.must_be_held), does=feedback.addressed, fields={
                "remark": text("What you want to say", "反馈内容", required=True, max_length=MOST_REMARK,
                               exposure=PERSONAL,
                               help=Text(
                                   "What the clause says, what happens where you work by it, and what you propose.",
                                         "写明条款内容、执行中遇到的情况和建议。")),
                "contact": text("How to reach you", "您的联系方式", max_length=MOST_CONTACT, exposure=PERSONAL,
                                help=Text(
                    "For the officers only. Without it you follow the answer by your number and secret.",
                    "仅供办理人员联系；不填写的，可凭编号和查询码查看答复。"))},
            gives={"committee": ref("Committee", "技术委员会", "committee", max_length=160),
                   "secretariat": ref("Secretariat of the committee", "技术委员会秘书处承担单位", "organisation")}),
        Act("address", Text("Name who keeps the standard", "指定答复单位"), (OFFICER,), (RECEIVED,), fields={
            "secretariat": ref("Secretariat of the committee", "技术委员会秘书处承担单位", "organisation",
                               required=True)}),
        Act("ask", Text("Ask who wrote", "询问反馈人"), (SECRETARIAT, OFFICER), (RECEIVED,), fields={
            "question": text("Question", "询问内容", required=True, max_length=1000)}),
        Act("tell", Text("Tell more", "补充说明"), (USER, OFFICER), (RECEIVED,), fields={
            "more": text("What else there is to say", "补充内容", required=True, max_length=MOST_REMARK,
                         exposure=PERSONAL)}),
        Act("answer", Text("Answer", "答复"), (SECRETARIAT, OFFICER), (RECEIVED,), ANSWERED, final=True, fields={
            "outcome": choice("What follows", "处理结果", "feedback-outcome", required=True, help=Text(
                "A review is opened by it, where one is chosen.", "选择启动复审的，随即启动复审。")),
            "answer": text("Answer", "答复内容", required=True, max_length=4000)}))))

follows(Consequence(
    "review-by-feedback", Text("What users say leads to a review", "反馈启动复审"), procedure=NAME, act="answer",
    opens="standard-review", cites=LAW, rule=lambda happened: happened.values["outcome"] == "review",
    fields={"region": "region", "standard": "standard", "secretariat": "secretariat",
            "matter": feedback.because}))
