"""The report of a risk assessment as PDF: scenarios, steps and evidence, the matrix, what the level hangs on, who
reviewed it, and what the maker said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from django.utils import timezone

from plumbline.errors import PlumblineError, RecordError
from plumbline.methods.surveillance.risk_steps import STRENGTHS, weakest
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.common import typesetting
from plumbline.procedures.surveillance.risks import acts, grading, odds
from plumbline.records.core import kinds, store
from plumbline.records.core.region_trees import tree
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.surveillance.known_risks import known_risk
from plumbline.text import Citation, Text, written_day, written_number

TEMPLATE = resources.files(__package__) / "risk.typ"
LANGUAGES = ("en", "zh")
WORDS = {
    "title": Text("Risk assessment", "产品风险评估报告"), "level": Text("Level of risk", "风险等级"),
    "none": Text("not assessed yet", "尚未得出等级"), "scenarios": Text("Scenarios of harm", "伤害情景"),
    "step": Text("Step", "步骤"), "probability": Text("Probability", "概率"), "evidence": Text("Evidence", "证据强度"),
    "matrix": Text("Levels by probability and severity", "风险矩阵（概率与严重程度）"),
    "severity": Text("Severity", "严重程度"), "sensitivity": Text("On which steps does it hang?", "影响等级的步骤"),
    "steady": Text("No step that is ten times more or less likely changes the level of its scenario.",
                   "任一步骤的概率增至10倍或减至十分之一，均不改变所在情景的等级。"),
    "said": Text("Review, hearing and decision", "复核、陈述意见和结论"), "draft": Text(
        "This is not decided: it may still change.", "本评估尚未作出结论，内容可能变动。"),
    "known": Text("Presumed by the list of known serious risks", "依据已知严重风险清单推定"),
    "check": Text("The probability of a scenario is the exact product of its steps. It can be computed again with: "
                  "plumb risk assess",
                  "情景概率为各步骤概率的精确乘积；可用plumb risk assess重新核算。"),
}
FACTS = {
    "product": Text("Product", "产品"), "maker": Text("Maker", "生产者"), "region": Text("Region", "地区"),
    "rules": Text("Rules", "评估规则"), "units_in_use": Text("Units in use", "在用数量"),
    "number": Text("Number", "评估编号"), "state": Text("State", "办理状态"), "on": Text("As of", "截至日期"),
}
SAID = ("known-risk", "assess", "review", "send-back", "rebut", "answer", "go-on-unheard", "skip-hearing", "decide")
ENTRIES = ("reason", "remark", "opinion", "answer")


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF and the name it is given."""

    name: str
    content: bytes


def paper(case: Found, user: Any, language: str) -> Paper:
    """The report of a case as ``user`` may read it. :raises RecordError: for a language that there is none in.
    :raises PlumblineError: for a sign that no font of this machine holds."""
    if language not in LANGUAGES:
        raise RecordError("report.language", Text(f"there are no reports in '{language[:20]}'",
                                                  f"报告没有“{language[:20]}”文本"),
                          next_step=Text("Choose en or zh", "可选：en、zh"))
    return Paper(f"risk-{case.number}-{language}",
                 typesetting.pdf(TEMPLATE, data(case, user, language), language, on=case.on))


def data(case: Found, user: Any, language: str) -> dict[str, Any]:
    """What the report says, in ``language``."""
    values = reading.values(case, user)
    words = {name: text.say(language) for name, text in WORDS.items()}
    ended = case.state().name == "decided"
    return {
        "title": f"{words['title']}{'：' if language == 'zh' else ': '}{values.get('title', case.number)}",
        "w": words, "notice": "" if ended else words["draft"], "facts": _facts(case, values, language),
        "level": _vocabulary(grading.LEVELS, values.get("level"), language) or words["none"],
        "serious": values.get("level") in ("serious", "high"),
        "known": _known(case, values, language), **_graded(case, language), "said": _said(case, user, language)}


def _facts(case: Found, values: dict[str, str], language: str) -> list[dict[str, str]]:
    here = tree().at(case.on)
    region = here.name(case.region).say(language) if case.region in here else case.region
    maker = values.get("maker", "")
    firms = store.current(kinds.get("organisation")).filter(code=maker) if maker else []
    named = next((firm.name for firm in firms), None)
    units = values.get("units_in_use", "")
    told = {"number": case.number, "product": values.get("product", ""),
            "maker": f"{named} ({maker})" if named else maker, "region": region, "rules": values.get("rules", ""),
            "units_in_use": written_number(int(units)) if units else "",
            "state": case.state().title.say(language), "on": written_day(case.on, language)}
    return [{"name": FACTS[name].say(language), "value": text} for name, text in told.items() if text]


def _graded(case: Found, language: str) -> dict[str, Any]:
    """The scenarios with their levels and the matrix, where there are some that can be graded."""
    empty: dict[str, Any] = {"scenarios": [], "matrix": [], "severities": [], "turns": [], "rules": "", "summary": ""}
    try:
        graded = grading.graded(case.home, case.board)
    except PlumblineError:
        return empty
    rules, found = graded.rules, graded.found
    here: dict[tuple[str, int], list[str]] = {}
    for each in found.scenarios:
        here.setdefault((each.band, each.scenario.severity), []).append(each.scenario.id)
    of = rules.matrix
    highest, overall = (rules.titles[level].say(language) for level in (found.highest, found.overall))
    units = written_number(graded.units)
    return {
        "scenarios": [_scenario(stated, rules.titles[each.level].say(language), each.scenario.probability, language)
                      for stated, each in zip(graded.scenarios, found.scenarios, strict=True)],
        "severities": list(map(str, range(1, of.severities + 1))),
        "matrix": [{"band": odds.band(of, place).say(language), "cells": [
            {"level": rules.titles[level].say(language), "place": of.levels.index(level),
             "names": ", ".join(here.get((of.name(of.bands[place]), severity), ()))}
            for severity, level in enumerate(of.bands[place].levels, start=1)]} for place in range(len(of.bands))],
        "turns": [odds.turn(each, graded.scenarios, rules).say(language) for each in found.sensitivity],
        "rules": _cited(rules.dated.title, rules.dated.cites, language),
        "summary": Text(f"Highest scenario: {highest}. With {units} in use: {overall}.",
                        f"最高情景等级：{highest}；在用数量{units}，产品等级：{overall}。").say(language)}


def _scenario(of: grading.Stated, level: str, probability: Any, language: str) -> dict[str, Any]:
    values = of.values
    told = Text(f"probability {odds.odds(probability).en} ({probability}), severity {of.severity}; weakest step: "
                f"{STRENGTHS[weakest(of.steps)].en}",
                f"概率{odds.odds(probability).zh}（{probability}），严重程度{of.severity}级；最弱证据："
                f"{STRENGTHS[weakest(of.steps)].zh}")
    more = [(Text("Harm to bystanders", "对旁人的伤害"), values.get("bystanders", "")),
            (Text("What is uncertain", "不确定性"), values.get("uncertainty", ""))]
    return {
        "name": of.name, "level": level, "harm": values.get("harm", ""), "told": told.say(language),
        "who": " · ".join(filter(None, [_vocabulary("harmed-persons", values.get("harmed"), language),
                                        _vocabulary("hazard-class", values.get("hazard_class"), language)])),
        "steps": [{"what": step.what or "–", "written": step.written,
                   "strength": STRENGTHS[step.strength].say(language)} for step in of.steps],
        "more": [{"name": name.say(language), "value": text} for name, text in more if text]}


def _known(case: Found, values: dict[str, str], language: str) -> str:
    if values.get("basis") != acts.KNOWN:
        return ""
    try:
        found = known_risk(case.home, values.get("known", ""), case.on)
    except PlumblineError:
        return values.get("known", "")
    return _cited(found.title, found.cites, language)


def _cited(title: Text, cites: Citation, language: str) -> str:
    article = f", {cites.article}" if cites.article else ""
    status = {"unverified": Text("not checked against its text", "未与原文核对"),
              "partial": Text("read in part", "仅核对部分原文")}.get(cites.status, Text())
    said = f"{cites.text}{article}{f'; {status.say(language)}' if status else ''}"
    return f"{title.say(language)}（{said}）" if language == "zh" else f"{title.say(language)} ({said})"


def _said(case: Found, user: Any, language: str) -> list[dict[str, Any]]:
    return [{"title": reading.title_of(case.procedure, each["act"]).say(language), "by": each["by"] or "",
             "on": written_day(timezone.localdate(datetime.fromisoformat(each["at"])), language),
             "words": [each["said"][name] for name in ENTRIES if each["said"].get(name)]}
            for each in reading.history(case, user) if each["act"] in SAID]


def _vocabulary(name: str, code: str | None, language: str) -> str:
    return vocabularies.title(name, code).say(language)
