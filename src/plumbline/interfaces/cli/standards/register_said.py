"""What ``plumb standards`` prints for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.core.usage import Misused
from plumbline.text import Text


def line(text: str) -> None:
    """One line, as it is."""
    output.console().print(text, highlight=False, markup=False, soft_wrap=True)


def facets(given: Sequence[str]) -> dict[str, list[str]]:
    """``NAME=VALUE``, each as often as it was given, by name. :raises Misused: for what is not written so."""
    found: dict[str, list[str]] = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise Misused(Text(f"'{each}' is no facet: write NAME=VALUE, such as status=in-force.",
                               f"“{each}”不是筛选条件：请写成NAME=VALUE，例如status=in-force。"))
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def hits(found: dict[str, Any]) -> None:
    """What a search found."""
    if found["near"]:
        line("Nothing holds all of it. This comes nearest:")
    line(f"{found['total']:,} found" if found["total"] else "Nothing was found.")
    for each in found["hits"]:
        title = each["titles"].get("en") or each["titles"].get("zh") or ""
        line(f"  {each['designation']}  {each['status'] or 'state not told'}  {title}  ({', '.join(each['why'])})")
    for each in found["did_you_mean"]:
        line(f"Did you mean {each['designation']}: {each['title_en'] or each['title_zh'] or 'no title'}?")


def health(found: dict[str, Any]) -> None:
    """What is wrong with the system."""
    counts = ", ".join(f"{reason} {count:,}" for reason, count in found["counts"].items())
    line(f"{found['list']} on {found['on']}: {found['total']:,} findings of {found['looked_at']:,} in force"
         f"{f' ({counts})' if counts else ''}")
    for each in found["ranked"]:
        since = f", since {each['since']}" if each["since"] else ""
        then = (f"Case {each['case']['procedure']} {each['case']['number']}: {each['case']['state']}" if each["case"]
                else each["next"]["en"])
        line(f"  {' / '.join(each['standards'])}: {each['about']['en']}{since} (article {each['clause']}). {then}.")
    for each in found["decided"]:
        line(f"  {' / '.join(each['standards'])}: decided on {each['decided_on']}: {each['said']['en']}")
    if found["near_left_out"]:
        line("Titles that are near each other are left out, since there are so many standards: plumb standards near")


def near(found: dict[str, Any]) -> None:
    """Titles that are near each other."""
    line(f"{found['total']:,} pairs of titles near each other on {found['on']}, of {found['looked_at']:,} in force")
    for each in found["ranked"]:
        line(f"  {' / '.join(each['designations'])}: {'; '.join(one['en'] for one in each['reasons'])}")
        for title in each["titles"]:
            line(f"    {title}")


def reviews(done: dict[str, Any]) -> None:
    """What reviews were opened."""
    line(f"{len(done['opened']):,} reviews opened of {done['due']:,} due, {done['left']:,} left")
    for each in done["opened"]:
        line(f"  {each['number']}: {each['standard']}, due on {each['due']}")
    for each in done["refused"]:
        line(f"  not {each['standard']}: {each['why']['en']} [{each['code']}]")


def front_runners(found: dict[str, Any]) -> None:
    """Who runs ahead, who does not, and what is below a mandatory standard."""
    against = ", ".join(each["designation"] for each in found["against"]) or "nothing"
    line(f"{found['product']} on {found['on']}: {found['compared']:,} enterprise standards held against {against}")
    for each in found["front_runners"]:
        line(f"  {each['rank']}. {each['designation']} ({each['issuer'] or 'issuer not told'}): stricter in "
             f"{', '.join(each['stricter'])}")
        for one in each["lines"]:
            line(f"     {one['title']['en']}: {said(one['own'])}, against {said(one['against'])} of "
                 f"{one['against']['document']}: {one['verdict']}. {one['why']['en']}.")
    for each in found["others"]:
        line(f"  not ahead: {each['designation']}. {each['why']['en']}.")
    for each in found["findings"]:
        for one in each["lines"]:
            line(f"  {each['designation']} is below {one['against']['document']} in {one['title']['en']}: "
                 f"{said(one['own'])}, against {said(one['against'])} (article {each['clause']}).")


def said(one: dict[str, Any]) -> str:
    """A requirement in a few signs."""
    if one["operator"] == "text":
        return str(one["text"] or "in words")
    if one["operator"] == "none":
        return "none"
    signs = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "eq": "= ", "between": ""}
    upper = f" to {one['value_to']}" if one["value_to"] else ""
    return f"{signs[one['operator']]}{one['value']}{upper} {one['unit'] or ''}".strip()


def missing(found: dict[str, Any]) -> None:
    """What is not held."""
    line(f"{found['relations']:,} relations to {found['targets']:,} documents that are not held")
    for each in found["listed"]:
        line(f"  {each['target']}: {each['relations']:,}, such as of {each['of']}")


def taken(done: dict[str, Any]) -> None:
    """What came of a catalogue."""
    for each in done["imports"]:
        line(f"{each['taken_in']:,} taken in as {each['kind']} (import {each['import']}), {each['corrections']:,} of "
              f"them corrections; {each['unchanged']:,} known already and unchanged; {each['repeated']:,} repeated")
        if each["quarantined"]:
            line(f"  {each['quarantined']:,} set aside: {each['quarantine']}")
    line(f"Relations: the other is held of {done['targets_held']:,}, and not held of {done['targets_not_held']:,}, "
          "which stay as they are written")
    if done["broken"]:
        line(f"{done['broken']:,} lines are none: {done['broken_file']}")
        for each in done["broken_lines"][:5]:
            line(f"  line {each['line']}: {each['why']}")


def shown(found: dict[str, Any]) -> None:
    """One standard as of a day."""
    line(f"{found['designation']}  {found['titles'].get('en') or found['titles'].get('zh') or ''}")
    state = found["status"]
    since = f" since {state['since']}" if state["since"] else ""
    line(f"On {found['on']}: {state['state']}{since}; {state['why']['en']}")
    if found["match"] != "edition":
        line(f"Asked was {found['asked']}: this is the {found['match']}")
    for name, words in (("replaces", "replaces"), ("replaced_by", "is replaced by"), ("amends", "amends"),
                        ("amended_by", "is amended by"), ("adopts", "adopts"), ("adopted_by", "is adopted by")):
        for each in found[name]:
            degree = f" ({each['degree']})" if each["degree"] else ""
            line(f"  {words} {each['designation']}{degree}{'' if each['held'] else ', which is not held'}")
    for each in found["editions"]:
        day = each["published_on"] or "on no known day"
        line(f"  edition {each['designation']}: {each['state']}, published {day}")
    for each in found["drafted_by"]:
        line(f"  drafted by {each['name'] or each['organisation']} ({each['role']})")


def services(found: dict[str, Any]) -> None:
    """Service sectors, with what each has."""
    line(f"{found['covered']} of {found['of']} sectors have a standard" + (
        f" of {found['region']}" if found["region"] else ""))
    for each in found["sectors"]:
        above = f", {each['above']:,} from above" if each["above"] else ""
        line(f"  {each['title']['en']}: {each['own']:,}{above}{'  a gap' if each['gap'] else ''}")
