"""The description of each act of each procedure as an operation of its own, made from its declaration.

The operations are those of ``cases.py``; what differs by procedure is which acts there are and what their fields are,
and that depends on the data directory. So it is laid over the description when that is asked for."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from plumbline.errors import RulebookError
from plumbline.interfaces.api.core.declare import JSON
from plumbline.procedures.casework import registry
from plumbline.procedures.casework.declaration import Act, Procedure
from plumbline.records.core.fields import Spec
from plumbline.rulebook.core import vocabularies

OPEN, ACT = ("/cases/{procedure}", "/cases/{procedure}/{number}/acts/{act}")
FORMATS: dict[str, dict[str, Any]] = {"date": {"format": "date"}, "flag": {"enum": ["true", "false"]}}


def described(document: dict[str, Any], base: str) -> dict[str, Any]:
    """``document`` with an operation for each act there is; ``base`` is where the addresses begin."""
    try:
        known = registry.procedures().values()
    except RulebookError:  # a declaration is at fault: its page says so, and the general operations are described
        return document
    found = {**document, "paths": dict(document["paths"])}
    for procedure in known:
        for act in procedure.acts:
            opens = act in procedure.opening
            place = f"{base}{OPEN if opens else ACT}"
            made = _operation(document["paths"][place]["post"], procedure, act, opens)
            path = place.replace("{procedure}", procedure.name).replace("{act}", act.name)
            if opens and path in found["paths"]:
                continue  # one address opens cases, whichever act does; the first is described
            found["paths"][path] = {"post": made}
    return found


def _operation(general: dict[str, Any], procedure: Procedure, act: Act, opens: bool) -> dict[str, Any]:
    made = deepcopy(general)
    made["operationId"] = f"{procedure.name}.{act.name}"
    made["summary"] = f"{procedure.title.en}: {act.title.en}"
    made["x-zh"] = f"{procedure.title.zh}：{act.title.zh}"
    made["description"] = _about(act)
    made["parameters"] = [each for each in made.get("parameters", []) if each["name"] not in ("procedure", "act")]
    specs = (procedure.specs if opens else ()) + act.specs
    values = {"type": "object", "additionalProperties": False,
              "properties": {spec.name: _field(spec) for spec in specs},
              "required": [spec.name for spec in specs if spec.required]}
    body: dict[str, Any] = {"type": "object", "additionalProperties": False, "required": ["values"], "properties": {
        "values": values, "organisation": {"type": "string"}}}
    if opens:
        body["properties"]["act"] = {"type": "string", "enum": [each.name for each in procedure.opening]}
    else:
        body["properties"] |= {"member": {"type": "string"}, "seen": {"type": "integer", "minimum": 1}}
    if act.offline:
        body["properties"]["given"] = {"type": "string", "format": "date-time"}
    if act.of and not act.adds:
        body["required"].append("member")
    made["requestBody"] = {"required": True, "content": {JSON: {"schema": body}}}
    return made


def _about(act: Act) -> str:
    parts = ", ".join(part.title.en for part in act.by)
    told = [act.help.en, f"By: {parts}."]
    if act.source:
        told.append(f"From: {', '.join(act.source)}.")
    if act.target:
        told.append(f"To: {act.target}.")
    if act.second_person:
        told.append("Not by who did the act before.")
    if act.approvals > 1:
        told.append(f"Takes effect once {act.approvals} people have done it.")
    if act.offline:
        told.append(f"May be sent up to {act.offline} days after it was done, with that time as 'given'.")
    if act.after_days:
        told.append("Only once the last day has passed.")
    return " ".join(filter(None, told))


def _field(spec: Spec) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "string", "title": spec.title.en, "x-zh": spec.title.zh,
                            **FORMATS.get(spec.type, {})}
    if spec.type == "choice":
        made["enum"] = list(vocabularies.vocabulary(spec.vocabulary))
    if spec.max_length and spec.type == "text":
        made["maxLength"] = spec.max_length
    if spec.help:
        made["description"] = spec.help.en
    return made
