"""Agreements on quality work, what each party took upon itself in them, and what came of them."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Personal, Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


class AgreementSigners(Personal):
    """Who signed an agreement, and who stood by. Erasable; never hashed, journalled or cut."""

    signers = fields.text("Signed by", "签署人", exposure=fields.PERSONAL, max_length=400)
    witnesses = fields.text("Witnessed by", "见证人", exposure=fields.PERSONAL, max_length=400)


@kind(
    "agreement",
    title=Text("Agreement", "协议"),
    plural=Text("Agreements", "协议"),
    meaning=Text("One agreement on quality work between organisations, from the day on which it was signed.",
                 "两个以上单位就质量工作签订的一份协议，自签署之日起登记。"),
    key=("number",),
    region="region",
    date="signed_on",
    column="ground",
    cites=Citation("Plumbline", ours=True),
    personal=AgreementSigners,
    listed=("number", "title", "type", "parties", "signed_on", "valid_to", "region"),
    settable=("type",),
    parties=("parties",),
    shared=("signers", "witnesses"),
)
class Agreement(Record):
    """One agreement, under its number."""

    number = fields.text("Agreement number", "协议编号", required=True, max_length=80, indexed=True)
    title = fields.text("Title", "协议名称", required=True, max_length=300)
    type = fields.choice("Type of agreement", "协议类型", "agreement-type", required=True)
    parties = fields.refs("Parties", "签约方", "organisation", required=True)
    level = fields.choice("Level of the highest party", "签约方最高层级", "region-level", help=Text(
        "Country where a national authority is a party.", "有国家主管部门参与签订的，选“国家”。"))
    place = fields.text("Signed at", "签署地点")
    signed_on = fields.day("Signed on", "签署日期", required=True)
    valid_to = fields.day("Valid to", "有效期止")
    region = fields.ref("Region", "地区", "region", required=True)
    renewed_on = fields.day("Renewed on", "续签日期", help=Text(
        "When its term was last made longer.", "最近一次延长有效期的日期。"))
    ended_on = fields.day("Ended on", "终止日期", help=Text(
        "Where it ended before its term, or was not renewed.", "提前终止或期满未续签的填写。"))
    ended_why = fields.text("Why it ended", "终止原因", max_length=400)

    class Meta:
        constraints = [one_current("agreement", "number")]
        indexes = [by_region("agreement", "signed_on"), by_day("agreement", "signed_on"),
                   by_past("agreement", "number")]


@kind(
    "commitment",
    title=Text("Commitment", "承诺事项"),
    plural=Text("Commitments", "承诺事项"),
    meaning=Text("What one party to an agreement took upon itself: the result it owes, until which day, and whether "
                 "the other side found that it is there.",
                 "协议一方承诺完成的事项：应取得的成果、完成期限，以及对方是否已核实完成。"),
    key=("agreement", "number"),
    region="region",
    date="due",
    column="ground",
    cites=Citation("Plumbline", ours=True),
    listed=("agreement", "number", "what", "party", "due", "done_on", "region"),
    parties=("party", "checker"),
)
class Commitment(Record):
    """One commitment of one agreement. Whether it is late follows from its days, and stands in no field."""

    agreement = fields.ref("Agreement", "协议", "agreement", required=True)
    number = fields.code("Number in the agreement", "承诺事项序号", required=True)
    what = fields.text("What is to be done", "承诺内容", required=True, max_length=600)
    party = fields.ref("Who owes it", "承诺方", "organisation", required=True)
    checker = fields.ref("Who checks it", "核实方", "organisation", help=Text(
        "The other side; two parties to the agreement never check themselves.", "由协议另一方核实，不得自行核实。"))
    result = fields.text("Result owed", "应取得的成果", required=True, max_length=400)
    due = fields.day("Due on", "完成期限", required=True)
    done_on = fields.day("Done on", "完成日期", help=Text(
        "The day on which it was done, once the other side confirmed it.", "经对方核实后，填写实际完成日期。"))
    outcome = fields.text("What came of it", "完成情况", max_length=1000)
    evidence = fields.text("Evidence", "依据", max_length=400, help=Text(
        "A document, a number, an address where it can be seen.", "可供查证的文件、文号或网址。"))
    checked_on = fields.day("Checked on", "核实日期")
    released_on = fields.day("Released on", "解除日期", help=Text(
        "From this day on it is no longer owed: the other side let it go.", "对方同意不再履行的日期。"))
    released_why = fields.text("Why it was released", "解除原因", max_length=400)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("commitment", "agreement", "number")]
        indexes = [by_region("commitment", "due"), by_day("commitment", "due"),
                   found_by("commitment", "agreement"), found_by("commitment", "party", "due"),
                   found_by("commitment", "checker", "due"),
                   by_past("commitment", "agreement", "number")]


@kind(
    "joint_body",
    title=Text("Body founded jointly", "共建机构"),
    plural=Text("Bodies founded jointly", "共建机构"),
    meaning=Text("A body that the parties to an agreement founded together: a branch, a research centre, a laboratory.",
                 "协议各方共同设立的机构，如分支机构、研究中心、实验室。"),
    key=("agreement", "name"),
    region="region",
    date="founded_on",
    column="ground",
    cites=Citation("Plumbline", ours=True),
    listed=("name", "agreement", "type", "place", "founded_on", "region"),
    settable=("type",),
)
class JointBody(Record):
    """One body that was founded jointly."""

    agreement = fields.ref("Agreement", "协议", "agreement", required=True)
    name = fields.text("Name", "机构名称", required=True, max_length=80)
    type = fields.choice("Type of body", "机构类型", "joint-body-type", required=True)
    organisation = fields.ref("Registered as", "登记单位", "organisation", help=Text(
        "Where the body has a register code of its own.", "机构本身已登记的，填写其登记代码。"))
    place = fields.text("Place", "所在地")
    task = fields.text("Task", "职责任务", max_length=600)
    founded_on = fields.day("Founded on", "设立日期", required=True)
    dissolved_on = fields.day("Dissolved on", "撤销日期")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("joint_body", "agreement", "name")]
        indexes = [by_region("joint_body", "founded_on"), by_day("joint_body", "founded_on"),
                   found_by("joint_body", "organisation", "founded_on"),
                   by_past("joint_body", "agreement", "name")]


@kind(
    "agreement_review",
    title=Text("Review of an agreement", "协议年度评估"),
    plural=Text("Reviews of agreements", "协议年度评估"),
    meaning=Text("How an agreement stood on the day of its yearly review: what was done, what is late, and whether it "
                 "goes on.", "协议年度评估当日的履行情况：已完成、逾期事项，以及是否继续履行。"),
    key=("agreement", "reviewed_on"),
    region="region",
    date="reviewed_on",
    column="ground",
    cites=Citation("Plumbline", ours=True),
    listed=("agreement", "reviewed_on", "done", "late", "conclusion", "region"),
)
class AgreementReview(Record):
    """One review. Its counts are those of its day: a commitment reported later changes none of them."""

    agreement = fields.ref("Agreement", "协议", "agreement", required=True)
    reviewed_on = fields.day("Reviewed on", "评估日期", required=True)
    owed = fields.integer("Commitments", "承诺事项总数")
    done = fields.integer("Of these done", "其中已完成")
    late = fields.integer("Of these late", "其中逾期")
    conclusion = fields.choice("Conclusion", "评估结论", "agreement-conclusion", required=True)
    summary = fields.text("Summary", "评估摘要", max_length=2000)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("agreement_review", "agreement", "reviewed_on")]
        indexes = [by_region("agreement_review", "reviewed_on"), by_day("agreement_review", "reviewed_on"),
                   by_past("agreement_review", "agreement", "reviewed_on")]
