"""A pilot: proposed, approved, run, measured before and after, judged by a body that did not run it, then extended
elsewhere by a document, or ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plumbline.procedures.casework.declaration import PARTY, TOLD, Act, Days, Guard, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.casework.writing import DAY, Writes
from plumbline.procedures.standards.agreements import pilots
from plumbline.procedures.standards.agreements.pilots import (
    APPROVED,
    DECLINED,
    ENDED,
    EXTENDED,
    JUDGED,
    KIND,
    MEASURED,
    NUMBER,
    PROPOSED,
    RUNNING,
)
from plumbline.records.core.fields import day, decimal, ref, refs, text
from plumbline.records.standards.pilots import Pilot
from plumbline.text import Citation, Text

OFFICER = Part("officer", Text("officer", "经办人员"))
RUNNER = Part("runner", Text("whoever runs it", "承担单位"), PARTY, party="runner")
JUDGE = Part("judge", Text("whoever judges it", "评价单位"), PARTY, party="judge")
WHY = text("Reason", "理由", required=True, max_length=400)
ABOUT = {name: Pilot._meta.get_field(name) for name in (
    "title", "content", "runner", "allowed_by", "allowed_policy", "measure", "better")}
START = {"started_on": day("Began on", "开始日期", required=True),
         "baseline": decimal("Before", "试点前数值", 4, required=True),
         "baseline_on": day("Measured before on", "试点前测算日期")}
MEASURE = {"after": decimal("After", "试点后数值", 4, required=True),
           "after_on": day("Measured after on", "试点后测算日期", required=True)}
VERDICT = {"verdict": Pilot._meta.get_field("verdict"),
           "verdict_why": text("Why", "评价理由", required=True, max_length=2000)}
EXTEND = {name: Pilot._meta.get_field(name) for name in ("extended_to", "valid_by", "valid_standard", "valid_policy")}
SECOND_BODY = Guard(must=pilots.must_be_a_second_body, met_by=("approve",))
RECORD = {"number": NUMBER, **{name: name for name in (
    "region", "approved_on", *ABOUT, "judge", *START, *MEASURE)}}
FOUND = Writes(KIND, {**RECORD, "verdict": "verdict", "verdict_why": "verdict_why", "verdict_on": DAY})
KEPT: dict[str, str | Callable[[Any], Any]] = {
    **RECORD, **{name: pilots.kept(name) for name in ("verdict", "verdict_why", "verdict_on")}}

PILOT = declare(Procedure(
    pilots.PROCEDURE, Text("Pilot of quality work", "质量工作试点"), Text("Pilots of quality work", "质量工作试点"),
    "standards", Citation("中华人民共和国标准化法", article="31", effective="2018-01-01", status="unverified"),
    parts=(OFFICER, RUNNER, JUDGE), public=(RUNNING,),
    meaning=Text("Something is tried in one place, measured before and after, judged by a body that did not run it, "
                 "and extended or ended.", "在一地先行先试，前后测算，由非承担单位评价，之后推广或结束。"),
    about={"region": ref("Where", "试点地区", "region", required=True), **ABOUT},
    states=(
        State(PROPOSED, Text("proposed", "已提出"), Text("Another officer approves it, and says who will judge it.",
                                                      "由另一人批准，并确定评价单位。"), Days(20)),
        State(APPROVED, Text("approved", "已批准"), Text("It begins, with the baseline.", "测算试点前数值后开始。"),
              Days(60, late=TOLD)),
        State(RUNNING, Text("running", "试点中"), Text("It is measured again.", "试点后再次测算。"),
              Days(365, working=False, late=TOLD)),
        State(MEASURED, Text("measured, to be judged", "已测算，待评价"), Text(
            "A body that did not run it gives its verdict.", "由非承担单位作出评价。"), Days(30, late=TOLD)),
        State(JUDGED, Text("judged", "已评价"), Text("It is extended, or ended.", "予以推广或结束。"), Days(60)),
        State(EXTENDED, Text("extended", "已推广"), ends=True),
        State(ENDED, Text("ended", "已结束"), ends=True),
        State(DECLINED, Text("not approved", "未批准"), ends=True)),
    acts=(
        Act("open", Text("Propose a pilot", "提出试点"), (OFFICER,), target=PROPOSED),
        Act("apply", Text("Apply for a pilot", "申请试点"), (RUNNER,), target=PROPOSED),
        Act("approve", Text("Approve it", "批准试点"), (OFFICER,), (PROPOSED,), APPROVED, second_person=True,
            does=pilots.approved, guard=Guard(must=pilots.must_be_approvable, met_by=("open",)), fields={
                NUMBER: text("Pilot number", "试点编号", required=True, max_length=80),
                "judge": ref("Who will judge it", "评价单位", "organisation", required=True, help=Text(
                    "Never who runs it.", "不得由承担单位自行评价。"))},
            gives={"approved_on": day("Approved on", "批准日期")}),
        Act("decline", Text("Do not approve it", "不予批准"), (OFFICER,), (PROPOSED,), DECLINED,
            fields={"reason": WHY}),
        Act("start", Text("Begin, with the baseline", "开始试点"), (RUNNER,), (APPROVED,), RUNNING, does=pilots.begun,
            fields=START, writes=(Writes(KIND, RECORD),)),
        Act("take-start", Text("Take down on paper that it began", "代录书面开始情况"), (OFFICER,),
            (APPROVED,), RUNNING, does=pilots.begun, fields=START, writes=(Writes(KIND, RECORD),)),
        Act("measure", Text("Measure again", "试点后测算"), (RUNNER,), (RUNNING,), MEASURED, does=pilots.measured,
            fields=MEASURE, writes=(Writes(KIND, RECORD),)),
        Act("take-measure", Text("Take down a measurement handed in on paper", "代录书面测算结果"), (OFFICER,),
            (RUNNING,), MEASURED, does=pilots.measured, fields=MEASURE, writes=(Writes(KIND, RECORD),)),
        Act("judge", Text("Give the verdict", "作出评价"), (JUDGE,), (MEASURED,), JUDGED, second_person=True,
            guard=SECOND_BODY, fields=VERDICT, final=True, help=Text(
                "Everybody reads it, and who gave it.", "评价结论和评价单位向社会公开。"),
            writes=(FOUND,)),
        Act("take-verdict", Text("Take down a verdict given on paper", "代录书面评价"), (OFFICER,),
            (MEASURED,), JUDGED, second_person=True, guard=SECOND_BODY, fields=VERDICT, writes=(FOUND,)),
        Act("go-on-trying", Text("Let it go on, and measure again", "继续试点并重新测算"), (OFFICER,),
            (MEASURED, JUDGED), RUNNING, returns=True, fields={"reason": WHY}),
        Act("extend", Text("Extend it", "推广"), (OFFICER,), (JUDGED,), EXTENDED, final=True,
            guard=Guard(must=pilots.must_be_proven, met_by=("take-verdict",)),
            fields={**EXTEND, "extended_to": refs("Extended to", "推广范围", "region", required=True, help=Text(
                "The nation's code where it is valid everywhere.", "全国有效的，填写全国代码。"))},
            writes=(Writes(KIND, {**KEPT, **{name: name for name in EXTEND}, "extended_on": DAY}),)),
        Act("end", Text("End it", "结束试点"), (OFFICER,), (APPROVED,), ENDED, fields={"reason": WHY}),
        Act("stop", Text("End the pilot", "终止试点"), (OFFICER,), (RUNNING, MEASURED, JUDGED), ENDED, final=True,
            fields={"reason": WHY}, writes=(Writes(KIND, {
                **KEPT, "ended_on": DAY, "ended_why": "reason"}),)))))
