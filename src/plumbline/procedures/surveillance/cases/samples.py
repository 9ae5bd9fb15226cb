"""A sample's life: taken, sealed, handed over, tested, objected to, tested elsewhere, decided, published, followed up.

Its members are its *portions*: the one that is tested, and the backup. Each has its own seal, its own hands and its own
laboratory, which reads that portion alone. What the acts look at is in ``samples/work.py``."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import (
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
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.surveillance.samples import names, publishing, work
from plumbline.procedures.surveillance.samples.sample_fields import (
    ABOUT,
    DECISION,
    EXTENT,
    HOLDER,
    LABORATORY,
    ORDER,
    RESULT,
    SEAL,
    TAKING,
    UNKNOWN,
    WHY,
    keeping,
)
from plumbline.records.core.fields import INTERNAL, choice, day, flag, refs, text
from plumbline.text import Citation, Text

OFFICER = Part("officer", Text("officer", "抽样或经办人员"))
FIRM = Part("firm", Text("firm that was notified", "被告知企业"), PARTY, party="notified")
LAB = Part("laboratory", Text("laboratory", "承检机构"), PARTY, party="laboratory", capacity="laboratory")
RULES = Citation("产品质量监督抽查管理暂行办法", status="unverified")
TESTERS = (LAB, OFFICER)
WRITTEN = (names.SEALED, names.KEPT, *names.UNDER_WAY)
LEFT = Guard(work.left_over, met_by=(names.WRITE_OFF,))

CASE_STATES = (
    State(names.TESTING, Text("taken, being tested", "已抽样，检验中"),
          Text("Its portions go to the laboratory; then the firm is told.", "样品送检，出具结论后告知企业。")),
    State(names.NOTIFIED, Text("the firm is told", "已告知结果"),
          Text("The firm objects within the days, or it is decided.", "企业在期限内提出异议，逾期即作决定。"),
          Days(15, working=False)),
    State(names.OBJECTED, Text("objected to", "已提出异议"),
          Text("The officer grants a confirming test, or says why not.", "同意复检，或说明理由不予复检。"), Days(10)),
    State(names.RETEST, Text("being tested again", "复检中"),
          Text("The backup goes to another laboratory; then it is decided.", "备样送其他机构复检，之后作出决定。")),
    State(names.HEARD, Text("objections are over", "异议处理完毕"), Text("It is decided.", "作出决定。"), Days(10)),
    State(names.DECIDED, Text("decided", "已作决定"), Text("A second person publishes it.", "由另一人公布。"),
          Days(20)),
    State(names.PUBLISHED, Text("published", "已公布"), Text("It is followed up, and closed.", "后续处理并结案。")),
    State(names.CLOSED, Text("closed", "已结案"), ends=True),
    State(names.GIVEN_UP, Text("ended without a result", "终止，无结论"), ends=True))

PORTIONS = Members("portion", Text("Portion", "样品份"), Text("Portions", "样品份"), (
    State(names.SEALED, Text("sealed", "已封样"), Text("It goes to the laboratory.", "送交检验机构。"), Days(5)),
    State(names.KEPT, Text("kept as backup", "备样保存中"), Text(
        "It is released after its day, or tested elsewhere.", "期满解除保存，或送其他机构复检。"),
        Days(field="keep_until"), rests=True),
    State(names.HANDED, Text("on its way", "送检途中"), Text("The laboratory receives it.", "检验机构接收。"),
          Days(5, late=TOLD)),
    State(names.SENT, Text("on its way to be tested elsewhere", "备样送检途中"),
          Text("The other laboratory receives it.", "复检机构接收。"), Days(5, late=TOLD)),
    State(names.BROKEN, Text("seal broken", "封条破损"), Text(
        "Nothing is tested until an officer decides.", "经办人员作出决定前不得检验。"), Days(5, late=TOLD)),
    State(names.RECEIVED, Text("at the laboratory", "检验机构已接收"),
          Text("It is tested, and the testing finished.", "检验并出具结论。"), Days(20, late=TOLD)),
    State(names.TESTED, Text("tested", "检验完成"), ends=True),
    State(names.RELEASED, Text("released", "已解除保存"), ends=True),
    State(names.WRITTEN_OFF, Text("written off", "已作废"), ends=True)))

TAKE = (
    Act(names.TAKE, Text("Take a sample", "抽样"), (OFFICER,), target=names.TESTING, fields=TAKING,
        does=work.taken, gives=UNKNOWN, then=work.portions,
        letter=Text("A sample of {item} was taken on {sampled_on}, and sealed: {seal}.",
                    "已于{sampled_on}抽取样品“{item}”并封样，封条编号{seal}。")),
    Act(names.PORTION, Text("Add a portion", "增加检验样品"), (OFFICER,), of="portion", target=names.SEALED,
        adds="portion", fields={"portion": text("Portion", "样品份", required=True, max_length=20), "seal": SEAL,
                                "quantity": EXTENT}),
    Act(names.BACKUP, Text("Set a backup aside", "留存备样"), (OFFICER,), of="portion", target=names.KEPT,
        adds="portion", fields={"portion": text("Portion", "样品份", required=True, max_length=20), "seal": SEAL,
                                "keep_until": keeping(required=True), "holder": HOLDER}))

CUSTODY = (
    Act(names.MOVE, Text("Give into other hands", "变更保管方"), (OFFICER,), (names.SEALED, names.KEPT), of="portion",
        aside=(OFFICER,), fields={
            "holder": text("In whose hands", "保管方", required=True, max_length=200, exposure=INTERNAL)}),
    Act(names.HAND_OVER, Text("Hand over to the laboratory", "送交检验机构"), (OFFICER,), (names.SEALED,), names.HANDED,
        of="portion", fields={"laboratory": LABORATORY, "parameters": ORDER, "holder": HOLDER}, offline=7),
    Act(names.SEND, Text("Send the backup to another laboratory", "备样送其他机构复检"), (OFFICER,), (names.KEPT,),
        names.SENT, of="portion", fields={"laboratory": LABORATORY, "parameters": ORDER, "holder": HOLDER},
        guard=Guard(must=work.may_send), does=work.sent, gives={
            "past_keeping": flag("Sent after the last day on which it was kept", "超过保存期限送检")}),
    Act("take-back", Text("Take it back", "取回样品"), (OFFICER,), (names.HANDED,), names.SEALED, of="portion",
        fields={"reason": WHY}, returns=True),
    Act("take-back-backup", Text("Take the backup back", "取回备样"), (OFFICER,), (names.SENT,), names.KEPT,
        of="portion", fields={"reason": WHY, "keep_until": keeping(required=True)}, returns=True),
    Act(names.RECEIVE, Text("Receive it, the seal whole", "接收，封条完好"), TESTERS, (names.HANDED, names.SENT),
        names.RECEIVED, of="portion", fields={"holder": HOLDER}, aside=(OFFICER,)),
    Act(names.RECEIVE_BROKEN, Text("Receive it, the seal broken", "接收，封条破损"), TESTERS,
        (names.HANDED, names.SENT), names.BROKEN, of="portion", aside=(OFFICER,),
        fields={"damage": text("What is broken", "破损情况", required=True, max_length=400)}),
    Act(names.ADMIT, Text("Let it be tested all the same", "准予检验"), (OFFICER,), (names.BROKEN,), names.RECEIVED,
        of="portion", fields={"reason": WHY}),
    Act(names.RELEASE, Text("Release the backup", "解除备样保存"), (OFFICER,), (names.KEPT,), names.RELEASED,
        of="portion", after_days=True, guard=Guard(must=work.may_release),
        fields={"whereto": text("What becomes of it", "处置方式", required=True, max_length=200)}),
    Act(names.WRITE_OFF, Text("Write it off", "作废样品"), (OFFICER,), WRITTEN, names.WRITTEN_OFF, of="portion",
        fields={"reason": WHY}, second_person=True, final=True, aside=(OFFICER,),
        help=Text("Lost, destroyed or unfit: it is tested and kept no more.",
                  "样品遗失、毁损或不宜检验的，作废处理。")))

TESTS = (
    Act(names.RESULT, Text("Record a result", "填写检验结果"), TESTERS, (names.RECEIVED,), of="portion", fields=RESULT,
        does=work.tested, aside=(OFFICER,), gives={
            "before_receipt": flag("Tested before it was received", "检验日期早于接收日期"),
            "not_ordered": flag("Not among the parameters ordered", "不在委托检验项目之内")},
        help=Text("A second result of a parameter is a further attempt; the first stays.",
                  "同一项目再次填写即为再次检验，原结果保留。")),
    Act(names.FINISH, Text("Finish the testing", "完成检验"), TESTERS, (names.RECEIVED,), names.TESTED, of="portion",
        does=work.finished, aside=(OFFICER,), fields={
            "verdict": choice("Verdict", "综合判定", "sampling-result", required=True),
            "report": text("Number of the report", "检验报告编号", required=True, max_length=80),
            "reported_on": day("Day of the report", "报告日期")}))

OBJECTIONS = (
    Act(names.NOTIFY, Text("Tell the firm", "告知企业"), (OFFICER,), (names.TESTING,), names.NOTIFIED, fields={
        "notified": refs("Who is told", "被告知单位", "organisation", required=True, exposure=INTERNAL, help=Text(
            "The firm sampled, and the maker named on the product; several by a semicolon.",
            "被抽样单位和标称生产者；多个单位以分号隔开。"))},
        guard=Guard(must=work.may_notify), does=work.notified, gives={
            "results": text("Results", "检验结果", exposure=INTERNAL, max_length=work.MOST_TOLD),
            "verdict": choice("Verdict", "综合判定", "sampling-result")},
        letter=Text("The sample of {item} was tested: {verdict}.\n{results}",
                    "样品“{item}”检验结论：{verdict}。\n{results}")),
    Act(names.ACCEPT, Text("Accept the result", "认可结果"), (FIRM,), (names.NOTIFIED,)),
    Act(names.OBJECT, Text("Object to the result", "提出异议"), (FIRM,), (names.NOTIFIED, names.OBJECTED),
        names.OBJECTED, fields={
            "grounds": text("Grounds", "异议理由", required=True, exposure=INTERNAL, max_length=2000),
            "wants_retest": flag("A confirming test is asked for", "申请复检", exposure=INTERNAL)},
        does=work.objected),
    Act(names.ON_PAPER, Text("Take in an objection on paper", "登记书面异议"), (OFFICER,),
        (names.NOTIFIED, names.OBJECTED), names.OBJECTED, aside=(OFFICER,), fields={
            "received_on": day("Came in on", "收到日期", required=True, exposure=INTERNAL),
            "grounds": text("Grounds", "异议理由", required=True, exposure=INTERNAL, max_length=2000)},
        does=work.objected),
    Act("no-objection", Text("No objection came", "逾期未提出异议"), (OFFICER,), (names.NOTIFIED,), names.HEARD,
        after_days=True),
    Act(names.GRANT, Text("Grant a confirming test", "同意复检"), (OFFICER,), (names.OBJECTED,), names.RETEST,
        fields={"answer": text("Answer", "答复", required=True, exposure=INTERNAL, max_length=2000)}),
    Act(names.UNFOUNDED, Text("Find the objection unfounded", "异议不成立"), (OFFICER,), (names.OBJECTED,), names.HEARD,
        fields={"answer": text("Answer", "答复", required=True, exposure=INTERNAL, max_length=2000)}))

OUTCOME = (
    Act(names.DECIDE, Text("Decide which test stands", "确定检验结论"), (OFFICER,),
        (names.NOTIFIED, names.HEARD, names.RETEST), names.DECIDED, fields=DECISION,
        guard=Guard(must=work.may_decide), help=Text(
            "Both tests stay, and are published; the rule says which of them counts.",
            "两次检验结果均予保留并公布，由所依据的规则确定以哪一次为准。")),
    Act(names.PUBLISH, Text("Publish", "公布结果"), (OFFICER,), (names.DECIDED,), names.PUBLISHED,
        second_person=True, final=True, guard=Guard(must=work.may_publish), does=publishing.published),
    Act("follow-up", Text("Follow it up", "后续处理"), (OFFICER,), (names.PUBLISHED,), fields={
        "followed": text("What was done", "处理情况", required=True, exposure=INTERNAL, max_length=2000)}),
    Act(names.CLOSE, Text("Close", "结案"), (OFFICER,), (names.PUBLISHED,), names.CLOSED, guard=LEFT),
    Act(names.GIVE_UP, Text("End it without a result", "终止"), (OFFICER,), (
        names.TESTING, names.NOTIFIED, names.OBJECTED, names.RETEST, names.HEARD, names.DECIDED), names.GIVEN_UP,
        fields={"reason": WHY}, second_person=True, final=True, guard=LEFT, aside=(OFFICER,)))

SAMPLE = declare(Procedure(
    names.KIND, Text("Sample", "抽查样品"), Text("Samples", "抽查样品"), "surveillance", RULES,
    parts=(OFFICER, FIRM, LAB), meaning=Text(
        "One sample from the day it was taken: its seals and hands, its tests, objections, the decision.",
        "一个样品自抽取起的全过程：封样与交接、检验、异议处理和结论。"),
    about=ABOUT, states=CASE_STATES, members=PORTIONS, acts=(*TAKE, *CUSTODY, *TESTS, *OBJECTIONS, *OUTCOME),
    public=(names.PUBLISHED,), page="/samples/{number}/", settled=names.DECIDED,
    shared=("organisation", "notified", "results", "grounds", "wants_retest", "received_on", "answer")))
