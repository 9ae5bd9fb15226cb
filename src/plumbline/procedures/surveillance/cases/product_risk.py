"""Assessing the risk of a product as a procedure: scenarios of harm, a level by dated rules, a second person's review,
the maker's word, the decision. What its acts do is in ``risks/acts.py``."""

from __future__ import annotations

from plumbline.methods.surveillance.risk_steps import STRENGTHS
from plumbline.procedures.casework.declaration import (
    PARTY,
    TOLD,
    Act,
    Days,
    Guard,
    Members,
    Part,
    Procedure,
    State,
    Writes,
)
from plumbline.procedures.casework.registry import declare
from plumbline.procedures.surveillance.risks import acts
from plumbline.records.core.fields import INTERNAL, choice, integer, ref, text
from plumbline.text import Citation, Text

NAME = "product-risk"
OFFICER = Part("officer", Text("officer", "经办人员"))
MAKER = Part("maker", Text("maker", "生产者"), PARTY, party="heard")
WHY = text("Reason", "理由", required=True, exposure=INTERNAL, max_length=2000)
STEPS = Text(
    f"A line for each thing that has to happen: probability | {' or '.join(STRENGTHS)} | what. Such as: 1/10 | some | "
    "The child pulls the cord",
    f"每行一个步骤：概率 | 证据强度（{'、'.join(title.zh for title in STRENGTHS.values())}） | 发生的事。"
    "例如：1/10 | 一定证据 | 儿童拉扯绳带")
SCENARIO = {
    "harm": text("How it comes to harm", "伤害如何发生", required=True, max_length=1000),
    "hazard_class": choice("Class of hazard", "危害类别", "hazard-class", required=True),
    "harmed": choice("Who is harmed", "受害人群", "harmed-persons", required=True),
    "severity": integer("Severity", "严重程度", required=True, minimum=1, maximum=4, help=Text(
        "1: first aid is enough; 2: a visit to an emergency room; 3: a stay in hospital; 4: death, or for life.",
        "1级：自行处理即可；2级：需急诊处理；3级：需住院治疗；4级：死亡或终身伤害。")),
    "steps": text("Steps", "步骤", exact=True, max_length=4000, help=STEPS),
    "bystanders": text("Harm to bystanders", "对旁人的伤害", max_length=600),
    "uncertainty": text("What is uncertain", "不确定性", max_length=1000),
}
RULES = text("Rules", "评估规则", max_length=80, help=Text(
    "The set of rules by its id; empty: what is in force today.", "评估规则编号；留空则采用当日现行规则。"))
UNITS = integer("Units in use", "在用数量")
LEVEL = choice("Level of risk", "风险等级", "risk-level")
BASIS = choice("Rests on", "等级依据", "risk-basis")
IN_DRAFT = Guard(must=acts.must_be_drafting, met_by=("open",))

RISK = declare(Procedure(
    NAME, Text("Risk assessment of a product", "产品风险评估"), Text("Risk assessments of products", "产品风险评估"),
    "surveillance", Citation("Regulation (EU) 2019/1020", article="18, 19", effective="2021-07-16",
                             status="unverified"),
    parts=(OFFICER, MAKER),
    meaning=Text("How dangerous a product is: scenarios, a level, a review, the maker's word, a decision.",
                 "对产品的危险程度进行评估：列出伤害情景、得出等级、复核、听取生产者意见、作出结论。"),
    about={"region": ref("Region", "地区", "region", required=True),
           "product": ref("Product", "产品", "product"), "maker": ref("Maker", "生产者", "organisation"),
           "rules": RULES, "units_in_use": UNITS,
           "signal": text("Signal", "风险信号", exposure=INTERNAL, max_length=160),
           "title": text("What is assessed", "评估对象", required=True)},
    states=(
        State("drafting", Text("scenarios are written", "起草情景"), Text(
            "The level is computed, and a second person reviews it.", "得出等级后，由另一人复核。"), Days(20)),
        State("assessed", Text("assessed", "已评估"), Text("A second person reviews it.", "由另一人复核。"), Days(10)),
        State("hearing", Text("the maker is heard", "听取生产者意见"), Text(
            "The maker says something, or the days pass.", "生产者陈述意见，或者期限届满。"), Days(10, late=TOLD)),
        State("heard", Text("ready to be decided", "待结论"), Text("It is decided.", "作出结论。"), Days(10)),
        State("decided", Text("decided", "已结论"), ends=True)),
    members=Members("scenario", Text("Scenario", "伤害情景"), Text("Scenarios", "伤害情景"), (
        State("stated", Text("stated", "已列出"), ends=True),
        # A scenario asks nothing of anybody by itself, so both of its states end it.
        State("struck", Text("struck", "已删去"), ends=True))),
    acts=(
        Act("open", Text("Begin an assessment", "开始评估"), (OFFICER,), target="drafting", does=acts.opened),
        Act("change-basis", Text("Change rules, units, product or maker", "修改规则、数量、产品或生产者"), (OFFICER,),
            ("drafting",), does=acts.basis_changed, fields={
                "rules": RULES, "units_in_use": UNITS, "product": ref("Product", "产品", "product"),
                "maker": ref("Maker", "生产者", "organisation")}),
        Act("add-scenario", Text("Add a scenario", "增加情景"), (OFFICER,), of="scenario", target="stated",
            adds="scenario", does=acts.scenario,
            fields={"scenario": text("Name", "名称", required=True, max_length=80), **SCENARIO}),
        Act("change-scenario", Text("Change a scenario", "修改情景"), (OFFICER,), ("stated",), of="scenario",
            guard=IN_DRAFT, does=acts.scenario, fields=SCENARIO),
        Act("strike-scenario", Text("Strike a scenario", "删去情景"), (OFFICER,), ("stated",), "struck",
            of="scenario", guard=IN_DRAFT, fields={"reason": WHY}),
        Act("known-risk", Text("It is a known serious risk", "属于已知严重风险"), (OFFICER,), ("drafting",), "assessed",
            does=acts.presumed, help=Text(
                "No scenarios are needed. The presumption can be rebutted until it is decided.",
                "无需列出情景；作出结论之前，该推定可被推翻。"),
            fields={"known": text("Known risk", "已知严重风险", required=True, max_length=80, help=Text(
                        "Its id in the list in force.", "现行清单中的条目编号。")),
                    "reason": WHY},
            gives={"level": LEVEL, "basis": BASIS, "harm": SCENARIO["harm"],
                   "hazard_class": SCENARIO["hazard_class"]}),
        Act("assess", Text("Assess it", "得出等级"), (OFFICER,), ("drafting",), "assessed", does=acts.assessed,
            guard=Guard(must=acts.must_be_gradable, met_by=("add-scenario", "change-basis")),
            fields={"remark": text("What was weighed", "评估说明", exposure=INTERNAL, max_length=2000)},
            gives={"level": LEVEL, "basis": BASIS, "scenarios": integer("Scenarios", "情景数"),
                   "sensitive": integer("Steps on which the level hangs", "影响等级的步骤数"),
                   "rules_sha256": text("Rules as they were (SHA-256)", "所用规则（SHA-256）", exposure=INTERNAL)}),
        Act("send-back", Text("Send it back", "退回评估"), (OFFICER,), ("assessed", "heard"), "drafting", returns=True,
            fields={"reason": WHY}),
        Act("review", Text("Confirm the review", "复核通过"), (OFFICER,), ("assessed",), "hearing", second_person=True,
            does=acts.reviewed, guard=Guard(must=acts.must_be_reviewable, met_by=("assess",)), fields={
                "opinion": text("Opinion of the reviewer", "复核意见", required=True, exposure=INTERNAL,
                                max_length=2000),
                "heard": ref("Who is heard", "听取谁的意见", "organisation", help=Text(
                    "Empty: the maker. From now on they read the assessment.", "留空为生产者。此后其可查阅本评估。"))}),
        Act("answer", Text("Say something to it", "陈述意见"), (MAKER,), ("hearing",), "heard", fields={
            "answer": text("Answer", "陈述意见", required=True, max_length=4000)}),
        Act("go-on-unheard", Text("Go on without an answer", "期满未陈述，继续办理"), (OFFICER,), ("hearing",), "heard",
            after_days=True),
        Act("skip-hearing", Text("Go on without a hearing", "不经听取意见继续办理"), (OFFICER,), ("hearing",), "heard",
            returns=True, help=Text(
                "Where no maker is known, or the danger leaves no time. The reason stands in the case.",
                "仅限生产者不明或者情况紧急；理由记入案卷。"), fields={"reason": WHY}),
        Act("rebut", Text("The presumption is rebutted", "推翻推定"), (OFFICER,), ("assessed", "heard"), "drafting",
            returns=True, does=acts.rebutted, guard=Guard(must=acts.must_be_presumed, met_by=("known-risk",)),
            fields={"reason": WHY}, gives={"basis": BASIS}),
        Act("decide", Text("Decide", "作出结论"), (OFFICER,), ("heard",), "decided", final=True,
            guard=Guard(must=acts.must_hold, met_by=("assess",)), writes=(Writes("risk_assessment", acts.RECORD),),
            fields={"reason": text("Grounds", "结论理由", required=True, max_length=2000)})),
    page="/watch/risks/{number}/"))
