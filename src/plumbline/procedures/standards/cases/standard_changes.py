"""What becomes of a standard once it is published: an amendment sheet, or its withdrawal. Each is a case of its own;
the review on the statutory clock is ``standard-review``."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import Act, Days, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.standards.projects import changes
from plumbline.procedures.standards.projects.names import AMENDMENT, WITHDRAWAL
from plumbline.records.core.fields import INTERNAL, day, ref, text
from plumbline.text import Citation, Text

RULES = Citation("国家标准管理办法（国家市场监督管理总局令第59号）", effective="2023-03-01", status="unverified")
OFFICER = Part("officer", Text("standards officer", "标准化管理人员"))
WHY = text("Reason", "理由", required=True, max_length=1000)
RETURNED = text("Reason", "退回理由", required=True, exposure=INTERNAL, max_length=1000)
ABOUT = {
    "region": ref("Region", "地区", "region", required=True),
    "standard": ref("Standard", "标准", "standard", required=True, max_length=160, help=Text(
        "Its number as it stands in the register.", "按标准库中的编号填写。")),
}
STATES = (
    State("approved", Text("approved", "已批准"), Text("It is published.", "发布。"), Days(20)),
    State("published", Text("published", "已发布"), ends=True))

declare(Procedure(
    AMENDMENT, Text("Amendment of a standard", "标准修改单"), Text("Amendments of standards", "标准修改单"),
    "standards",
    RULES, parts=(OFFICER,), public=("published",),
    meaning=Text("A few words of a standard are changed by a sheet that is published with a number of its own.",
                 "对标准的个别内容以修改单形式进行修改，修改单单独编号发布。"),
    about=ABOUT,
    states=(State("proposed", Text("proposed", "已提出"), Text("Another officer approves it.", "由另一人批准。"),
                  Days(30)),
            *STATES),
    acts=(
        Act("propose", Text("Propose an amendment", "提出修改单"), (OFFICER,), target="proposed",
            does=changes.of_one_in_force, fields={
                "changes": text("What is changed", "修改内容", required=True, max_length=4000, help=Text(
                    "Clause by clause: what stands there, what is to stand there.", "按章条写明原文和修改后的内容。")),
                "why": WHY}),
        Act("rework", Text("Write it anew", "修改内容"), (OFFICER,), ("proposed",), "proposed", fields={
            "changes": text("What is changed", "修改内容", required=True, max_length=4000)}),
        Act("approve", Text("Approve the amendment", "批准修改单"), (OFFICER,), ("proposed",), "approved",
            second_person=True, final=True),
        Act("return", Text("Return it", "退回"), (OFFICER,), ("approved",), "proposed", returns=True,
            fields={"returned": RETURNED}),
        Act("publish", Text("Publish the amendment sheet", "发布修改单"), (OFFICER,), ("approved",), "published",
            final=True, does=changes.sheet_number, writes=changes.AMENDMENT_WRITES, gives={
                "designation": text("Designation", "修改单编号", max_length=160),
                "supplement": text("Amendment sheet", "修改单", max_length=120),
                "code": text("Register code", "登记代码", max_length=160)},
            fields={"published_on": day("Published on", "发布日期", help=Text("Empty: today.", "留空表示今日。")),
                    "effective_on": day("In force from", "实施日期", required=True)}))))

declare(Procedure(
    WITHDRAWAL, Text("Withdrawal of a standard", "标准废止"), Text("Withdrawals of standards", "标准废止"), "standards",
    RULES, parts=(OFFICER,), public=("announced", "published"),
    meaning=Text("A standard ceases to hold: proposed, announced so that whoever needs it can object, decided by a "
                 "second person.", "废止标准：提出、公示征求意见、由另一人批准并公告。"),
    about=ABOUT,
    states=(
        State("proposed", Text("proposed", "已提出"), Text("It is announced.", "向社会公示。"), Days(30)),
        State("announced", Text("announced", "公示中"), Text(
            "Who needs the standard can object until that day.", "截止日期前可提出异议。"), Days(field="until")),
        *STATES, State("kept", Text("kept", "不予废止"), ends=True)),
    acts=(
        Act("propose", Text("Propose to withdraw a standard", "提出废止"), (OFFICER,), target="proposed",
            does=changes.of_one_in_force, fields={"why": WHY}),
        Act("announce", Text("Announce it", "公示"), (OFFICER,), ("proposed",), "announced", final=True,
            fields={"until": day("Objections until", "公示截止日期", required=True)}),
        Act("approve", Text("Approve the withdrawal", "批准废止"), (OFFICER,), ("announced",), "approved",
            after_days=True, second_person=True, final=True),
        Act("keep-it", Text("Keep the standard", "不予废止"), (OFFICER,), ("proposed", "announced", "approved"), "kept",
            final=True, fields={"kept_why": WHY}),
        Act("publish", Text("Withdraw the standard", "公告废止"), (OFFICER,), ("approved",), "published", final=True,
            does=changes.withdrawn, writes=changes.WITHDRAWAL_WRITES,
            fields={"withdrawn_on": day("Withdrawn on", "废止日期", required=True)}))))
