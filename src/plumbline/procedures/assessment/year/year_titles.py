"""What the parts, phases and acts of an assessment year, and the states of its orders, are called in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year import orders
from plumbline.text import Text

PARTS: Mapping[str, Text] = {
    flows.ASSESSED: Text("assessed government", "被考核地区政府"), flows.OFFICE: Text("department", "评分部门"),
    flows.VISITOR: Text("visitor", "核查人员"), flows.EXPERT: Text("expert", "评审专家"),
    flows.LEAD: Text("lead", "牵头人"), flows.APPROVER: Text("approver", "审定人"),
}
PHASES: Mapping[str, Text] = {
    acts.RUNNING: Text("under way", "进行中"), acts.EVALUATED: Text("evaluated, awaiting approval", "已评价，待审定"),
    acts.APPROVED: Text("approved, awaiting publication", "已审定，待公布"), acts.DONE: Text("published", "已公布"),
    acts.CORRECTING: Text("being corrected after an upheld objection", "异议成立，更正中"),
    acts.CANCELLED: Text("cancelled", "已撤销"),
}
ACTS: Mapping[str, Text] = {
    acts.OPEN: Text("opened the year", "启动年度考核"), acts.ASSIGN: Text("gave a part", "分配职责"),
    acts.RELEASE: Text("took a part back", "收回职责"), acts.ALLOW: Text("allowed what comes late", "准许逾期补报"),
    acts.DECLARE: Text("declared a conflict of interest", "声明利益冲突"),
    acts.GO_ON: Text("decided to go on with the changed text", "决定按修改后的文本继续"),
    acts.STATE: Text("stated", "填报"), acts.CONSENSUS: Text("recorded what the panel agreed on", "录入合议结果"),
    acts.CLOSE: Text("closed the panel", "结束专家评分"), acts.EVALUATE: Text("evaluated", "综合评价"),
    acts.APPROVE: Text("approved the evaluation", "审定评价结果"), acts.PUBLISH: Text("published", "公布结果"),
    acts.OBJECT: Text("objected", "提出异议"), acts.RULE: Text("answered the objection", "答复异议"),
    acts.ORDER: Text("ordered to rectify", "下达整改通知"), acts.CANCEL: Text("cancelled the year", "撤销考核年度"),
    acts.COMMENT: Text("commented", "发表意见"),
    orders.JUDGE: Text("judged the report of an order", "审核整改报告"),
}
ORDER_STATES: Mapping[str, Text] = {
    orders.DUE: Text("report due", "待报送整改报告"),
    orders.REPORTED: Text("reported, not judged yet", "已报送，待审核"),
    orders.ACCEPTED: Text("report accepted", "整改报告已通过"),
    orders.RETURNED: Text("report returned, due again", "整改报告已退回，须重新报送"),
}


def part(name: str) -> Text:
    """A part in words; one that there is not stands for itself."""
    return PARTS.get(name, Text.of(name))


def phase(name: str) -> Text:
    """A phase in words."""
    return PHASES.get(name, Text.of(name))


def act(name: str) -> Text:
    """An act in words."""
    return ACTS.get(name, Text.of(name))


def order_state(name: str) -> Text:
    """Where an order to rectify stands, in words."""
    return ORDER_STATES.get(name, Text.of(name))


def parts(names: Iterable[str]) -> Text:
    """Several parts, one after the other."""
    told = [part(name) for name in sorted(names)]
    return Text(", ".join(each.en for each in told), "、".join(each.zh for each in told))
