"""Drafts of rules as a procedure: an indicator or a scheme that somebody writes, until it is in force or given up.

A rule is everybody's, so who writes one has an officer's role over every region. What its acts do in the rulebook is in
``drafts/work.py``; the pages on which its text is written use these acts too."""

from __future__ import annotations

from plumbline.methods.assessment.year import draft_states as states
from plumbline.methods.assessment.year.draft_states import MOST_REASON, MOST_TEXT
from plumbline.procedures.assessment.drafts import work
from plumbline.procedures.casework.declaration import Act, Days, Guard, Part, Procedure, State
from plumbline.procedures.casework.registry import declare
from plumbline.records.assessment.drafts import KIND
from plumbline.records.core.fields import INTERNAL, day, flag, text
from plumbline.text import Citation, Text

WRITER = Part("writer", Text("whoever writes rules", "规则起草人员"))
WRITABLE = (states.DRAFT, states.PROPOSED, states.REJECTED)
WRITTEN = (states.SAVE, states.REBASE)
"""The acts after which a text is sound that was not."""
WHY = text("Reason", "理由", required=True, exposure=INTERNAL, max_length=MOST_REASON)
BODY = text("Text", "文本", exposure=INTERNAL, max_length=MOST_TEXT, exact=True,
            help=Text("The whole text of the rule's file.", "规则文件全文。"))

DRAFT = declare(Procedure(
    KIND, Text("Draft of a rule", "规则草案"), Text("Drafts of rules", "规则草案"), "assessment",
    Citation("国办发〔2013〕47号", article="4", status="verified", read_at="jsqa.org"), parts=(WRITER,), region="",
    meaning=Text("An indicator or a scheme: written, tried, approved by a second person, put in force.",
                 "指标或方案的起草、试算、由另一人审定和付诸实施。"),
    about={"what": text("Sort", "类别", required=True, max_length=20, help=Text(
               "indicator or scheme", "indicator（指标）或scheme（方案）")),
           "target": text("Rule", "规则", required=True, max_length=120, help=Text("The rule's id.", "规则编号。"))},
    states=(
        State(states.DRAFT, states.STATES[states.DRAFT], states.NEXT[states.DRAFT]),
        State(states.PROPOSED, states.STATES[states.PROPOSED], states.NEXT[states.PROPOSED]),
        State(states.APPROVED, states.STATES[states.APPROVED], states.NEXT[states.APPROVED], Days(field="day")),
        State(states.IN_FORCE, states.STATES[states.IN_FORCE], states.NEXT[states.IN_FORCE], ends=True),
        State(states.REJECTED, states.STATES[states.REJECTED], states.NEXT[states.REJECTED])),
    acts=(
        Act(states.BEGIN, Text("Begin a draft", "起草规则"), (WRITER,), target=states.DRAFT, does=work.begun,
            then=work.first_text,
            help=Text("Of a change to a rule, from its text in force; with a pattern, of a new one.",
                      "修改现行规则的，以现行文本为基础；新规则选用模板。"),
            fields={"pattern": text("Pattern", "模板", exposure=INTERNAL, max_length=40, help=Text(
                        "For a new rule: share, count or growth; of a scheme grades or below.",
                        "用于新规则：share、count或growth；方案为grades或below。")),
                    "file": text("File", "文件", exposure=INTERNAL, help=Text(
                        "Of a scheme: the file to begin from; empty: the newest.", "方案所依据的文件；空为最新版本。")),
                    "text": BODY}),
        Act(states.SAVE, Text("Write into a draft", "修改草案文本"), (WRITER,), WRITABLE, states.DRAFT,
            fields={"text": BODY}, help=Text("A proposal is taken back by it.", "已提请审定的，随之撤回提请。")),
        Act(states.REBASE, Text("Go on from the text in force", "以现行文本为基础继续"), (WRITER,), WRITABLE,
            states.DRAFT, does=work.rebased,
            help=Text("Whoever does so has compared both texts.", "须先比较两个文本。")),
        Act(states.PROPOSE, Text("Propose a draft", "提请审定"), (WRITER,), (states.DRAFT,), states.PROPOSED,
            guard=Guard(must=work.must_be_sound, met_by=WRITTEN), does=work.proposed, fields={
                "reason": WHY, "day": day("In force from", "生效日期", exposure=INTERNAL, help=Text(
                    "Of an indicator: the first day it is to be in force; none said: today.",
                    "指标的生效日期；未写明的，为当日。"))}),
        Act(states.APPROVE, Text("Approve a draft", "审定草案"), (WRITER,), (states.PROPOSED,), states.APPROVED,
            guard=Guard(must=work.may_be_approved, met_by=WRITTEN), does=work.approved, then=work.at_once, fields={
                "reason": text("Reason", "理由", exposure=INTERNAL, max_length=MOST_REASON),
                "years_may_stop": flag("Years under way may stop", "可中止进行中的年度", exposure=INTERNAL, help=Text(
                    "Assessment years under way may stop until whoever leads them goes on.",
                    "正在进行的考核年度可以中止，由年度负责人决定是否继续。"))},
            help=Text("A scheme is written into the rulebook at once, and counts from its first day.",
                      "方案随即写入规则库，自其生效日起适用。")),
        Act(states.ENFORCE, Text("Put a draft in force", "付诸实施"), (WRITER,), (states.APPROVED,), states.IN_FORCE,
            guard=Guard(must=work.must_be_due, met_by=WRITTEN), does=work.put_in_force),
        Act(states.REJECT, Text("Send a proposal back", "退回草案"), (WRITER,), (states.PROPOSED, states.APPROVED),
            states.REJECTED, returns=True, guard=Guard(must=work.must_be_another, met_by=WRITTEN),
            fields={"reason": WHY})),
    counted=True, overtaken_by=WRITTEN[:1], withdrawal=Guard(must=work.must_be_author), waits=False,
    page="/rules/drafts/{number}/"))
