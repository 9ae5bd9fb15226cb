"""The acts of an assessment year, each declared once: the commands and the operations come from here.

Opening a year and evaluating it are not among them: the one has no number yet, the other asks about what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.methods.assessment.flows.flow import PARTS
from plumbline.methods.assessment.year.board import MOST_TEXT
from plumbline.methods.assessment.year.orders import MOST_DAYS
from plumbline.procedures.common.own_acts import FLAG, SEVERAL, WHOLE, OwnAct, Value, reason
from plumbline.text import Text

HERE = "plumbline.procedures.assessment.year"
SHORT = 120
WHY, REMARK = reason(most=MOST_TEXT), reason("", most=MOST_TEXT)
REGION = Value("region", Text("The region.", "地区。"), least=1, most=80, argument=True, hint="The region's code.")
ITEM = Value("item", Text("The item.", "考核项。"), least=1, most=40, argument=True, hint="The item, such as 1.1.")
PERSON = Value("person", Text("The name they sign in with.", "登录名。"), least=1, most=150, argument=True)
ORDER = Value("order", Text("Of a report: which order it is of, where several wait.",
                            "整改报告所对应的整改通知（有多份时须指明）。"), WHOLE, None, least=1)
DAYS = Value("days", Text("Days from today in which to report; none said: the day of the flow.",
                          "自今日起多少日内报送整改报告；未写明的，按流程所定之日。"), WHOLE, None, least=1,
             most=MOST_DAYS)


def _item(default: str, chinese: str) -> Value:
    return Value("item", Text(default, chinese), default="", most=40, hint="The item, such as 1.1.")


def _kept(given: Mapping[str, Any], made: Any) -> str:
    item = f", item {given['item']}" if given["item"] else ""
    return f"Kept: {given['stage']} of {given['region']}{item}{', late' if made.late else ''}."


def _ordered(given: Mapping[str, Any], made: Any) -> str:
    due, region = made.entry.detail.get("due", ""), given["region"]
    return (f"{region} is to rectify and report{f' by {due}' if due else ''}: plumb year file {made.round.number} "
            f"report {region} \"...\" --order {made.pk}")


def _judged(given: Mapping[str, Any], made: Any) -> str:
    due = made.entry.detail.get("due", "")
    return f"The report of order {given['order']} is {made.answer}" + (f", and due again by {due}." if due else ".")


def _answered(given: Mapping[str, Any], made: Any) -> str:
    anew = f" Evaluate anew: plumb year evaluate {made.round.number}" if given["upheld"] else ""
    return f"Objection {given['objection']} is {made.answer}.{anew}"


ACTS = (
    OwnAct(
        "assign", Text("Give a part", "分配职责"),
        "Give a person a part in the year. Whoever leads it does so.",
        f"{HERE}.people:assign",
        "assignPart", "/parts", "Assignment", (
            PERSON,
            Value("part", Text("assessed, department, visitor, expert, lead or approver.",
                               "assessed、department、visitor、expert、lead或approver。"), choices=PARTS,
                  argument=True),
            Value("regions", Text("For these regions; empty: all.", "所涉地区；空为全部。"), SEVERAL, (), most=5000,
                  option="region", hint="For this region (default: all); may be repeated."),
            Value("items", Text("For these items; empty: all.", "所涉考核项；空为全部。"), SEVERAL, (), most=1000,
                  option="item", hint="For this item (default: all); may be repeated."),
            Value("owner", Text("For the items that this department answers for.", "该责任部门的考核项。"), default="",
                  most=SHORT)),
        "Answers with the last of the events added: one for each region and item.",
        told=lambda given, made: f"{given['person']} acts as {given['part']} in {made.round.number}."),
    OwnAct(
        "release", Text("Take a part back", "收回职责"),
        "Take a part back from a person. What they stated stays.",
        f"{HERE}.people:release",
        "releasePart", "/parts/release", "Release", (
            PERSON, Value("part", Text("Which part.", "职责。"), least=1, most=20, argument=True), WHY),
        told=lambda given, made: f"{given['person']} is no longer {given['part']} in {made.round.number}."),
    OwnAct(
        "conflict", Text("Declare a conflict of interest", "声明利益冲突"), (
            "Declare a conflict of interest: from now on nothing of the region is read or scored by this person. It is "
            "not taken back."),
        f"{HERE}.people:declare_conflict",
        "declareConflict", "/conflicts", "Conflict", (
            Value("region", Text("The region it touches; empty: every one.", "所涉地区；空为全部。"), default="",
                  most=80), WHY),
        told=lambda given, made: (
            f"Nothing of {given['region'] or 'any region'} in {made.round.number} is read or scored by them.")),
    OwnAct(
        "allow", Text("Allow what comes late", "准许逾期补报"),
        "Let a region's statements in a stage come late. They are kept, and said to be late.",
        f"{HERE}.people:allow_late",
        "allowLate", "/late", "Late", (
            REGION, Value("stage", Text("The stage that is over.", "已截止的环节。"), least=1, most=20, argument=True),
            WHY, ORDER),
        told=lambda given, made: (
            f"What comes late for {given['region']} in the stage {given['stage']} is kept, as late.")),
    OwnAct(
        "cancel", Text("Cancel a year", "撤销年度考核"),
        "Cancel a year that was opened by mistake, before it publishes anything. What was stated stays to be read.",
        f"{HERE}.people:cancel",
        "cancelYear", "/cancellation", "Reason", (WHY,),
        "For whoever leads a year that was opened by mistake, until it has published a result. What was stated stays "
        "to be read; it may be opened again: POST /years.",
        told=lambda given, made: f"The year {made.round.number} is cancelled."),
    OwnAct(
        "go-on", Text("Go on with a changed text", "按修改后的文本继续"),
        "Decide that the year goes on although its scheme or flow was changed.",
        f"{HERE}.people:go_on",
        "goOn", "/going-on", "Reason", (WHY,),
        told=lambda given, made: (
            f"{made.round.number} goes on with the scheme and flow as they are now.")),
    OwnAct(
        "file", Text("State something", "填报"),
        "State something in a stage: a target, a self-evaluation, a score, what a visit found, a report.",
        f"{HERE}.statements:state",
        "fileStatement", "/statements", "Statement", (
            Value("stage", Text("target, self, department, visit, panel or report.",
                                "target、self、department、visit、panel或report。"), least=1, most=20, argument=True),
            REGION,
            Value("answer", Text("The answer as the item's rule takes it; words for targets and reports.",
                                 "按评分规则填写的答复；目标和整改报告为文字。"), least=1, most=MOST_TEXT,
                  argument=True),
            _item("The item, in stages that answer one.", "考核项（逐项答复的环节）。"), REMARK,
            Value("clause", Text("The clause it rests on; empty: the item's.", "依据条款；空为该考核项的条款。"),
                  default="", most=200), ORDER),
        "Evidence is attached before: POST /evidence with kind=year and key=NUMBER/REGION/ITEM. A later statement "
        "counts in place of an earlier one, which stays.",
        told=_kept),
    OwnAct(
        "close", Text("Close a panel", "结束专家评分"),
        "Wait for no more experts on an item: the scores there are lie open.",
        f"{HERE}.statements:close_panel",
        "closePanel", "/panels/close", "Closing", (REGION, ITEM, WHY),
        told=lambda given, made: (
            f"The panel on item {given['item']} of {given['region']} is closed.")),
    OwnAct(
        "agree", Text("Record an agreement", "录入合议结果"),
        "Record what experts who disagreed agreed on. It counts in place of their scores, which stay.",
        f"{HERE}.statements:agree",
        "agreePanel", "/panels/agree", "Agreement", (
            REGION, ITEM, Value("answer", Text("What it agreed on, such as 78.", "合议评分，如78。"), least=1, most=40,
                                argument=True), WHY),
        told=lambda given, made: (
            f"The panel agreed on {given['answer']} for item {given['item']} of {given['region']}.")),
    OwnAct(
        "approve", Text("Approve an evaluation", "审定评价结果"),
        "Approve the evaluation. Not whoever made it, and nobody twice.",
        f"{HERE}.approval:approve",
        "approveYear", "/approval", "Remark", (REMARK,),
        told=lambda given, made: f"Approved: the evaluation with root {made.answer}."),
    OwnAct(
        "publish", Text("Publish a result", "公布结果"), (
            "Publish what was approved: everyone reads it. The year is locked; a correction is a new version beside "
            "it."),
        f"{HERE}.approval:publish",
        "publishYear", "/publication",
        told=lambda given, made: f"{made.round.number} is published, root {made.answer}."),
    OwnAct(
        "object", Text("Object to a result", "提出异议"),
        "Object to a published result, for the region one acts for, under one's own account.",
        f"{HERE}.approval:object_to",
        "objectToYear", "/objections", "ObjectionSent", (
            REGION, Value("text", Text("What is wrong, and why.", "异议内容及理由。"), least=1, most=MOST_TEXT,
                          argument=True),
            _item("The item; empty: the result as a whole.", "考核项；空为整体结果。")),
        told=lambda given, made: f"Objection {made.pk} of {given['region']} is kept."),
    OwnAct(
        "answer", Text("Answer an objection", "答复异议"), (
            "Answer an objection: upheld with the right answer, or dismissed. One that is upheld is evaluated, "
            "approved and published anew."),
        f"{HERE}.approval:rule_on",
        "answerObjection", "/objections/{objection}/answer", "Ruling", (
            Value("objection", Text("The objection's number, from: plumb year show", "异议编号。"), WHOLE, address=True,
                  argument=True),
            Value("upheld", Text("Whether the objection is right.", "异议是否成立。"), FLAG,
                  option="upheld/--dismissed"), WHY,
            _item("The item it corrects, where the objection names none.", "更正的考核项（异议未指明时）。"),
            Value("answer", Text("Upheld: the right answer to the item.", "异议成立时的正确答复。"), default="",
                  most=500, option="correct")),
        told=_answered),
    OwnAct(
        "order", Text("Order to rectify", "下达整改通知"),
        "Order a region to rectify something and to report. Each order owes a report, by a last day of its own.",
        f"{HERE}.approval:order",
        "orderRectification", "/orders", "Order", (
            REGION, Value("text", Text("What is to be rectified.", "整改事项。"), least=1, most=MOST_TEXT,
                          argument=True),
            DAYS),
        "The region reports: a statement in the stage report, by the last day of this order.",
        told=_ordered),
    OwnAct(
        "judge", Text("Accept or return a report", "审核整改报告"),
        "Accept the report of an order, or return it with a reason: it is then due again.",
        f"{HERE}.approval:judge",
        "judgeReport", "/orders/{order}/judgement", "Judgement", (
            Value("order", Text("The order whose report it is, from: plumb year board", "所对应的整改通知。"), WHOLE,
                  address=True, argument=True),
            Value("accepted", Text("Whether the report will do; else it is returned, and due again.",
                                   "整改报告是否通过；不通过即退回，重新报送。"), FLAG, option="accepted/--returned"),
            REMARK, DAYS),
        told=_judged),
    OwnAct(
        "comment", Text("Comment", "发表意见"),
        "Say something to all who act in the year, over a region or over an item. Nothing rests on it.",
        f"{HERE}.comments:comment",
        "commentOnYear", "/comments", "YearComment", (
            Value("text", Text("What is said.", "意见内容。"), least=1, most=MOST_TEXT, argument=True),
            Value("region", Text("The region; empty: the year as a whole.", "地区；空为整个年度。"), default="",
                  most=80, hint="The region it is about."),
            _item("The item; empty: the region as a whole.", "考核项；空为整个地区。"),
            Value("inside", Text("For the authority alone: who is assessed does not read it.",
                                 "仅供考核方内部查阅，被考核方看不到。"), FLAG, False, option="inside")),
        told=lambda given, made: f"The comment {made.pk} is kept."),
)
