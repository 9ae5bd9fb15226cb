"""Reform of standards as a round: every standard of an issuer or a field is proposed by rule to be kept, revised,
merged, converted or withdrawn; departments are heard; people decide, in bulk or one by one; the outcome is published.

The members are the standards. What the acts do besides is in ``reform/``."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import (
    GIVEN,
    Act,
    Days,
    Effect,
    Guard,
    Members,
    Part,
    Procedure,
    State,
)
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.standards.reform import bulk, deciding, ending, listing
from plumbline.records.core.fields import INTERNAL, choice, day, ref, text
from plumbline.text import Citation, Text

OFFICER = Part("officer", Text("officer", "经办人员"))
DEPARTMENT = Part("department", Text("department concerned", "主管部门"), GIVEN)
OF, MOST_WORDS, MOST_CODE = listing.STANDARD, 1000, 160
OUTCOME = "reform-outcome"
OPEN, TASKS = ("proposed", "objected"), ("to-revise", "to-merge", "to-convert")


def why() -> dict[str, object]:
    """The reason of a decision."""
    return {"reason": text("Reason", "理由", max_length=MOST_WORDS, help=Text(
        "Needed where it is decided otherwise than proposed, and to answer an objection.",
        "结论与建议不一致、或须答复反馈意见的，必须填写。"))}


INTO = ref("Into which standard", "并入的标准", "standard", max_length=MOST_CODE, help=Text(
    "Empty: as proposed, or into one that is still to be written.", "留空即按建议办理，或并入拟新制定的标准。"))
PROPOSED = {
    "proposal": choice("Proposal", "建议", OUTCOME, required=True), "into": INTO,
    "reason": text("Reason", "理由", required=True, max_length=MOST_WORDS),
    "clause": text("Article", "条款", max_length=200),
}
ABOUT_ONE = {
    "designation": text("Designation", "标准编号"), "title": text("Title", "标准名称", max_length=400),
    "title_en": text("Title in English", "英文名称", max_length=400),
    "department": text("Department", "主管部门"),
    "rule": text("Rule", "规则"), "also": text("Other rules that fit", "同时符合的规则", max_length=400),
    "findings": text("Findings", "情形", max_length=400),
    "reason_en": text("Reason in English", "理由（英文）", max_length=MOST_WORDS),
}
FILTERS = {
    "issuer": text("Issuer", "发布机构", help=Text("As the register writes it.", "按标准库中的写法填写。")),
    "level": choice("Level", "级别", "standard-level"),
    "catalogue": text("Catalogue", "来源目录", max_length=40),
    "ics": text("Class of the ICS", "ICS分类号", max_length=20, help=Text(
        "And all below it: 23 or 23.080.", "含其下级类目，如23或23.080。")),
    "ccs": text("Class of the CCS", "CCS分类号", max_length=20, help=Text("And all below it: J or J71.",
                                                                       "含其下级类目，如J或J71。")),
    "committee": ref("Committee", "归口标准化技术委员会", "committee", max_length=MOST_CODE),
    "sector": choice("Service sector", "服务领域", "service-sector"),
}


def decision(name: str, title: Text, target: str, does: object, **fields: object) -> Act:
    """The act by which one conclusion is drawn for a standard. Who decides works through the page of the round: what
    waits for somebody is the round, and not thousands of standards."""
    return Act(name, title, (OFFICER,), OPEN, target, of=OF, does=does,  # type: ignore[arg-type]
               aside=(OFFICER,), fields={**fields, **why()})


REFORM = declare(Procedure(
    listing.PROCEDURE, Text("Reform of standards", "标准集中复审"), Text("Reforms of standards", "标准集中复审"),
    "standards", Citation("强制性标准整合精简工作方案（国办发〔2016〕3号）", status="unverified"),
    parts=(OFFICER, DEPARTMENT), public=("published", "closed"), shared=("wanted", "objection", "objector"),
    meaning=Text("All standards of an issuer or a field are reviewed in one go: each is kept, revised, merged, "
                 "converted to a recommended one or withdrawn.",
                 "对某一发布机构或领域的全部标准集中复审、整合精简，逐项作出继续有效、修订、整合、转化为推荐性标准或废止的"
                 "结论。"),
    page="/standards/reform/{number}/",
    about={"title": text("Title", "名称", required=True),
           "region": ref("Region", "地区", "region", required=True), **FILTERS},
    states=(
        State("drafted", Text("inventory drawn up", "清单编制"), Text(
            "Proposals are looked through, and the departments concerned are heard.",
            "核对建议，并征求主管部门意见。")),
        State("hearing", Text("departments are heard", "征求意见"), Text(
            "Departments may object until the day that was set; then it is decided.",
            "主管部门可在截止日前反馈意见，之后作出决定。"), Days(field="until")),
        State("deciding", Text("being decided", "作出决定"), Text(
            "Each standard is decided about, in bulk or by itself; then the outcome is published.",
            "批量或逐项作出结论，全部完成后公布。")),
        State("published", Text("outcome published", "结论已公布"), Text(
            "What is to be revised, merged or converted is carried out; then the round is closed.",
            "落实修订、整合、转化任务，完成后结束本轮复审。")),
        State("closed", Text("closed", "已结束"), ends=True)),
    members=Members(OF, Text("Standard", "标准"), Text("Standards", "标准"), kind="standard", states=(
        State("proposed", Text("proposed", "待决定")),
        State("objected", Text("objected to", "有反馈意见")),
        State("kept", Text("kept", "继续有效"), ends=True),
        State("to-revise", Text("to be revised", "待修订"), Text("The new edition is made.", "制定新版本。"),
              Days(365, working=False)),
        State("to-merge", Text("to be merged", "待整合"), Text("It goes into another standard.", "并入其他标准。"),
              Days(365, working=False)),
        State("to-convert", Text("to be converted", "待转化"), Text(
            "A recommended standard takes its place.", "由推荐性标准代替。"), Days(365, working=False)),
        State("withdrawn", Text("withdrawn", "废止"), ends=True),
        State("carried-out", Text("carried out", "已落实"), ends=True),
        State("given-up", Text("given up", "终止任务"), ends=True),
        State("left-out", Text("taken out of the round", "移出本轮"), ends=True))),
    acts=(
        Act("open", Text("Open a round", "启动复审"), (OFFICER,), target="drafted", does=listing.to_open,
            gives={"found": text("Standards", "标准项数"),
                   "not_theirs": text("Of others, left out", "非本地区标准项数"),
                   "drawn_up_on": day("Drawn up on", "清单日期"), "rules": text("By the rules", "依据的规则")},
            effect=Effect(Text("Drawing up the inventory", "编制清单"), listing.draw_up)),
        Act("list", Text("Take in by rule", "按规则列入"), (OFFICER,), of=OF, target="proposed", adds=OF,
            does=listing.must_be_by_rule, fields={
                OF: ref("Standard", "标准", "standard", required=True, max_length=MOST_CODE), **PROPOSED, **ABOUT_ONE},
            help=Text("Done by the program when the round is opened.", "启动复审时由系统办理。")),
        Act("add", Text("Add a standard", "补列标准"), (OFFICER,), of=OF, target="proposed", adds=OF,
            does=deciding.added, gives=ABOUT_ONE, fields={
                OF: ref("Standard", "标准", "standard", required=True, max_length=MOST_CODE), **PROPOSED}),
        Act("propose", Text("Propose otherwise", "另提建议"), (OFFICER,), ("proposed",), "proposed", of=OF, whole=True,
            aside=(OFFICER,), does=deciding.proposed, fields=PROPOSED, gives={"reason_en": ABOUT_ONE["reason_en"],
                                                            "rule": ABOUT_ONE["rule"]},
            help=Text("Until departments are heard. Somebody else decides about it.",
                      "征求意见前办理；由其他人员作出决定。")),
        Act("hear", Text("Hear the departments", "征求主管部门意见"), (OFFICER,), ("drafted",), "hearing",
            guard=Guard(must=deciding.must_be_heard, met_by=("add",)),
            fields={"until": day("Objections until", "反馈截止日期", required=True)}),
        Act("object", Text("Object", "反馈意见"), (DEPARTMENT, OFFICER), OPEN, "objected", of=OF,
            does=deciding.objected, aside=(DEPARTMENT, OFFICER), fields={
                "wanted": choice("Wanted instead", "建议结论", OUTCOME, exposure=INTERNAL),
                "objection": text("What is objected", "反馈意见", required=True, exposure=INTERNAL,
                                  max_length=MOST_WORDS),
                "objector": text("Who objects", "反馈单位", exposure=INTERNAL, help=Text(
                    "Where an officer writes down what came by letter.", "经办人员代为录入来函意见时填写。"))}),
        Act("take-back", Text("Take the objection back", "撤回意见"), (DEPARTMENT, OFFICER), ("objected",), "proposed",
            of=OF, aside=(DEPARTMENT, OFFICER), fields={"taken_back": text(
                "Reason", "撤回理由", required=True, exposure=INTERNAL, max_length=MOST_WORDS)}),
        Act("end-hearing", Text("Begin to decide", "转入决定"), (OFFICER,), ("hearing",), "deciding",
            does=deciding.hearing_ended, fields={"reason": text(
                "Why before the last day", "提前结束的理由", max_length=MOST_WORDS, exposure=INTERNAL)}),
        decision("keep", Text("Keep", "继续有效"), "kept", deciding.kept),
        decision("revise", Text("Have it revised", "修订"), "to-revise", deciding.to_revise),
        decision("merge", Text("Have it merged", "整合"), "to-merge", deciding.to_merge, into=INTO),
        decision("convert", Text("Have it converted to recommended", "转化为推荐性标准"), "to-convert",
                 deciding.to_convert),
        decision("withdraw-standard", Text("Withdraw", "废止"), "withdrawn", deciding.withdrawn, withdrawn_on=day(
            "Withdrawn on", "废止日期", help=Text("Empty: today.", "留空即为今日。"))),
        Act("decide-all", Text("Decide about many as proposed", "按建议批量决定"), (OFFICER,), ("deciding",),
            aside=(OFFICER,), guard=Guard(must=bulk.must_have_some, met_by=("add",)), final=True, fields={
                "proposal": choice("All proposed for", "建议为", OUTCOME, required=True),
                "department": text("Of the department", "主管部门", help=Text("Empty: of all.", "留空即全部。")),
                "rule": text("By the rule", "规则", max_length=80, help=Text("Empty: by any.", "留空即全部。"))},
            effect=Effect(Text("Deciding about many", "批量决定"), bulk.decide_all),
            help=Text("What was objected to is decided one by one, and so is what you proposed yourself.",
                      "有反馈意见的、本人提出建议的，须另行逐项决定。")),
        Act("leave-out", Text("Take it out of the round", "移出本轮复审"), (OFFICER,), OPEN, "left-out", of=OF,
            aside=(OFFICER,), fields={"reason": text("Reason", "理由", required=True, max_length=MOST_WORDS)}),
        Act("publish", Text("Publish the outcome", "公布结论"), (OFFICER,), ("deciding",), "published", final=True,
            guard=Guard(deciding.must_be_settled, met_by=("keep", "leave-out")),
            effect=Effect(Text("Counting again", "重新计数"), ending.count_at_publication)),
        Act("carry-out", Text("It was carried out", "确认落实"), (OFFICER,), TASKS, "carried-out", of=OF,
            does=deciding.carried_out, fields={
                "by": ref("By which standard", "落实的标准", "standard", required=True, max_length=MOST_CODE,
                          help=Text("The new edition, the one that it went into, the recommended one. One that goes on "
                                    "under its own number: itself.",
                                    "新版本、并入的标准或转化后的推荐性标准；沿用原编号的，填写其本身。")),
                "since": day("Since", "代替日期", help=Text("Empty: today.", "留空即为今日。"))}),
        Act("give-up", Text("Give the task up", "终止任务"), (OFFICER,), TASKS, "given-up", of=OF, aside=(OFFICER,),
            fields={"given_up": text("Reason", "终止理由", required=True, max_length=MOST_WORDS)}),
        Act("close", Text("Close the round", "结束本轮复审"), (OFFICER,), ("published",), "closed",
            guard=Guard(deciding.must_be_carried_out, met_by=("carry-out", "give-up")),
            effect=Effect(Text("Counting again", "重新计数"), ending.count_at_closing)))))
