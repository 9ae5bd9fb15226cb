"""Complaints of the public about a product or a shop: sent without an account, followed by a number and a secret.

What the complainant wrote, and how to reach them, is personal: it is kept apart, is in no record, no list, no mail and
no file, and can be erased. The firm complained about is no party, and whoever acts for it reads nothing of the case,
whatever role they hold; what it is told, the officer writes. Days by law are in the flow file ``product-complaint``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from plumbline.procedures.casework.declaration import LINK, TOLD, Act, Days, Part, Procedure, State, Writes
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.casework.writing import Situation
from plumbline.records.core.fields import INTERNAL, PERSONAL, choice, ref, text
from plumbline.text import Citation, Text

NAME, COMPLAIN, PART = "product-complaint", "complain", "complainant"
RECEIVED, MEDIATION, VERIFICATION, DECLINED, CLOSED = "received", "mediation", "verification", "declined", "closed"
OPEN = (RECEIVED, MEDIATION, VERIFICATION)
PREFIX = "C"
"""Stands before the number of a complaint's record, so that it meets no number of one that was imported."""
MOST_STORY, MOST_SUBJECT, MOST_CONTACT = 2000, 200, 120

OFFICER = Part("officer", Text("officer", "办理人员"))
COMPLAINANT = Part(PART, Text("complainant", "投诉举报人"), LINK)


def number_of(case: str) -> str:
    """The number of the record of a complaint, whose case has the number ``case``."""
    return f"{PREFIX}{case}"


def _day_of_opening(here: Situation) -> Any:
    first = (*here.board.case.left, here.board.case)[0].since
    return here.day if first is None else timezone.localdate(first)


RECORD: dict[str, str | Callable[[Any], Any]] = {
    "number": lambda here: number_of(here.number), "received_on": _day_of_opening, "product_name": "subject",
    "product": "product", "lot": "lot", "organisation": "organisation", "matter": "matter",
    "region": lambda here: here.board.region or here.values["region"]}
TAKEN_UP = (Writes("complaint", RECORD),)
ENDED = {**RECORD, "closed_on": "~day"}
FOUND = {
    "place": choice("Why it is ours", "管辖依据", "complaint-place", required=True, help=Text(
        "Where it is another region's, pass it on first.", "属其他地区管辖的，请先转交。")),
    "organisation": ref("The firm complained about", "被投诉举报单位", "organisation", exposure=INTERNAL, help=Text(
        "Whoever acts for it reads nothing of this case.", "代表该单位办事的人员无权查看本件。")),
    "product": ref("Product", "产品", "product", exposure=INTERNAL),
    "lot": ref("Lot", "批次", "lot", max_length=160, exposure=INTERNAL),
    "matter": text(
        "What it is about, in your words", "事由摘要", required=True, max_length=1000, exposure=INTERNAL,
        help=Text("For colleagues. Name nobody, and nothing that tells who complained.",
                  "供办理人员查阅；不得写明投诉举报人身份，也不得写入可推断其身份的内容。"))}
ANSWER = text("What the complainant is told", "告知投诉举报人的内容", required=True, max_length=2000)

declare(Procedure(
    NAME, Text("Complaint about a product or shop", "投诉举报"),
    Text("Complaints about products and shops", "投诉举报"),
    "surveillance",
    Citation("市场监督管理投诉举报处理暂行办法", article="14", effective="2020-01-01", status="unverified"),
    parts=(OFFICER, COMPLAINANT), against="organisation",
    meaning=Text("What somebody complains of, whether it is taken up, and what they are told. Who complained is known "
                 "to the officers who handle it, and to nobody else.",
                 "投诉举报的接收、受理、办理和告知；投诉举报人身份仅供办理人员掌握。"),
    about={"region": ref("Region", "地区", "region", required=True),
           "subject": text(
               "What product or shop", "涉及的产品或店铺", required=True, max_length=MOST_SUBJECT,
               help=Text("Brand, model and lot as printed; the name and place of the shop.",
                         "商标、规格型号和批号按印制内容填写；店铺写明名称和地址。"))},
    states=(
        State(RECEIVED, Text("received", "已接收"), Text(
            "It is decided whether it is taken up, and you are told.", "决定是否受理，并告知投诉举报人。"),
            Days(7, late=TOLD)),
        State(MEDIATION, Text("taken up, both sides are heard", "已受理，调解中"), Text(
            "Both sides are heard; the complainant is told what came of it.", "组织调解，并告知结果。"),
            Days(45, late=TOLD)),
        State(VERIFICATION, Text("taken up, it is looked into", "举报核查中"), Text(
            "It is looked into; the complainant is told what came of it.", "核查有关情况，并告知结果。"),
            Days(15, late=TOLD)),
        State(DECLINED, Text("not taken up", "不予受理"), ends=True),
        State(CLOSED, Text("closed", "已办结"), ends=True)),
    acts=(
        Act(COMPLAIN, Text("Complain", "投诉举报"), (COMPLAINANT, OFFICER), target=RECEIVED, anybody=True,
            writes=(Writes("complaint", {
                "number": RECORD["number"], "received_on": "~day", "product_name": "subject", "region": "region"}),),
            fields={
                "story": text("What happened", "事情经过", required=True, max_length=MOST_STORY, exposure=PERSONAL,
                              help=Text("When, where, and what you ask for.", "写明时间、地点、经过和诉求。")),
                "contact": text(
                    "How to reach you", "您的联系方式", max_length=MOST_CONTACT, exposure=PERSONAL,
                    help=Text("Your name and a telephone number or mail address. For the officers only; the firm is "
                              "never told.", "姓名和电话或邮箱，仅供办理人员联系，不向被投诉举报方透露。"))}),
        Act("take-up", Text("Take up a complaint", "受理投诉"), (OFFICER,), (RECEIVED,), MEDIATION, fields=FOUND,
            writes=TAKEN_UP, help=Text("Between a consumer and a shop: both sides are heard.",
                                       "适用于消费者权益争议，依法组织调解。")),
        Act("verify", Text("Look into a report", "核查举报"), (OFFICER,), (RECEIVED,), VERIFICATION, fields=FOUND,
            writes=TAKEN_UP, help=Text("Of what breaks the law: it is looked into, whatever the complainant wants.",
                                       "适用于涉嫌违法行为的线索，依法核查。")),
        Act("decline", Text("Do not take it up", "不予受理"), (OFFICER,), (RECEIVED,), DECLINED, final=True,
            fields={"answer": ANSWER}, writes=(Writes("complaint", {**ENDED, "outcome": lambda _here: "declined"}),)),
        Act("close", Text("Close it", "办结"), (OFFICER,), (MEDIATION, VERIFICATION), CLOSED, final=True, fields={
            "outcome": choice("Outcome", "处理结果", "complaint-outcome", required=True, exposure=INTERNAL),
            "answer": ANSWER}, writes=(Writes("complaint", {**ENDED, "outcome": "outcome"}),)),
        Act("correct", Text("Put right what it is about", "更正案件信息"), (OFFICER,), (MEDIATION, VERIFICATION),
            fields=FOUND, writes=TAKEN_UP, whole=True),
        Act("ask", Text("Ask the complainant", "询问投诉举报人"), (OFFICER,), OPEN, fields={
            "question": text("Question", "询问内容", required=True, max_length=1000)}),
        Act("tell", Text("Tell more", "补充说明"), (COMPLAINANT, OFFICER), OPEN, fields={
            "more": text("What else there is to say", "补充内容", required=True, max_length=MOST_STORY,
                         exposure=PERSONAL)})),
    shared=("story", "contact", "more")))

