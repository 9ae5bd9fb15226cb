"""Standards that overlap, have one number or contradict a mandatory one, as a procedure: both issuers say something, it
is examined jointly, a second person decides, what follows is done by its day.

The decision is a record: the lists of health ask no more about what was decided. What its acts check and write is in
``procedures/standards/overlaps.py``; days are in the flow file ``standard-overlap``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    Writes,
)
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.standards import overlaps
from plumbline.records.core.fields import choice, day, ref, refs, text
from plumbline.text import Citation, Text

NAME = "standard-overlap"
OFFICER = Part("officer", Text("officer", "经办人员"))
FIRST = Part("first-issuer", Text("issuer of the first", "标准一发布单位"), PARTY, party="first_issuer")
SECOND = Part("second-issuer", Text("issuer of the second", "标准二发布单位"), PARTY, party="second_issuer")
HEARING, EXAMINATION, EXAMINED, DECIDED, CLOSED = "hearing", "examination", "examined", "decided", "closed"
STATEMENT = text("Statement", "陈述意见", required=True, max_length=4000)
DECISION = choice("Decision", "处理结论", "overlap-decision", required=True)
REMAINS = ref("What remains", "保留的标准", "standard", max_length=160, help=Text(
    "Where one is withdrawn, corrected or renumbered, or both are merged: which of them goes on.",
    "整合、废止、修改或者更改编号的，填写继续保留的标准。"))
DIFFERENCES = text("How they differ", "区别", max_length=2000, help=Text(
    "Where both are kept: in scope, objects or requirements, so that users know which one to take.",
    "分别保留的，写明适用范围、对象或者要求的区别，便于使用者选用。"))
REASON = text("Grounds", "理由", required=True, max_length=2000)
RECORD: dict[str, str | Callable[[Any], Any]] = {
    "number": "~number", "first": "first", "second": "second", "others": "others", "type": "sort",
    "decided_on": "~day", "region": overlaps.region}

OVERLAP = declare(Procedure(
    NAME, Text("Overlap of standards", "标准重复交叉处理"), Text("Overlaps of standards", "标准重复交叉处理"),
    "standards",
    Citation("中华人民共和国标准化法", article="21, 30, 33, 39", effective="2018-01-01", status="unverified"),
    parts=(OFFICER, FIRST, SECOND),
    meaning=Text(
        "Two standards say the same, overlap, have one number, or one contradicts a mandatory one: both issuers are "
        "heard, it is examined jointly, and decided by somebody else than who opened it.",
        "标准之间重复、交叉、编号重复或者与强制性标准相抵触的，听取发布单位意见，"
        "共同研究，由立案人以外的人员作出处理结论。"),
    about={
        "region": ref("Region", "地区", "region", required=True),
        "first": ref("First standard", "标准一", "standard", required=True, max_length=160),
        "second": ref("Second standard", "标准二", "standard", required=True, max_length=160, help=Text(
            "Against a mandatory standard: the mandatory one.", "与强制性标准抵触的，填写强制性标准。")),
        "others": refs("Further standards", "其他标准", "standard", max_length=1000),
        "sort": choice("What is the matter", "问题类型", "overlap-sort", required=True),
        "matter": text("What was found", "发现的问题", required=True, max_length=2000),
        "indicator": text("Indicator", "指标", max_length=400, help=Text(
            "Against a mandatory standard: which requirement, and both values, such as lead, mg/kg: 0.5 for 0.2.",
            "与强制性标准抵触的，写明具体要求和双方数值，例如：铅（mg/kg），0.5，强制性标准为0.2。")),
        "first_issuer": ref("Issuer of the first, as an organisation", "标准一发布单位", "organisation", help=Text(
            "Where it is held here, its people take part. Empty: an officer takes down what it says.",
            "已在库中的，其人员可参与办理；留空的，由经办人员代为记录意见。")),
        "second_issuer": ref("Issuer of the second, as an organisation", "标准二发布单位", "organisation", help=Text(
            "As above.", "同上。")),
    },
    states=(
        State(HEARING, Text("issuers are heard", "听取发布单位意见"), Text(
            "Once both have said something, it is examined jointly.", "双方均陈述意见后，转入共同研究。"),
            Days(15, late=TOLD), needs=("state-first", "state-second"), to=EXAMINATION),
        State(EXAMINATION, Text("examined jointly", "共同研究"), Text(
            "What was found is taken down, with a proposal.", "记录研究情况并提出处理建议。"), Days(20)),
        State(EXAMINED, Text("proposed", "已提出建议"), Text(
            "Somebody else than who opened it decides.", "由立案人以外的人员作出结论。"), Days(10)),
        State(DECIDED, Text("decided", "已作出结论"), Text(
            "What follows is done by its day; then it is closed.", "按期落实后续工作后办结。"), Days(field="until")),
        State(CLOSED, Text("closed", "已办结"), ends=True)),
    members=Members("task", Text("Task", "后续任务"), Text("Tasks", "后续任务"), (
        State("to-do", Text("to be done", "待落实"), Text("It is done.", "予以落实。"), Days(field="due")),
        State("done", Text("done", "已落实"), ends=True),
        State("dropped", Text("not needed any more", "不再需要"), ends=True))),
    acts=(
        Act("open", Text("Open an overlap", "启动重复交叉处理"), (OFFICER,), target=HEARING,
            guard=Guard(must=overlaps.must_be_two)),
        Act("state-first", Text("Statement of the first issuer", "标准一发布单位陈述意见"), (FIRST, OFFICER),
            (HEARING,),
            aside=(OFFICER,), fields={"first_statement": STATEMENT}, help=Text(
                "An officer takes down what the issuer said, or that it said nothing.",
                "由经办人员代为记录的，写明对方意见或者对方未提出意见。")),
        Act("state-second", Text("Statement of the second issuer", "标准二发布单位陈述意见"), (SECOND, OFFICER),
            (HEARING,),
            aside=(OFFICER,), fields={"second_statement": STATEMENT}),
        Act("examine", Text("Take down the joint examination", "记录共同研究情况"), (OFFICER,), (EXAMINATION,),
            EXAMINED,
            fields={"examination": text("What was found jointly", "共同研究情况", required=True, max_length=4000),
                    "proposal": choice("Proposal", "处理建议", "overlap-decision", required=True),
                    "proposed_remains": REMAINS, "proposed_differences": DIFFERENCES}),
        Act("send-back", Text("Send it back to be examined", "退回研究"), (OFFICER,), (EXAMINED,), EXAMINATION,
            returns=True,
            fields={"reason": REASON}),
        Act("decide", Text("Decide", "作出结论"), (OFFICER,), (EXAMINED,), DECIDED, second_person=True, final=True,
            guard=Guard(must=overlaps.may_be_decided, met_by=("examine",)), fields={
                "decision": DECISION, "remains": REMAINS, "differences": DIFFERENCES, "reason": REASON,
                "until": day("To be carried out by", "落实期限", required=True)},
            writes=(Writes("standard_overlap", RECORD | {
                "decision": "decision", "remains": "remains", "differences": "differences", "until": "until"}),),
            letter=Text("On the standards {first} and {second} it was decided: {decision}. {reason}",
                        "关于标准{first}与{second}，处理结论为：{decision}。理由：{reason}")),
        Act("no-overlap", Text("They do not overlap", "不构成重复交叉"), (OFFICER,), (EXAMINED,), CLOSED,
            second_person=True,
            final=True, guard=Guard(must=overlaps.must_be_another, met_by=("examine",)), fields={"reason": REASON},
            writes=(Writes("standard_overlap", RECORD | {
                "decision": lambda _here: "no-overlap", "differences": "reason"}),)),
        Act("add-task", Text("Add a task", "增加后续任务"), (OFFICER,), of="task", target="to-do", adds="task",
            fields={"task": text("Task", "任务", required=True, max_length=80),
                    "who": text("By whom", "责任单位", max_length=200),
                    "due": day("Until", "期限", required=True)}),
        Act("do-task", Text("It is done", "已落实"), (OFFICER, FIRST, SECOND), ("to-do",), "done", of="task",
            fields={"how": text("How", "落实情况", required=True, max_length=1000)}),
        Act("drop-task", Text("It is not needed any more", "不再需要"), (OFFICER,), ("to-do",), "dropped", of="task",
            fields={"reason": REASON}),
        Act("close", Text("Close it", "办结"), (OFFICER,), (DECIDED,), CLOSED, final=True,
            guard=Guard(overlaps.tasks_done, met_by=("do-task", "drop-task")),
            fields={"outcome": text("What was done", "落实情况", max_length=2000)}))))
