"""What the acts of a risk assessment do beyond where it then stands. Each is called by the engine, in the transaction
of its act, and refuses in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.errors import MethodError, NotAllowed, PlumblineError, RecordError
from plumbline.methods.surveillance.risk_steps import steps_of
from plumbline.procedures.casework.finding import Asked, Found
from plumbline.procedures.casework.writing import Situation
from plumbline.procedures.surveillance.risks import grading
from plumbline.rulebook.surveillance.known_risks import known_risk
from plumbline.rulebook.surveillance.risk_files import risk_rules
from plumbline.text import Text

DRAFTING = "drafting"
SCENARIOS, KNOWN, REBUTTED = "scenarios", "known", "rebutted"
"""What a level rests on: on scenarios, on the list of known serious risks, or on that no more."""
ASSESSED_BY = ("assess", "known-risk")
"""The acts that give a level."""
MOST_HARM = 1000


def opened(asked: Asked) -> dict[str, str]:
    """The rules that are used: those that were named, or what is in force today."""
    home, said = asked.case.home, asked.said
    rules = said.get("rules") or grading.rules_today(home, asked.case.on)
    risk_rules(home, rules)
    return {"rules": rules, "title": said.get("title") or said.get("product") or ""}


def basis_changed(asked: Asked) -> dict[str, str]:
    """:raises RulebookError: for rules that there are not."""
    if asked.said.get("rules"):
        risk_rules(asked.case.home, asked.said["rules"])
    return {}


def must_be_drafting(asked: Asked) -> None:
    """:raises RecordError: once the scenarios were assessed: whoever changes one then sends the assessment back."""
    if asked.case.board.case.state != DRAFTING:
        raise RecordError("risk.not_drafting", Text("the scenarios were assessed already", "情景已完成评估"),
                          where=_place(asked.case), why=Text("A reviewer must find what was assessed",
                                                             "复核人所见应与评估内容一致"),
                          next_step=Text("Send the assessment back first", "请先退回评估"))


def scenario(asked: Asked) -> dict[str, str]:
    """:raises RecordError: once the scenarios were assessed. :raises MethodError: for a step of a scenario that is
    none, such as a probability of 0 or above 1."""
    said = asked.said
    must_be_drafting(asked)
    steps_of(said.get("steps", ""))
    matrix = risk_rules(asked.case.home, asked.case.board.values.get("rules", "")).matrix
    if int(said["severity"]) > matrix.severities:
        raise MethodError("risk.no_severity", Text(f"there is no severity {said['severity']}",
                                                   f"没有严重程度{said['severity']}"),
                          next_step=Text(f"Give one of 1 to {matrix.severities}", f"请填写1至{matrix.severities}"))
    return {}


def must_be_gradable(asked: Asked) -> None:
    """:raises PlumblineError: where the scenarios and the number of units do not give a level yet."""
    grading.graded(asked.case.home, asked.case.board)


def assessed(asked: Asked) -> dict[str, str]:
    """The level that the scenarios give, and by exactly which rules."""
    graded = grading.graded(asked.case.home, asked.case.board)
    turns = len(graded.found.sensitivity)
    return {"level": graded.level, "basis": SCENARIOS, "rules_sha256": grading.pin(graded.rules),
            "scenarios": str(len(graded.scenarios)), "sensitive": str(turns), "harm": _harm(asked.case)}


def presumed(asked: Asked) -> dict[str, str]:
    """The level of a known risk. :raises RulebookError: if no list in force has it."""
    found = known_risk(asked.case.home, asked.said["known"], asked.case.on)
    return {"level": found.level, "basis": KNOWN, "hazard_class": found.hazard_class,
            "harm": found.title.zh[:MOST_HARM], "rules_sha256": "", "scenarios": "0"}


def rebutted(_asked: Asked) -> dict[str, str]:
    """The presumption is gone, and the scenarios decide."""
    return {"basis": REBUTTED}


def must_be_presumed(asked: Asked) -> None:
    """:raises RecordError: where the level does not rest on the list of known risks."""
    if asked.case.board.values.get("basis") != KNOWN:
        raise RecordError("risk.not_presumed", Text("the level is not presumed, it follows from scenarios",
                                                    "该等级由情景得出，并非推定"), where=_place(asked.case),
                          next_step=Text("Send the assessment back instead", "请改为退回评估"))


def must_hold(asked: Asked) -> None:
    """:raises RecordError: where the rules were changed since the level was computed by them."""
    values = asked.case.board.values
    if values.get("basis") != SCENARIOS:
        return
    try:
        same = grading.pin(risk_rules(asked.case.home, values["rules"])) == values.get("rules_sha256")
    except PlumblineError:
        same = False
    if not same:
        raise RecordError("risk.rules_changed", Text("the rules were changed since the level was computed",
                                                     "评估完成后，评估规则已有变动"), where=_place(asked.case),
                          why=Text("Nobody could compute the level again", "该等级无法再次核算"),
                          next_step=Text("Send the assessment back and assess it anew", "请退回并重新评估"))


def must_be_reviewable(asked: Asked) -> None:
    """:raises NotAllowed: who assessed it, or wrote a scenario of it, and for the rest as :func:`must_hold`."""
    must_hold(asked)
    wrote = {each.actor for each in asked.case.events
             if each.act in (*ASSESSED_BY, "add-scenario", "change-scenario") and each.actor is not None}
    if asked.user is not None and asked.user.pk in wrote:
        raise NotAllowed("risk.own", Text("nobody reviews what they assessed", "评估人不得复核自己的评估"),
                         where=_place(asked.case), next_step=Text("Let a second person review it", "请由另一人复核"))


def reviewed(asked: Asked) -> dict[str, str]:
    """Whom to hear: who was named, or the maker."""
    return {"heard": asked.said.get("heard") or asked.case.board.values.get("maker", "")}


def _known(here: Situation) -> str | None:
    return here.values.get("known") if here.values.get("basis") == KNOWN else None


RECORD: Mapping[str, Any] = {
    "number": "~number", "product": "product", "maker": "maker", "assessed_on": "~day", "rules": "rules",
    "level": "level", "scenarios": "scenarios", "units_in_use": "units_in_use", "region": "region", "harm": "harm",
    "known_risk": _known,
}
"""Where each field of the record comes from."""


def _harm(case: Found) -> str:
    harms = [f"{each.name}：{each.values.get('harm', '')}" if each.values.get("harm") else each.name
             for each in grading.stated(case.board)]
    return "；".join(harms)[:MOST_HARM]


def _place(case: Found) -> Text:
    return Text(f"assessment {case.number}", f"评估{case.number}")
