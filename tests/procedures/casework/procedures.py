"""Small procedures for tests: declared anew for each, and known to nobody else."""

from __future__ import annotations

from typing import Any

from plumbline.procedures.casework.declaration import (
    GIVEN,
    LINK,
    PARTY,
    TOLD,
    Act,
    Days,
    Guard,
    Members,
    Part,
    Procedure,
    State,
)
from plumbline.records.core.fields import INTERNAL, PERSONAL, day, ref, text
from plumbline.text import Citation, Text

OURS = Citation("A procedure for tests", ours=True)
OFFICER = Part("officer", Text("officer", "工作人员"))
APPROVER = Part("approver", Text("approver", "审批人"))
PRODUCER = Part("producer", Text("producer", "生产者"), PARTY, party="producer")
TENDER = "test-tender"
JUROR = Part("juror", Text("juror", "评审员"), GIVEN)
APPLICANT = Part("applicant", Text("applicant", "申报单位"), PARTY, party="applicant")
COMPLAINT = "test-complaint"
COMPLAINANT = Part("complainant", Text("complainant", "投诉人"), LINK)


CHINESE = {
    "Recall": "召回", "Recalls": "召回", "opened": "已立案", "notified": "已通知", "reported": "已报告",
    "closed": "已结案", "Lot": "批次", "Lots": "批次", "on sale": "在售", "accounted for": "已处理", "Open": "立案",
    "Add a lot": "增加批次", "Notify": "通知生产者", "Report": "报告", "Report for the producer": "代为报告",
    "Complaint": "投诉", "Complaints": "投诉", "open": "已受理", "told": "已说明", "answered": "已答复",
    "Take down": "受理", "Tell": "说明经过", "Answer": "答复", "Return": "退回",
    "Account for": "处理批次", "Close": "结案",
}


def words(en: str) -> Text:
    return Text(en, CHINESE.get(en, "试"))


def every_lot_accounted_for(board: Any) -> Text | None:
    open_ = [key for key, each in board.members.items() if each.state != "accounted"]
    return Text(f"not accounted for: {', '.join(open_)}", f"尚未处理完毕：{'、'.join(open_)}") if open_ else None


def recall(**changed: Any) -> Procedure:
    """A recall of three states with lots as members."""
    given: dict[str, Any] = {
        "title": words("Recall"), "plural": words("Recalls"), "column": "surveillance", "cites": OURS,
        "about": {"producer": ref("Producer", "生产者", "organisation", required=True),
                  "region": ref("Region", "地区", "region", required=True),
                  "product": text("Product", "产品", required=True)},
        "parts": (OFFICER, APPROVER, PRODUCER),
        "states": (State("opened", words("opened"), days=Days(5)),
                   State("notified", words("notified"), days=Days(field="due")),
                   State("reported", words("reported")), State("closed", words("closed"), ends=True)),
        "members": Members("lot", words("Lot"), words("Lots"), kind="lot", states=(
            State("on-sale", words("on sale"), days=Days(10)), State("accounted", words("accounted for"), ends=True))),
        "acts": (
            Act("open", words("Open"), (OFFICER,), target="opened"),
            Act("add-lot", words("Add a lot"), (OFFICER,), of="lot", target="on-sale", adds="lot",
                fields={"lot": text("Lot", "批次", required=True)}),
            Act("notify", words("Notify"), (OFFICER,), ("opened",), "notified",
                fields={"reason": text("Reason", "原因", required=True), "due": day("Due", "期限", required=True),
                        "note": text("Note", "内部备注", exposure=INTERNAL)}),
            Act("report", words("Report"), (PRODUCER,), ("notified",), "reported",
                fields={"text": text("What was done", "处理情况", required=True)}),
            Act("report-for", words("Report for the producer"), (OFFICER,), ("notified",), "reported", after_days=True),
            Act("return", words("Return"), (OFFICER,), ("reported",), "notified", returns=True,
                fields={"reason": text("Reason", "原因", required=True), "due": day("Due", "期限", required=True)}),
            Act("account", words("Account for"), (PRODUCER, OFFICER), ("on-sale",), "accounted", of="lot",
                fields={"how": text("How", "处理方式", required=True)}),
            Act("close", words("Close"), (APPROVER,), ("reported",), "closed", second_person=True, final=True,
                guard=Guard(every_lot_accounted_for, met_by=("account",))),
        ),
    }
    return Procedure("test-recall", **given | changed)


def complaint(**changed: Any) -> Procedure:
    """A complaint that an officer takes down, and the complainant adds to by a link."""
    given: dict[str, Any] = {
        "title": words("Complaint"), "plural": words("Complaints"), "column": "surveillance", "cites": OURS,
        "about": {"region": ref("Region", "地区", "region", required=True),
                  "matter": text("Matter", "事由", required=True),
                  "source": text("Source", "来源", exposure=INTERNAL)},
        "parts": (OFFICER, COMPLAINANT),
        "states": (State("open", words("open"), days=Days(7, late=TOLD)), State("told", words("told")),
                   State("answered", words("answered"), ends=True)),
        "acts": (
            Act("take", words("Take down"), (OFFICER,), target="open"),
            Act("tell", words("Tell"), (COMPLAINANT,), ("open",), "told", fields={
                "story": text("What happened", "经过", required=True),
                "phone": text("Phone", "电话", exposure=PERSONAL)}),
            Act("answer", words("Answer"), (OFFICER,), ("open", "told"), "answered", fields={
                "reply": text("Reply", "答复", required=True)})),
    }
    return Procedure(COMPLAINT, **given | changed)


def tender(**changed: Any) -> Procedure:
    """An award of which each applicant is a member that names its organisation."""
    given: dict[str, Any] = {
        "title": words("Tender"), "plural": words("Tenders"), "column": "programmes", "cites": OURS,
        "about": {"region": ref("Region", "地区", "region", required=True), "name": text("Name", "名称", required=True),
                  "budget": text("Budget", "预算", exposure=INTERNAL)},
        "parts": (OFFICER, JUROR, APPLICANT), "public": ("decided",), "shared": ("score",),
        "states": (State("open", words("open")), State("decided", words("decided"), ends=True)),
        "members": Members("applicant", words("Applicant"), words("Applicants"), (
            State("applied", words("applied")), State("scored", words("scored"), ends=True))),
        "acts": (
            Act("open", words("Open"), (OFFICER,), target="open"),
            Act("enter", words("Enter"), (OFFICER,), of="applicant", target="applied", adds="key", fields={
                "key": text("Key", "编号", required=True),
                "applicant": ref("Applicant", "申报单位", "organisation", required=True),
                "phone": text("Phone", "电话", exposure=PERSONAL)}),
            Act("add-to", words("Add"), (APPLICANT,), ("applied",), of="applicant",
                fields={"text": text("Text", "内容", required=True),
                        "mobile": text("Mobile", "手机", exposure=PERSONAL)}),
            Act("score", words("Score"), (JUROR, OFFICER), ("applied",), "scored", of="applicant", fields={
                "score": text("Score", "得分", required=True, exposure=INTERNAL),
                "note": text("Note", "备注", exposure=INTERNAL)}),
            Act("decide", words("Decide"), (OFFICER,), ("open",), "decided", fields={
                "winner": text("Winner", "获奖单位", required=True)})),
    }
    return Procedure(TENDER, **given | changed)
