"""Assessing the risk of a product from a file of scenarios."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plumbline.documents import json_as_written
from plumbline.errors import Code, IntakeError, MethodError, RecordError, reported
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.surveillance.risk import Assessment, Scenario, assess, probability_of
from plumbline.procedures.surveillance.draw_tables import read_text
from plumbline.rulebook.surveillance.risk_files import RiskRules, risk_rules
from plumbline.text import UNSAID, Text

PRODUCT = ("scenarios", "units_in_use")
SCENARIO = ("id", "severity", "steps")
_WHOLE = re.compile(r"[0-9]{1,15}")
Given = Mapping[str, Any]


def assess_file(home: Home | None, path: Path, rules: str) -> dict[str, Any]:
    """The document of ``plumb risk assess``: ``scenarios``, ``highest``, ``overall``, ``sensitivity`` and the ``rules``
    they follow from. :raises PlumblineError: for a file that is none, or what stands in it."""
    by = risk_rules(home, rules)
    try:
        scenarios, units = _read(path)
        return _document(assess(by.matrix, scenarios, units), by, units)
    except (MethodError, RecordError) as error:
        where = Text(f"{path}: {error.where.en}", f"{path}：{error.where.say('zh')}") if error.where else str(path)
        raise type(error).of(error, where=where) from error


def _document(found: Assessment, by: RiskRules, units: int) -> dict[str, Any]:
    return {
        "scenarios": [{"id": each.scenario.id, "probability": str(each.scenario.probability), "band": each.band,
                       "level": each.level} for each in found.scenarios],
        "units_in_use": units,
        "highest": found.highest,
        "overall": found.overall,
        "sensitivity": [{"scenario": each.scenario, "step": each.step, "value": str(each.value),
                         "factor": str(each.factor), "probability": str(each.probability), "band": each.band,
                         "level": each.level, "overall": each.overall} for each in found.sensitivity],
        "rules": {"id": by.dated.id, "title": by.dated.title.as_dict(), "cites": by.dated.cites.as_dict(),
                  "valid_from": by.dated.since, "valid_to": by.dated.until,
                  "levels": {id: title.as_dict() for id, title in by.titles.items()}},
    }


def _read(path: Path) -> tuple[list[Scenario], int]:
    product = _table(_json(path), PRODUCT, UNSAID)
    given = product.get("scenarios")
    if not isinstance(given, list):
        raise _wrong("risk.no_scenario", Text("there is no list of scenarios", "没有情景列表"), Text.of("scenarios"),
                     Text('Write {"scenarios": [{"id": ..., "severity": ..., "steps": [...]}], "units_in_use": ...}',
                          '写法：{"scenarios": [{"id": …, "severity": …, "steps": […]}], "units_in_use": …}'))
    scenarios: list[Scenario] = []
    for number, each in enumerate(given, start=1):
        scenario = _scenario(each, number)
        if scenario.id in {other.id for other in scenarios}:
            raise _wrong("risk.scenario_twice", Text(f"the scenario '{scenario.id}' is there twice",
                                                     f"情景“{scenario.id}”重复"), _numbered(number),
                         Text("Give each its own id", "请各取编号"))
        scenarios.append(scenario)
    return scenarios, _whole(product, "units_in_use", UNSAID)


def _scenario(given: Any, number: int) -> Scenario:
    where = _numbered(number)
    table = _table(given, SCENARIO, where)
    id = table.get("id")
    if not isinstance(id, str) or not id.strip():
        raise _wrong("risk.no_id", Text("the scenario has no id", "该情景没有编号"), where,
                     Text('Give it one, such as "id": "1"', '请填写，例如"id": "1"'))
    steps = table.get("steps")
    if not isinstance(steps, list):
        raise _wrong("risk.no_step", Text("the scenario has no list of steps", "该情景没有步骤列表"), where,
                     Text('Write "steps": ["1/10", 0.05]', '写法："steps": ["1/10", 0.05]'))
    probabilities = []
    for place, step in enumerate(steps, start=1):
        at = Text(f"scenario {id}, step {place}", f"情景{id}，步骤{place}")
        if not isinstance(step, str):
            raise _wrong("risk.no_probability", Text("this is no probability", "此处不是概率"), at,
                         Text('Write "1/10" or 0.05', '请写作"1/10"或0.05'))
        try:
            probabilities.append(probability_of(step))
        except MethodError as error:
            raise MethodError.of(error, where=at) from error
    return Scenario(id, _whole(table, "severity", where), tuple(probabilities))


def _table(given: Any, keys: tuple[str, ...], where: Text) -> Given:
    if not isinstance(given, dict):
        raise _wrong("risk.not_object", Text("this is no JSON object", "此处不是JSON对象"), where,
                     Text(f"Write an object with the keys {', '.join(keys)}", f"请写含{'、'.join(keys)}的对象"))
    for key in given:
        if key not in keys:
            raise _wrong("risk.unknown_key", Text(f"there is no key '{key}'", f"没有名为“{key}”的键"), where,
                         suggest(key, keys))
    return given


def _whole(table: Given, key: str, where: Text) -> int:
    value = table.get(key)
    if not isinstance(value, str) or not _WHOLE.fullmatch(value.strip()):
        what = Text(f"{key} is missing", f"缺少{key}") if value is None else Text(
            f"{key} is not a whole number from 0", f"{key}不是自0起的整数")
        raise _wrong("risk.not_whole", what, where, Text("Write its digits", "请填写数字"))
    return int(value)


def _json(path: Path) -> Any:
    """What stands in ``path``, numbers as they are written: none passes through binary floating point."""
    try:
        return json_as_written(read_text(path))
    except ValueError as error:
        raise IntakeError("risk.no_json", Text("the file is no JSON document", "文件不是JSON"), where=str(path),
                          why=reported(error), next_step=Text("Mend it where that says", "请按提示更正")) from error


def _numbered(number: int) -> Text:
    return Text(f"scenario number {number}", f"第{number}个情景")


def _wrong(code: Code | str, what: Text, where: Text, next_step: Text) -> RecordError:
    return RecordError(code, what, where=where, next_step=next_step)
