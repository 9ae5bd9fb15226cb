"""What ``plumb topic`` prints for people."""

from __future__ import annotations

from typing import Any

from plumbline.interfaces.cli.standards.register_said import line

ABSENT = {"none-known": "none known in what was read", "not-read": "not read", "not-covered": "not covered"}


def called(titles: dict[str, str], code: str) -> str:
    """What something is called in English, with its code."""
    name = titles.get("en") or titles.get("zh") or ""
    return f"{name} ({code})" if name and name != code else code


def topics(found: dict[str, Any]) -> None:
    """The topics of a day."""
    if not found["topics"]:
        line("There is no topic on that day. Take some in with: plumb import topic FILE")
    for each in found["topics"]:
        line(f"{called(each['titles'], each['code'])}: {', '.join(each['countries'])}; "
             f"{each['requirements']:,} requirements, {each['documents']:,} documents, "
             f"{each['not_read']:,} of them not read")


def shown(found: dict[str, Any]) -> None:
    """A topic: parameters down, countries across."""
    line(f"{called(found['topic']['titles'], found['topic']['code'])} on {found['on']}, held against {found['base']}")
    for row in found["rows"]:
        unit = f", in {row['unit']}" if row["unit"] else ""
        line(f"{called(row['titles'], row['parameter'])}{unit}")
        for code, cell in row["cells"].items():
            if not cell["requirements"]:
                line(f"  {code}  {ABSENT[cell['state']]}: {cell['why']['en']}")
            for each in cell["requirements"]:
                line(f"  {code}  {_requirement(each)}")
    for each in found["faults"]:
        line(f"Not readable: {each['why']['en']}")
    if found["more"]:
        line(f"There are more requirements than {found['requirements']:,}: ask for fewer countries.")


def _requirement(each: dict[str, Any]) -> str:
    common, verdict = each["common"], each["verdict"]
    told = str(each["says"]["en"])
    if common and common["unit"] != each["unit"]:
        upper = f" to {common['value_to']}" if common["value_to"] else ""
        told += f" (= {common['value']}{upper} {common['unit']})"
    if each["applies_to"]:
        told += f", {each['applies_to']}"
    clause = f" {each['clause']}" if each["clause"] else ""
    method = f", by {each['method']}" if each["method"] else ""
    told += f"  [{each['document']}{clause}{method}]"
    if verdict:
        confirmed = verdict["confirmed"]
        told += f"  {verdict['computed']} by the rule"
        if confirmed:
            told += f", {confirmed['verdict']} as confirmed on {confirmed['on']}"
            told += "; the rule has changed its mind since" if confirmed["changed"] else ""
    return told


def documents(found: dict[str, Any]) -> None:
    """The documents of a topic, and what they adopt."""
    line(f"{called(found['topic']['titles'], found['topic']['code'])} on {found['on']}")
    for each in found["documents"]:
        state = f", {each['edition']['state']}" if each["edition"] else ""
        state = state or ("" if each["regulation"] else ", not in the register")
        read = f"read on {each['read_on']}" if each["read_on"] else "not read"
        adopts = "; ".join(f"{one['degree'] or 'adopts'} {one['target']} ({one['edition']})" for one in each["adopts"])
        line(f"  {each['country']}  {each['document']} ({each['role']}{state}, {read})"
             + (f": {adopts}" if adopts else ""))
    for base in found["bases"]:
        line(f"{base['document']}, newest {base['newest'] or 'not known'}: " + "; ".join(
            country + " " + ", ".join(f"{one['target']} {one['degree'] or ''} ({one['edition']})" for one in of)
            for country, of in base["adopted_by"].items()))


def access(found: dict[str, Any]) -> None:
    """What goods must meet on a market."""
    line(f"{called(found['product']['titles'], found['product']['code'])} from {found['from']['title']['en']} to "
         f"{found['to']['title']['en']}, on {found['on']}")
    if found["route"]:
        line(f"Last looked into on {found['route']['checked_on'] or 'no known day'}")
    for name, rows in (("In force", found["regulations"]), ("Coming", found["coming"])):
        for each in rows:
            line(f"{name}: {called(each['titles'], each['code'])}, from {each['valid_from']}")
    for sort, parts in found["parts"].items():
        for each in parts:
            days = f", {each['days']} days" if each["days"] is not None else ""
            after = f", after {', '.join(each['after'])}" if each["after"] else ""
            named = f" [{each['document']}]" if each["document"] else ""
            line(f"{sort} {each['number']}: {each['titles']['en']}{named}{days}{after}")
    for topic in found["requirements"]:
        for row in topic["rows"]:
            for each in row["there"]["requirements"]:
                line(f"{called(row['titles'], row['parameter'])}: {_requirement(each)}")
    days = found["days"]
    if days["total"] is not None:
        line(f"In all {'at least ' if days['at_least'] else ''}{days['total']} days, along {', '.join(days['order'])}")
    for each in found["open"]:
        line(f"Open: {each['en']}")
