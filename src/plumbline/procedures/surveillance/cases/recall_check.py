"""Checks of a recall at outlets that were drawn: was the outlet told, are the goods still on the shelf?

An inspector notes it on a phone, also where there is no network; an officer takes the answer up, and that writes the
record ``recall_check``."""

from __future__ import annotations

from plumbline.procedures.casework.declaration import GIVEN, Act, Days, Effect, Guard, Members, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.casework.writing import MEMBER, Writes
from plumbline.procedures.surveillance.recalls import sampling
from plumbline.records.core.fields import flag, integer, ref, refs, text
from plumbline.text import Citation, Text

OFFICER = Part("officer", Text("recall officer", "召回管理人员"))
INSPECTOR = Part("inspector", Text("inspector", "核查人员"), GIVEN)
SEEN = {
    "told": flag("Was told", "已收到通知"), "on_shelf": flag("Still on the shelf", "仍在销售"),
    "units_seen": integer("Units seen", "发现数量"),
    "note": text("Note", "核查说明", max_length=400),
}
OPEN, TO_CHECK, CHECKED = ("running",), ("to-check",), ("checked",)
OUTLETS = Text("Licence numbers, joined by ;. Empty: all that the register has in the region.",
               "许可证编号，用分号隔开；留空表示该地区全部登记的经营场所。")

CHECK = declare(Procedure(
    sampling.PROCEDURE, Text("Check of a recall", "召回核查"), Text("Checks of recalls", "召回核查"), "surveillance",
    Citation("OECD, Recommendation on Consumer Product Safety (2020)", status="unverified"), parts=(OFFICER, INSPECTOR),
    meaning=Text("Outlets are drawn and visited while a recall runs.", "召回期间随机抽取经营场所进行核查。"),
    about={
        "recall": ref("Recall", "召回", "recall", required=True),
        "region": ref("Region", "地区", "region", required=True),
        "size": integer("Outlets to draw", "抽取数量", required=True, minimum=1, maximum=sampling.MOST),
        "seed": text("Seed", "随机种子", required=True, max_length=200, help=Text(
            "Known before the draw, such as the day and a lottery's numbers: with it anybody can repeat the draw.",
            "应事先确定，如日期加当期彩票号码；他人凭此可复核抽取结果。")),
        "outlets": refs("Outlets to draw from", "抽样范围", "establishment", max_length=20_000, help=OUTLETS),
    },
    states=(
        State("running", Text("running", "核查中"), Text("The outlets are visited.", "到经营场所核查。"), Days(20)),
        State("done", Text("done", "已完成"), ends=True)),
    members=Members("outlet", Text("Outlet", "经营场所"), Text("Outlets", "经营场所"), kind="establishment", states=(
        State("to-check", Text("to be visited", "待核查"), Text("It is visited.", "到场核查。"), Days(10)),
        State("checked", Text("visited", "已核查"), Text("The answer is taken up.", "采用核查结果。")),
        State("taken-up", Text("taken up", "已采用"), ends=True),
        State("not-found", Text("could not be visited", "无法核查"), ends=True))),
    acts=(
        Act("draw", Text("Draw outlets", "抽取经营场所"), (OFFICER,), target="running", does=sampling.to_open,
            effect=Effect(Text("The outlets are handed out", "分发核查任务"), sampling.hand_out)),
        Act(sampling.ADD, Text("Hand out an outlet", "分发核查任务"), (OFFICER,), of="outlet", target="to-check",
            adds="outlet", does=sampling.must_be_drawn,
            fields={"outlet": ref("Outlet", "经营场所", "establishment", required=True, max_length=160)}),
        Act("note", Text("Note what was seen", "记录核查情况"), (INSPECTOR, OFFICER), TO_CHECK, "checked", of="outlet",
            fields=SEEN, offline=14),
        Act("look-again", Text("Have it visited again", "要求重新核查"), (OFFICER,), CHECKED, "to-check", of="outlet",
            returns=True, fields={"reason": text("Reason", "理由", required=True, max_length=400)}),
        Act("take-up", Text("Take the answer up", "采用核查结果"), (OFFICER,), CHECKED, "taken-up", of="outlet",
            writes=(Writes("recall_check", {
                "recall": "recall", "outlet": MEMBER, "checked_on": sampling.noted_on, "told": "told",
                "on_shelf": "on_shelf", "units_seen": "units_seen", "region": sampling.region_of_outlet}),)),
        Act("give-up", Text("Say why it cannot be visited", "说明无法核查的理由"), (OFFICER, INSPECTOR), TO_CHECK,
            "not-found", of="outlet",
            fields={"reason": text("Reason", "理由", required=True, max_length=400)}),
        Act("finish", Text("Finish the checks", "结束核查"), (OFFICER,), OPEN, "done",
            guard=Guard(sampling.every_outlet_settled, met_by=("hand-out", "give-up"))))))
