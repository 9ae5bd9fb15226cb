"""An agreement on quality work: drafted, put to its parties, signed, followed up commitment by commitment, looked at
every year, renewed or ended. What its acts do is in ``agreements/acts.py``.

Each commitment names the party that owes it and the one that checks it. From its signing on everybody reads the case's
public fields, and the records that it wrote; who signed and who stood by is personal, and in none of them."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import PARTY, TOLD, Act, Days, Guard, Members, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.casework.writing import DAY, MEMBER, Writes
from plumbline.procedures.standards.agreements import acts, names
from plumbline.records.core.fields import INTERNAL, PERSONAL, choice, code, day, integer, ref, text
from plumbline.records.ground.agreements import Agreement, Commitment, JointBody
from plumbline.text import Citation, Text

OFFICER = Part("officer", Text("whoever keeps the agreement", "经办人员"))
PARTIES = Part("party", Text("party", "签约方"), PARTY, party="parties")
OBLIGED = Part("obliged", Text("whoever owes it", "承诺方"), PARTY, party="party")
CHECKER = Part("checker", Text("the other side", "核实方"), PARTY, party="checker")
WHY = text("Reason", "理由", required=True, max_length=400)
DRAFTED = {name: Agreement._meta.get_field(name) for name in ("title", "type", "parties", "level")}
CONSENT = {"consent": choice("Does it agree", "是否同意", "consent", required=True, exposure=INTERNAL),
           "remark": text("What it says", "意见", max_length=2000, exposure=INTERNAL)}
OWED = {name: Commitment._meta.get_field(name) for name in acts.KEPT if name != "checker"} | {
    "checker": ref("Who checks it", "核实方", "organisation", required=True, help=Text(
        "Another party to the agreement.", "协议的另一方。"))}
REPORT = {"outcome": text("What came of it", "完成情况", required=True, max_length=1000),
          "done_on": day("Done on", "完成日期", help=Text("Empty: today.", "留空表示今日。")),
          "evidence": Commitment._meta.get_field("evidence")}
IN_DRAFT = Guard(must=acts.must_be_drafting, met_by=("revise",))
IN_FORCE = Guard(must=acts.must_be_signed, met_by=(names.SIGN,))
ALL_AGREED = Guard(must=acts.must_be_agreed, met_by=(names.TAKE_DOWN,))
LEFT = (names.OWED, names.REPORTED)
RECORD = {"number": names.NUMBER, **{name: acts.known(names.KIND, name) for name in (
    "title", "type", "parties", "level", "place", "signed_on", "valid_to", "region", "renewed_on")}}
ONE = {"agreement": names.NUMBER, "number": MEMBER, **{name: acts.known(names.COMMITMENT, name) for name in (
    *acts.KEPT, "region")}}
CONFIRMED = Writes(names.COMMITMENT, {
    **ONE, "done_on": "done_on", "outcome": "outcome", "evidence": "evidence", "checked_on": DAY})

AGREEMENT = declare(Procedure(
    names.PROCEDURE, Text("Agreement on quality work", "质量工作协议"),
    Text("Agreements on quality work", "质量工作协议"), "standards", Citation("Plumbline", ours=True),
    parts=(OFFICER, PARTIES, OBLIGED, CHECKER), public=(names.SIGNED,), shared=("consent", "remark"),
    meaning=Text("What authorities and others agree on: drafted, put to the parties, signed, followed up, looked at "
                 "every year, renewed or ended.", "协议的起草、征求意见、签订、履行跟踪、年度评估、续签或终止。"),
    about={"region": ref("Region", "地区", "region", required=True), **DRAFTED},
    states=(
        State(names.DRAFT, Text("being drafted", "起草中"), Text(
            "What each party owes is put together, then the parties are asked.",
            "列出各方承诺事项，随后征求各方意见。")),
        State(names.CONSULTATION, Text("put to the parties", "征求意见中"), Text(
            "Each party says whether it agrees.", "由各签约方提出意见。"), Days(20, late=TOLD)),
        State(names.AGREED, Text("agreed, to be signed", "已达成一致，待签订"), Text("It is signed.", "签订协议。"),
              Days(30)),
        State(names.SIGNED, Text("in force", "履行中"), Text(
            "Commitments are reported and checked; it is reviewed every year.", "报告并核实承诺事项，每年评估一次。"),
            Days(365, working=False)),
        State(names.RENEWING, Text("renewal put to the parties", "续签征求意见中"), Text(
            "Each party says whether it agrees.", "由各签约方提出意见。"), Days(20, late=TOLD)),
        State(names.ENDED, Text("ended", "已终止"), ends=True)),
    members=Members(names.MEMBER, Text("Commitment", "承诺事项"), Text("Commitments", "承诺事项"), (
        State(names.OWED, Text("owed", "待履行"), Text("Whoever owes it reports it.", "由承诺方报告完成情况。"),
              Days(field="due", late=TOLD)),
        State(names.REPORTED, Text("reported, to be checked", "已报告，待核实"), Text(
            "The other side checks it.", "由对方核实。"), Days(20, late=TOLD)),
        State(names.DONE, Text("done", "已完成"), ends=True),
        State(names.RELEASED, Text("released", "已解除"), ends=True),
        State(names.UNMET, Text("not met", "未履行"), ends=True),
        State(names.STRUCK, Text("struck from the draft", "已从草案删去"), ends=True))),
    acts=(
        Act("open", Text("Draft an agreement", "起草协议"), (OFFICER,), target=names.DRAFT,
            guard=Guard(must=acts.must_have_parties, met_by=("open",))),
        Act("change", Text("Change the draft", "修改草案"), (OFFICER,), (names.DRAFT,),
            guard=Guard(must=acts.must_have_parties, met_by=("open",)), fields=DRAFTED),
        Act("put-to-parties", Text("Put it to the parties", "征求签约方意见"), (OFFICER,), (names.DRAFT,),
            names.CONSULTATION,
            letter=Text("You are asked whether you agree to: {title}", "请就《{title}》提出意见。")),
        Act(names.SAY, Text("Say whether we agree", "提出意见"), (PARTIES,), names.ASKED, fields=CONSENT),
        Act(names.TAKE_DOWN, Text("Take down what a party wrote", "代录书面意见"), (OFFICER,), names.ASKED,
            does=acts.must_be_a_party, fields={
                "organisation": ref("Which party", "签约方", "organisation", required=True), **CONSENT}),
        Act("revise", Text("Revise the draft", "退回修改草案"), (OFFICER,), (names.CONSULTATION, names.AGREED),
            names.DRAFT, returns=True, fields={"reason": WHY}),
        Act("settle", Text("All have agreed", "各方已达成一致"), (OFFICER,), (names.CONSULTATION,), names.AGREED,
            guard=ALL_AGREED),
        Act(names.SIGN, Text("Enter the signed agreement", "登记签订的协议"), (OFFICER,), (names.AGREED,), names.SIGNED,
            final=True, guard=Guard(must=acts.must_be_signable, met_by=("settle",)), does=acts.signed,
            help=Text("Everybody reads it from then on, but not who signed it.",
                      "登记后向社会公开；签署人、见证人不公开。"),
            fields={
                names.NUMBER: text("Agreement number", "协议编号", required=True, max_length=80),
                "place": text("Signed at", "签署地点"), "signed_on": day("Signed on", "签署日期", required=True),
                "valid_to": day("Valid to", "有效期止"),
                "signers": text("Signed by", "签署人", exposure=PERSONAL, max_length=400),
                "witnesses": text("Witnessed by", "见证人", exposure=PERSONAL, max_length=400)},
            writes=(Writes(names.KIND, {"number": names.NUMBER, **{name: name for name in (
                "title", "type", "parties", "level", "place", "signed_on", "valid_to", "region", "signers",
                "witnesses")}}),)),
        Act("found", Text("A body was founded", "登记共建机构"), (OFFICER,), (names.SIGNED,), does=acts.founded,
            fields={"body": text("Name", "机构名称", required=True, max_length=80),
                    "body_type": choice("Type of body", "机构类型", "joint-body-type", required=True),
                    "registered": ref("Registered as", "登记单位", "organisation"),
                    "body_place": text("Place", "所在地"), "task": JointBody._meta.get_field("task"),
                    "founded_on": JointBody._meta.get_field("founded_on")},
            writes=(Writes(names.BODY, {
                "agreement": names.NUMBER, "name": "body", "type": "body_type", "organisation": "registered",
                "place": "body_place", "task": "task", "founded_on": "founded_on", "region": "region"}),)),
        Act("review", Text("Review of the year", "年度评估"), (OFFICER,), (names.SIGNED,), names.SIGNED,
            does=acts.reviewed, fields={
                "conclusion": choice("Conclusion", "评估结论", "review-conclusion", required=True),
                "summary": text("Summary", "评估摘要", max_length=2000),
                "reviewed_on": day("Reviewed on", "评估日期", help=Text("Empty: today.", "留空表示今日。"))},
            gives={name: integer(en, zh) for name, en, zh in (
                ("owed", "Commitments", "承诺事项总数"), ("done", "Of these done", "其中已完成"),
                ("late", "Of these late", "其中逾期"))},
            writes=(Writes(names.REVIEW, {"agreement": names.NUMBER, **{name: name for name in (
                "reviewed_on", "owed", "done", "late", "conclusion", "summary", "region")}}),)),
        Act("propose-renewal", Text("Propose to renew it", "提议续签"), (OFFICER,), (names.SIGNED,), names.RENEWING,
            does=acts.to_renew, fields={
                "new_term": day("Valid to, once renewed", "续签后有效期止", required=True), "reason": WHY}),
        Act("drop-renewal", Text("It is not renewed now", "暂不续签"), (OFFICER,), (names.RENEWING,), names.SIGNED,
            returns=True, fields={"reason": WHY}),
        Act("renew", Text("Renew it", "续签"), (OFFICER,), (names.RENEWING,), names.SIGNED, guard=ALL_AGREED,
            final=True, writes=(Writes(names.KIND, {**RECORD, "valid_to": "new_term", "renewed_on": DAY}),)),
        Act("end", Text("End it", "终止协议"), (OFFICER,), (names.SIGNED,), names.ENDED, final=True,
            guard=Guard(acts.every_commitment_settled, met_by=("unmet",)),
            fields={"reason": WHY}, writes=(Writes(names.KIND, {**RECORD, "ended_on": DAY, "ended_why": "reason"}),)),
        Act("add-commitment", Text("Add a commitment", "增加承诺事项"), (OFFICER,), of=names.MEMBER, target=names.OWED,
            adds="commitment", guard=IN_DRAFT, does=acts.committed, fields={
                "commitment": code("Number in the agreement", "承诺事项序号", required=True), **OWED}),
        Act("change-commitment", Text("Change a commitment", "修改承诺事项"), (OFFICER,), (names.OWED,), names.OWED,
            of=names.MEMBER, guard=IN_DRAFT, does=acts.committed, fields=OWED),
        Act("strike", Text("Strike it from the draft", "从草案删去"), (OFFICER,), (names.OWED,), names.STRUCK,
            of=names.MEMBER, guard=IN_DRAFT, fields={"reason": WHY}),
        Act("report", Text("Report it done", "报告完成情况"), (OBLIGED,), (names.OWED,), names.REPORTED,
            of=names.MEMBER, guard=IN_FORCE, does=acts.reported, fields=REPORT),
        Act("take-report", Text("Take down a report handed in on paper", "代录书面报告"), (OFFICER,), (names.OWED,),
            names.REPORTED, of=names.MEMBER, guard=IN_FORCE, does=acts.reported, fields=REPORT),
        Act("confirm", Text("It is there", "核实已完成"), (CHECKER,), (names.REPORTED,), names.DONE, of=names.MEMBER,
            second_person=True, writes=(CONFIRMED,)),
        Act("take-check", Text("Take down what the other side found", "代录书面核实结论"), (OFFICER,),
            (names.REPORTED,), names.DONE, of=names.MEMBER, second_person=True, writes=(CONFIRMED,), fields={
                "check_evidence": text("Where it says so", "核实依据", required=True, max_length=400)}),
        Act("not-accept", Text("It is not there yet", "核实未完成"), (CHECKER, OFFICER), (names.REPORTED,), names.OWED,
            of=names.MEMBER, returns=True, does=acts.due_again, fields={"reason": WHY},
            gives={"due": Commitment._meta.get_field("due")}),
        Act("move", Text("Agree to another day", "同意变更期限"), (CHECKER,), (names.OWED,), names.OWED,
            of=names.MEMBER, guard=IN_FORCE, fields={"due": Commitment._meta.get_field("due"), "reason": WHY},
            writes=(Writes(names.COMMITMENT, {**ONE, "due": "due"}),)),
        Act("let-go", Text("Let it go", "同意解除"), (CHECKER,), LEFT, names.RELEASED, of=names.MEMBER, guard=IN_FORCE,
            final=True, fields={"reason": WHY}, writes=(Writes(names.COMMITMENT, {
                **ONE, "released_on": DAY, "released_why": "reason"}),)),
        Act("unmet", Text("It was not met", "确认未履行"), (OFFICER,), LEFT, names.UNMET, of=names.MEMBER,
            guard=IN_FORCE, final=True, fields={"reason": WHY}))))
