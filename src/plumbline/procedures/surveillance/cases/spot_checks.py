"""Spot checks: "double random, one public" (双随机、一公开), batch by batch.

A case is one batch under an annual plan: filed above, its directories given, committed to before anybody can know the
randomness, drawn, inspected task by task, published. The members are the tasks. What the acts do besides is in
``spot_checks/``; an inspector's phone has a page of its own."""

from __future__ import annotations

from typing import Any

from plumbline.procedures.casework.declaration import (
    GIVEN,
    LINK,
    Act,
    Days,
    Effect,
    Guard,
    Members,
    Part,
    Procedure,
    State,
    Writes,
)
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.surveillance.spot_checks import files, records, tasks, witnesses, work
from plumbline.records.core.fields import INTERNAL, choice, day, flag, integer, ref, text
from plumbline.text import Citation, Text

OFFICER = Part("officer", Text("officer", "经办人员"))
INSPECTOR = Part(tasks.INSPECTOR, Text("inspector", "执法检查人员"), GIVEN)
WITNESS = Part("witness", Text("witness", "见证人"), LINK, page="witness/")
NAME, TASK = "spot-check", "task"
SENT_LATER_DAYS = 14
MOST_DIRECTORY, MOST_WORDS = 8_000_000, 400
WHY = text("Reason", "理由", required=True, exposure=INTERNAL, max_length=MOST_WORDS)
WHO = text("Witness", "见证人", required=True, max_length=80)
BEFORE = ("planned", "filed", "noted", "fallen")
RATIO = Text("As 5%, 1/20 or 0.05.", "写作5%、1/20或0.05。")


def every_task_ended(board: Any) -> Text | None:
    """Nothing, once every task was taken up or given up."""
    left = sum(each.state in ("assigned", "answered") for each in board.members.values())
    if not board.members:
        return Text("the tasks are still being made", "抽查任务仍在生成")
    return Text(f"{left:,} tasks are open", f"尚有{left:,}项任务未办结") if left else None


def every_task_published(board: Any) -> Text | None:
    """Nothing, once the record of every task is written."""
    left = sum(each.state != "published" for each in board.members.values())
    return Text(f"{left:,} results are not yet published", f"尚有{left:,}项结果未公示") if left else None


ABOUT = {
    "region": ref("Region", "地区", "region", required=True),
    "plan": text("Annual plan", "年度抽查计划", required=True, max_length=120,
                 help=Text("Its number or its name.", "计划的文号或名称。")),
    "sort": choice("Sort of items", "事项类别", "spot-check-sort", required=True),
    "items": text("Items", "抽查事项", required=True, max_length=2000,
                  help=Text("What is checked, from the item list.", "按抽查事项清单填写检查内容。")),
    "ratios": text("Ratio of each class", "各类抽查比例", required=True, max_length=400,
                   help=Text("As A=2% B=5% C=1 D=1.", "写作A=2% B=5% C=1 D=1。")),
    "ceiling": text("Ceiling", "抽查比例上限", max_length=40, help=Text(
        "Of general items: how much of the directory may be drawn at most. As 5%, 1/20 or 0.05.",
        "一般检查事项填写：最多可抽取名录的比例，写作5%、1/20或0.05。")),
    "focus_share": text("Share due to focus groups", "重点人群用品的比例", max_length=40, help=Text(
        "What the plan says of goods for the aged, infants and pupils. As 30%.",
        "计划对老年人、婴幼儿、学生用品规定的比例，写作30%。")),
    "places_share": text("Share due to rural places and schools", "农村和校园周边的比例", max_length=40, help=RATIO),
    "open_list": flag("The list is public", "名单可公开", help=Text(
        "Say no where classes are credit classes: objects then stand in the published list under numbers of their own.",
        "类别为信用风险类别的，填否：公布的名单以编号代替对象名称。")),
    "title": text("Title", "名称", required=True, max_length=200),
}

SPOT_CHECK = declare(Procedure(
    NAME, Text("Spot check", "双随机抽查"), Text("Spot checks", "双随机抽查"), "surveillance",
    Citation("国发〔2019〕5号", status="unverified"), parts=(OFFICER, INSPECTOR, WITNESS), about=ABOUT,
    meaning=Text("Double random, one public: objects and inspectors are drawn at random, so that anybody can repeat "
                 "it, and the results are published.",
                 "双随机、一公开：随机抽取检查对象、随机选派执法检查人员，抽取过程任何人均可复核，检查结果向社会公开。"),
    public=("committed", "fallen", "drawn", "finished", "published", "closed"),
    states=(
        State("planned", Text("planned", "已立项"), Text("The plan is filed above.", "将计划报上级备案。")),
        State("filed", Text("filed above", "已报备案"), Text(
            "The authority above takes note.", "由上级机关备案。"), Days(5)),
        State("noted", Text("noted above", "已备案"), Text(
            "Both directories are given, and the draw is committed to.", "提供两个名录，并对抽取作出承诺。")),
        State("committed", Text("committed to", "已承诺"), Text(
            "Once the beacon has published the round, or all witnesses have revealed, it is drawn.",
            "待信标公布该轮随机数，或见证人全部揭示后抽取。")),
        State("fallen", Text("put off", "已改期"), Text(
            "A witness did not reveal. All commit anew, and it is drawn on the date that was settled for that.",
            "有见证人未揭示。见证人重新承诺，按事先确定的日期抽取。")),
        State("drawn", Text("drawn", "已抽取"), Text("Inspectors answer their tasks.", "执法检查人员办理任务。"),
              Days(field="due")),
        State("finished", Text("inspected", "检查完毕"), Text("The results are published.", "公示检查结果。"),
              Days(20)),
        State("published", Text("published", "已公示"), Text("The case is closed.", "办结。")),
        State("closed", Text("closed", "已办结"), ends=True)),
    members=Members(TASK, Text("Task", "抽查任务"), Text("Tasks", "抽查任务"), (
        State("assigned", Text("to be inspected", "待检查"), Text("An inspector answers.", "由检查人员答复。"),
              Days(field="due")),
        State("answered", Text("answered", "已答复"), Text("An officer takes the answer up.", "由经办人员采用答复。"),
              Days(5)),
        State("settled", Text("taken up", "已采用")),
        State("not-inspected", Text("not inspected", "未检查")),
        State("published", Text("published", "已公示"), ends=True))),
    giving=Guard(must=work.must_have_no_interest),
    acts=(
        Act("open", Text("Plan a spot check", "抽查立项"), (OFFICER,), target="planned", does=work.opened),
        Act("file", Text("File the plan above", "报上级备案"), (OFFICER,), ("planned",), "filed", fields={
            "filed_on": day("Filed on", "报备日期", required=True),
            "plan_text": text("Text of the plan", "计划文本", exposure=INTERNAL, max_length=20_000, exact=True)}),
        Act("file-again", Text("The plan was filed before", "计划已备案"), (OFFICER,), ("planned",), "noted",
            guard=Guard(must=work.must_be_noted_before), help=Text(
                "Another batch of the same annual plan was filed above.", "同一年度计划的其他批次已报上级备案。")),
        Act("note", Text("Take note of the plan", "备案"), (OFFICER,), ("filed",), "noted", second_person=True,
            guard=Guard(must=work.must_be_above), fields={
                "remark": text("Remark", "备案意见", exposure=INTERNAL, max_length=MOST_WORDS)},
            help=Text("For the authority of the region above.", "由上级机关办理。")),
        Act("note-by-time", Text("Go on without an answer", "逾期视为备案"), (OFFICER,), ("filed",), "noted",
            after_days=True),
        Act("objects", Text("Give the directory of objects", "提供检查对象名录"), (OFFICER,),
            ("planned", "filed", "noted"), does=work.given_directory, fields={
                "directory": text("Directory", "名录", exposure=INTERNAL, max_length=MOST_DIRECTORY, exact=True,
                                  required=True, help=Text(
                    "CSV with the columns id and class, and, where known, name, region, organisation, address, focus "
                    "and market.",
                    "CSV，须有编号、类别两列；另可有名称、地区、统一社会信用代码、地址、重点人群、市场类型。"))}),
        Act("objects-from-records", Text("Make the directory of objects of the records", "由登记信息生成检查对象名录"),
            (OFFICER,), ("planned", "filed", "noted"), does=work.made_directory, help=Text(
                "Every organisation of the region with a credit class that is in force.",
                "本地区信用风险分类有效的全部单位。")),
        Act("inspectors", Text("Give the directory of inspectors", "提供执法检查人员名录"), (OFFICER,),
            ("planned", "filed", "noted"), does=work.given_inspectors, fields={
                "inspectors": text("Inspectors", "执法检查人员", exposure=INTERNAL, max_length=400_000, exact=True,
                                   required=True, help=Text(
                    "CSV: inspector,classes,load. The sign-in name; the classes as A;B, or * for all; how many tasks "
                    "at most, or nothing.",
                    "CSV：检查人员,类别,数量上限。填写登录名；类别写作A;B，全部类别写*；任务上限可留空。")),
                "recusals": text("Recusals", "回避", exposure=INTERNAL, max_length=400_000, exact=True, help=Text(
                    "CSV: inspector,object. Whose firm it is is known already, by whom the account acts for.",
                    "CSV：检查人员,对象。账户所代表单位的利害关系由系统自动列入。")),
                "load": integer("Tasks an inspector has at most", "每人任务上限", minimum=1, maximum=1_000_000,
                                exposure=INTERNAL)}),
        Act("witnesses", Text("Name witnesses", "确定见证人"), (OFFICER,), BEFORE, aside=(OFFICER,),
            does=witnesses.named, fields={
                "witnesses": text("Witnesses", "见证人", required=True, max_length=1000, help=Text(
                    "With ; between. Each is handed a link of their own.",
                    "以分号分隔。请为每名见证人各发一个链接。"))},
            help=Text("Where no beacon can be reached: they bring the randomness. Naming them anew begins anew.",
                      "无法访问信标时，由见证人提供随机数。重新确定后，此前的承诺作废。")),
        Act("testify", Text("Commit to a number of one's own", "承诺本人的随机数"), (WITNESS, OFFICER), BEFORE,
            does=witnesses.testified, aside=(WITNESS, OFFICER), fields={
                "witness": WHO, "commitment": text("Its SHA-256", "随机数的SHA-256", required=True, max_length=80)},
            help=Text("An officer writes down what a witness without a network says.",
                      "见证人无法联网的，由经办人员代为录入。")),
        Act("commit", Text("Commit to the draw", "对抽取作出承诺"), (OFFICER,), ("noted", "fallen"), "committed",
            final=True, guard=Guard(must=work.must_be_ready, met_by=("objects", "inspectors")), does=work.committed,
            fields={
                "draw_at": text("Drawn at", "抽取时刻", max_length=40, help=Text(
                    "As 2026-12-01T09:00:00+08:00; the first round of the beacon from then on is taken.",
                    "写作2026-12-01T09:00:00+08:00，采用该时刻起的首轮。")),
                "round": integer("Round of the beacon", "信标轮次", minimum=1),
                "reveal_by": text("Witnesses reveal until", "见证人揭示截止", max_length=40, help=Text(
                    "Instead of a beacon, where witnesses are named. As 2026-12-01T09:00:00+08:00.",
                    "采用见证人方式时填写，代替信标，写作2026-12-01T09:00:00+08:00。")),
                "next_date": day("Drawn instead on", "改期日期", help=Text(
                    "With witnesses: when is drawn if one of them does not reveal.",
                    "采用见证人方式时填写：有见证人未揭示时的下次抽取日期。")),
                "margin": integer("Minutes between commitment and draw", "承诺与抽取的间隔（分钟）", minimum=1,
                                  maximum=527_040)},
            help=Text("It is published at once: the hash of the list, the ratios and the round. Nothing of it can be "
                      "changed any more.", "即时公布名单校验值、比例和轮次，其后均不得更改。")),
        Act("reveal", Text("Reveal the number", "揭示随机数"), (WITNESS, OFFICER), ("committed",),
            does=witnesses.revealed, aside=(WITNESS, OFFICER), fields={
                "witness": WHO,
                "reveal": text("The number", "随机数", required=True, exposure=INTERNAL, max_length=80)}),
        Act("fall", Text("Put it off to its next date", "改期抽取"), (OFFICER,), ("committed",), "fallen",
            does=witnesses.fallen, aside=(OFFICER,), gives={
                "unrevealed": text("Did not reveal", "未揭示的见证人", max_length=1000)},
            help=Text("Where a witness did not reveal in time: nothing is drawn, and who it was is published.",
                      "见证人逾期未揭示的，本次不作抽取，并公布未揭示者。")),
        Act("draw", Text("Draw", "抽取"), (OFFICER,), ("committed",), "drawn", does=work.drawn, fields={
                "signature": text("Signature of the round", "该轮签名", max_length=200, help=Text(
                    "As the beacon publishes it: 96 hexadecimal digits. With witnesses: nothing.",
                    "按信标公布的内容填写，为96位十六进制数字；采用见证人方式的，留空。")),
                "due": day("To be inspected by", "检查期限", required=True)},
            effect=Effect(Text("Making the tasks", "生成抽查任务"), tasks.make)),
        Act("add-task", Text("Make a task", "生成任务"), (OFFICER,), of=TASK, target="assigned", adds="object",
            does=work.task, fields={
                "object": text("Object", "抽查对象", required=True, max_length=160),
                "name": text("Name", "名称"), "address": text("Address", "地址"),
                "place": ref("Region", "地区", "region"),
                "organisation": ref("Organisation", "单位", "organisation"),
                "of_class": text("Class", "类别", exposure=INTERNAL),
                "focus": text("For whom", "重点人群", exposure=INTERNAL),
                "market": text("Type of market", "市场类型", exposure=INTERNAL),
                "rank": integer("Order in the draw", "抽取顺序"),
                "inspectors": text("Inspectors drawn", "抽中的检查人员", exposure=INTERNAL, max_length=400),
                "due": day("To be inspected by", "检查期限")},
            help=Text("All but the object follows from the draw.", "除对象外，均由抽取结果确定。")),
        Act("answer", Text("Answer", "答复"), (INSPECTOR,), ("assigned",), "answered", of=TASK, offline=SENT_LATER_DAYS,
            fields={"result": choice("Result", "检查结果", "draw-result", required=True),
                    "note": text("What was seen", "检查情况", exposure=INTERNAL, max_length=MOST_WORDS)}),
        Act("return", Text("Send the answer back", "退回答复"), (OFFICER,), ("answered",), "assigned", of=TASK,
            returns=True, fields={"reason": WHY, "due": day("To be inspected by", "检查期限", required=True)}),
        Act("take-up", Text("Take the answer up", "采用答复"), (OFFICER,), ("answered",), "settled", of=TASK,
            does=work.taken_up, fields={
                "result": choice("Result", "检查结果", "draw-result", help=Text(
                    "Nothing: as it was answered. Another one needs a reason.",
                    "留空即按答复采用；另定结果须说明理由。")),
                "reason": text("Reason", "理由", exposure=INTERNAL, max_length=MOST_WORDS)}),
        Act("give-up", Text("Give the task up", "终止任务"), (OFFICER,), ("assigned", "answered"), "not-inspected",
            of=TASK, fields={"reason": WHY}),
        Act("finish", Text("Finish inspecting", "检查完毕"), (OFFICER,), ("drawn",), "finished",
            guard=Guard(every_task_ended, met_by=("take-up", "give-up"))),
        Act("publish", Text("Publish the results", "公示检查结果"), (OFFICER,), ("finished",), "published", final=True,
            writes=(Writes("draw", records.DRAW),),
            effect=Effect(Text("Publishing the tasks", "公示各项任务"), tasks.publish)),
        Act("publish-task", Text("Publish a result", "公示结果"), (OFFICER,), ("settled", "not-inspected"),
            "published", of=TASK, does=work.must_be_published, writes=(Writes("draw_task", records.TASK),)),
        Act("close", Text("Close", "办结"), (OFFICER,), ("published",), "closed",
            guard=Guard(every_task_published, met_by=("publish-task",)))),
    page="/spot-checks/{number}/", beside=files.BESIDE))
