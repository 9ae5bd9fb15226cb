"""The acts of a draft of a rule, each declared once: the commands and the operations come from here. Beginning one is
not among them: it has no number yet."""

from __future__ import annotations

from plumbline.methods.assessment.year.draft_states import MOST_REASON, MOST_TEXT
from plumbline.procedures.common.own_acts import DAY, FILE, FLAG, WHOLE, OwnAct, Value, reason
from plumbline.text import Text

HERE = "plumbline.procedures.assessment.drafts.drafting"
WHY = reason(most=MOST_REASON)
SEEN = Value("seen", Text("The version that was read; none said: the newest.",
                           "所阅版本；未写明的，为最新版本。"), WHOLE, None, least=1)

ACTS = (
    OwnAct(
        "write", Text("Write into a draft", "修改草案文本"), (
            "Write a text into a draft. A proposal is taken back by it."),
        f"{HERE}:save", "writeDraft", "/text", "DraftText", (
            Value("text", Text("The whole text of the rule's file.", "规则文件全文。"), FILE, most=MOST_TEXT,
                  hint="A file with the whole text."), SEEN)),
    OwnAct(
        "propose", Text("Propose a draft", "提请审定"), (
            "Propose a draft for approval. Its text must be without a fault, and rest on the rule as it is now."),
        f"{HERE}:propose", "proposeDraft", "/proposal", "DraftProposal", (
            WHY, Value("day", Text("Of an indicator: the first day it is to be in force; none said: today.",
                                   "指标的生效日期；未写明的，为当日。"), DAY, None, option="from"), SEEN)),
    OwnAct(
        "approve", Text("Approve a draft", "审定草案"), (
            "Approve what others proposed. A scheme is written into the rulebook at once, and counts from its first "
            "day."),
        f"{HERE}:approve", "approveDraft", "/approval", "DraftApproval", (
            reason("", most=MOST_REASON), SEEN,
            Value("years_may_stop", Text(
                "Approve it although assessment years under way stop until whoever leads them goes on.",
                "虽使正在进行的考核年度中止，仍予审定；由年度牵头人决定是否继续。"), FLAG, False))),
    OwnAct(
        "enforce", Text("Put a draft in force", "付诸实施"), (
            "Put an approved draft in force, once its day has come; also what was cut short after its approval."),
        f"{HERE}:enforce", "enforceDraft", "/enforcement"),
    OwnAct(
        "reject", Text("Send a proposal back", "退回草案"), "Send a proposal back to who wrote it.",
        f"{HERE}:reject", "rejectDraft", "/rejection", "DraftReason", (WHY,)),
    OwnAct(
        "withdraw", Text("Withdraw a draft", "撤回草案"), "Give a draft up. What was written stays to be read.",
        f"{HERE}:withdraw", "withdrawDraft", "/withdrawal", "DraftReason", (WHY,)),
    OwnAct(
        "rebase", Text("Go on from the text in force", "以现行文本为基础继续"), (
            "Go on from the rule as it is now, after comparing: plumb rule show says when it changed since the draft "
            "began."),
        f"{HERE}:rebase", "rebaseDraft", "/rebase"),
)
