"""The recall of a product: from what it rests on over the maker's plan and the notice to the last report, and closed by
a second person. What its acts do is in ``recalls/``; the days may be ruled by a flow file.

From its publication on everybody reads the case's public fields, and the record ``recall`` that it wrote; before that
nobody but the authority of its region and the firm that recalls."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import PARTY, TOLD, Act, Days, Guard, Members, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.casework.writing import DAY, Writes
from plumbline.procedures.surveillance.recalls import acts, lots, published
from plumbline.records.core.fields import INTERNAL, choice, day, flag, integer, ref, text
from plumbline.records.surveillance.recalls import CONTACT, HERE_TOO, UNITS
from plumbline.text import Citation, Text

RULES = Citation("消费品召回管理暂行规定（国家市场监督管理总局令第19号）", effective="2020-01-01", status="unverified")
OFFICER = Part("officer", Text("recall officer", "召回管理人员"))
FIRM = Part("firm", Text("whoever recalls", "召回实施者"), PARTY, party="organisation")
OPENED, REQUIRED, PLANNED, APPROVED, RUNNING, CLOSING, CLOSED, REVOKED = (
    "opened", "plan-required", "planned", "approved", "running", "closing", "closed", "revoked")
LONG = 1000
WHY = text("Reason", "理由", required=True, max_length=LONG)
LOT = {"lot": ref("Lot", "批次", "lot", required=True, max_length=160, help=Text(
           "The product's code, a slash and the lot number.", "产品代码、斜线加批号。")),
       "units": integer("Units of the lot", "该批次数量", required=True, minimum=1, help=UNITS)}
ADVICE = text("What consumers should do", "消费者应采取的措施", max_length=LONG)
PLAN = {
    "remedy": choice("Remedy", "补救措施", "recall-remedy", required=True),
    "plan": text("How it is recalled", "召回方案", required=True, max_length=4000, help=Text(
        "How consumers and sellers are told, how goods come back, what becomes of them.",
        "如何通知消费者和销售者、如何收回、如何处置。")),
    "planned_until": day("To be done by", "计划完成日期", required=True),
    "contact": text("Contact", "咨询联系方式", required=True, max_length=300, help=CONTACT), "advice": ADVICE,
}
REPORT = {
    "channel": choice("Channel", "渠道", "recall-channel", required=True),
    "remedied": integer("Units remedied", "实施补救的数量", required=True, help=Text(
        "At consumers', since the report before.", "上次报告以来在消费者处实施补救的数量。")),
    "recovered": integer("Units recovered from distribution", "从流通环节收回的数量", required=True, help=Text(
        "Before they were sold, since the report before.", "上次报告以来在售出之前收回的数量。")),
}
ON = {"reported_on": day("Reported on", "报告日期", help=Text("Empty: today.", "留空表示今日。"))}
SUMS = Writes("recall_report", {
    "recall": published.FIELD, "channel": "channel", "reported_on": "reported_on", "region": "region",
    "remedied": acts.remedied_that_day, "recovered": acts.recovered_that_day})

RECALL = declare(Procedure(
    published.PROCEDURE, Text("Recall of a product", "缺陷产品召回"), Text("Recalls of products", "缺陷产品召回"),
    "surveillance", RULES, parts=(OFFICER, FIRM), public=(RUNNING,), shared=("note",), page="/recalls/work/{number}/",
    meaning=Text("A defective product is called back: plan, notice, reports by channel, checks, closing.",
                 "缺陷产品的召回：计划、公告、分渠道报告、核查和终结。"),
    about={
        "region": ref("Region", "地区", "region", required=True),
        "product": ref("Product", "产品", "product", required=True),
        "organisation": ref("Of whom", "召回实施者", "organisation", required=True),
        "role": choice("As", "召回实施者身份", "firm-role", required=True),
        "goods": choice("Goods", "召回产品类别", "recall-goods", required=True),
        "initiative": choice("Ordered or voluntary", "责令或主动", "measure-initiative", required=True),
        "defect": text("Defect", "缺陷及后果", required=True, max_length=LONG),
    },
    states=(
        State(OPENED, Text("opened", "已立案"), Text("The plan is required.", "要求提交召回计划。"),
              Days(5, late=TOLD)),
        State(REQUIRED, Text("plan required", "待提交计划"), Text("The plan is handed in.", "由召回实施者提交计划。"),
              Days(5, late=TOLD)),
        State(PLANNED, Text("plan handed in", "计划已提交"), Text("Another officer approves it.", "由另一人审核计划。"),
              Days(5)),
        State(APPROVED, Text("plan approved", "计划已核准"), Text("The notice is published.", "公布召回公告。"),
              Days(3)),
        State(RUNNING, Text("running", "实施中"), Text("The next report is due.", "应提交下次进展报告。"),
              Days(90, working=False, late=TOLD)),
        State(CLOSING, Text("closing proposed", "拟终结"), Text("A second officer closes it.", "由另一人终结。"),
              Days(10)),
        State(CLOSED, Text("closed", "已终结"), Text("The warning has ended.", "风险提示已解除。"), ends=True),
        State(REVOKED, Text("revoked", "已撤销召回"), Text("It warns of nothing.", "不再提示风险。"), ends=True)),
    members=Members("lot", Text("Lot", "批次"), Text("Lots", "批次"), kind="lot", states=(
        State(lots.AFFECTED, Text("affected", "涉及")),
        State(lots.ACCOUNTED, Text("accounted for", "已处理"), ends=True),
        State(lots.EXCEPTED, Text("not accounted for, with a reason", "未能处理（已说明理由）"), ends=True),
        State(lots.STRUCK, Text("not of the recall", "不属召回范围"), ends=True))),
    withdrawal=Guard(must=acts.must_not_be_published),
    acts=(
        Act("open", Text("Open a recall", "立案"), (OFFICER,), target=OPENED, fields={
            "origin": choice("What it rests on", "来源", "recall-origin", required=True, exposure=INTERNAL),
            "origin_key": text("Its number", "来源编号", exposure=INTERNAL, help=Text(
                "Of the sample, the complaint, the notice or the measure.",
                "样品、投诉举报、通报或处置措施的编号。"))}),
        Act("report-defect", Text("Report a defect of one's own product", "报告本单位产品缺陷"), (FIRM,), target=OPENED,
            does=acts.by_the_maker),
        Act("require-plan", Text("Require the plan", "要求提交召回计划"), (OFFICER,), (OPENED,), REQUIRED,
            fields={"reason": WHY}, letter=Text(
                "You are required to hand in the plan for the recall of {product}: {reason}",
                "请提交产品{product}的召回计划。理由：{reason}")),
        Act("hand-in-plan", Text("Hand in the plan", "提交召回计划"),
            (FIRM,), (OPENED, REQUIRED), PLANNED, fields=PLAN),
        Act("take-plan", Text("Take down a plan handed in on paper", "代录书面召回计划"),
            (OFFICER,), (OPENED, REQUIRED),
            PLANNED, fields=PLAN),
        Act("return-plan", Text("Return the plan", "退回召回计划"), (OFFICER,), (PLANNED,), REQUIRED, returns=True,
            fields={"reason": WHY}),
        Act("approve-plan", Text("Approve the plan", "核准召回计划"), (OFFICER,), (PLANNED,), APPROVED,
            second_person=True),
        Act("publish", Text("Publish the notice", "公布召回公告"), (OFFICER,), (APPROVED,), RUNNING, final=True,
            guard=Guard(must=acts.must_be_publishable, met_by=("add-lot",)), does=acts.to_publish,
            then=acts.then_picture, fields={
                "title": text("Title", "标题", required=True, max_length=300),
                "title_en": text("Title in English", "英文标题", required=True, max_length=300, help=HERE_TOO),
                "defect_en": text("Defect in English", "缺陷及后果（英文）", max_length=LONG, help=HERE_TOO),
                "advice": ADVICE,
                "advice_en": text("What consumers should do, in English", "消费者应采取的措施（英文）", max_length=LONG,
                                  help=HERE_TOO),
                "all_lots": flag("All lots of the product", "涉及该产品全部批次"),
                "affected": integer("Units affected", "涉及数量", minimum=1, help=Text(
                    "Where all lots are recalled; else it is that of the lots named.",
                    "涉及全部批次时填写；列明批次的，按各批次数量合计。")),
                "picture": text("Photograph", "照片", max_length=40, help=Text(
                    "The number of the picture among the attachments of the case.", "事项材料中照片的编号。")),
                published.FIELD: text("Recall number", "召回编号", max_length=80, help=Text(
                    "Empty: the region's code and the case's number.", "留空表示以地区代码加事项编号为召回编号。"))},
            writes=(Writes(published.KIND, {
                "number": published.FIELD, "lots": acts.lots_published, "published_on": DAY,
                **{name: name for name in (
                    "title", "title_en", "goods", "product", "organisation", "role", "initiative", "defect",
                    "defect_en", "remedy", "advice", "advice_en", "contact", "affected", "planned_until",
                    "region")}}),)),
        Act("report", Text("Report of a channel", "报告渠道进展"), (FIRM,), (RUNNING,), RUNNING, does=acts.reported,
            writes=(SUMS,), fields={**REPORT, **ON, "note": text("Note", "说明", exposure=INTERNAL, max_length=LONG)}),
        Act("take-report", Text("Take down a report handed in on paper", "代录书面进展报告"),
            (OFFICER,), (RUNNING,), RUNNING,
            does=acts.reported, writes=(SUMS,), fields={**REPORT, **ON}),
        Act("correct-report", Text("Correct a report", "更正进展报告"), (OFFICER,), (RUNNING, CLOSING),
            does=acts.corrected, fields={
                **REPORT, "reported_on": day("Reported on", "报告日期", required=True), "reason": WHY},
            writes=(Writes("recall_report", {"recall": published.FIELD, **{name: name for name in (
                "channel", "reported_on", "region", "remedied", "recovered")}}),)),
        Act("show-picture", Text("Publish a photograph", "公布照片"), (OFFICER,), (RUNNING, CLOSING),
            does=acts.picture_shown,
            fields={"picture": text("Photograph", "照片", required=True, max_length=40)}),
        Act("remind", Text("Remind of what is due", "催办"), (OFFICER,), (REQUIRED, RUNNING), fields={
            "reason": WHY}, letter=Text("Recall of {product}: {reason}", "关于产品{product}的召回：{reason}")),
        Act("extend", Text("Extend the recall", "延长召回期限"), (OFFICER,), (RUNNING,), RUNNING, fields={
            "planned_until": day("To be done by", "计划完成日期", required=True), "reason": WHY},
            writes=(published.once_more({"planned_until": "planned_until"}),)),
        Act("propose-closing", Text("Propose to close the recall", "提请终结召回"), (OFFICER,), (RUNNING,), CLOSING,
            fields={"conclusion": text("Conclusion", "召回总结", required=True, max_length=LONG)}),
        Act("return-closing", Text("Let the recall go on", "退回继续召回"),
            (OFFICER,), (CLOSING,), RUNNING, returns=True,
            fields={"reason": WHY}),
        Act("close", Text("Close the recall", "终结召回"),
            (OFFICER,), (CLOSING,), CLOSED, second_person=True, final=True,
            guard=Guard(lots.every_lot_settled, met_by=("except-lot",)),
            writes=(published.once_more({"closed_on": DAY}),)),
        Act("revoke", Text("Revoke the recall", "撤销召回"), (OFFICER,), (RUNNING, CLOSING), REVOKED, final=True,
            second_person=True, does=acts.revoked, fields={"reason": WHY}),
        Act("add-lot", Text("Add a lot", "增加批次"), (OFFICER, FIRM), of="lot", target=lots.AFFECTED, adds="lot",
            does=lots.added, fields=LOT),
        Act("strike-lot", Text("Strike a lot", "剔除批次"), (OFFICER,), (lots.AFFECTED,), lots.STRUCK, of="lot",
            guard=Guard(must=lots.must_not_be_published), fields={"reason": WHY}),
        Act("widen", Text("Widen the recall by a lot", "扩大召回范围"), (OFFICER,), of="lot", target=lots.AFFECTED,
            adds="lot", does=lots.widened, fields=LOT,
            writes=(published.once_more({"lots": lots.with_lot, "affected": lots.more}),)),
        Act("narrow", Text("Take a lot out of the recall", "缩小召回范围"), (OFFICER,), (lots.AFFECTED,), lots.STRUCK,
            of="lot", guard=Guard(must=lots.must_be_published), does=lots.narrowed, fields={"reason": WHY},
            writes=(published.once_more({"lots": lots.without_lot, "affected": lots.fewer}),)),
        Act("account", Text("Account for a lot", "处理批次"),
            (FIRM, OFFICER), (lots.AFFECTED,), lots.ACCOUNTED, of="lot",
            fields={"how": text("How", "处理情况", required=True, max_length=LONG)}),
        Act("except-lot", Text("Say why a lot is not accounted for", "说明批次未能处理的理由"), (OFFICER,),
            (lots.AFFECTED,), lots.EXCEPTED, of="lot", fields={"reason": WHY}))))
