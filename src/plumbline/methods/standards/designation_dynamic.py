"""Prefixes that name somebody: a region (DB33/T), a group (T/CAS), an enterprise (Q/HY), a department (JJG(浙))."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from plumbline.methods.standards.designation_grammar import Form, Grammar
from plumbline.methods.standards.designations import Designation, Fault, Prefix

Settled: TypeAlias = "tuple[Prefix, int] | Fault"
_REGION = re.compile(r" ?([0-9]{2})([0-9]{2})?(?![0-9])(?:(?: ?/ ?| ?)(T|Z|J|TJ)(?![A-Z])|( ?/))? ?-?",
                     re.IGNORECASE)
_DIGITS = re.compile(" ?[0-9]+")
_GROUP = re.compile(r" ?/ ?((?=[0-9]*[A-Z])[A-Z0-9]+?(?:-[A-Z]+)?)"
                    r"(?= ?[A-Z]?[0-9]+[A-Z]{0,2}(?:[.-][0-9.]+)*(?:[-:][0-9]+)?(?:$|[^0-9A-Z.-]))", re.IGNORECASE)
_LONE = re.compile(r" ?/ ?(?=[0-9]*[A-Z])[A-Z0-9]+", re.IGNORECASE)
_ENTERPRISE = re.compile(
    r" ?/ ?([0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}(?=[ -] ?[A-Z]{0,3}[0-9])|"
    r"(?:(?=[0-9()]*[A-Z\u4e00-\u9fff])[A-Z0-9()\u4e00-\u9fff]+(?:[/-][A-Z]+)*(?: [A-Z]{2,})?"
    r"(?= [A-Z]{0,3}[0-9]))|[0-9]{2,8} [A-Z]{2,}(?= [0-9])|[0-9]{0,8}[A-Z()\u4e00-\u9fff]+?(?=[-.]?[0-9]))[ .-]?",
    re.IGNORECASE)
_DEPARTMENT = re.compile(r" ?\( ?([\u4e00-\u9fffA-Z]{1,6}) ?\)", re.IGNORECASE)
_COMMITTEE = re.compile(r"([0-9]{1,3}[A-Z]?|CIS/[A-Z]|CISPR|SyC[A-Za-z]+|JTC1-SC[0-9]+|[A-Z]{3,6})/"
                        r"(?=[0-9]+[A-Z]?(?:\([A-Z]\))?/[A-Z]{1,6}(?![A-Za-z0-9]))")
COMMITTEES = "committees"


def region(grammar: Grammar, prefix: Prefix, text: str, at: int) -> Settled:
    """The digits of a province, or of a city, after DB, and whether it is recommended."""
    match = _REGION.match(text, at)
    if match is None:
        digits = _DIGITS.match(text, at)
        return Fault("region_unknown", text[at:], digits.group().strip()) if digits else Fault(
            "region_missing", text[at:], prefix.text)
    province, city, letter, _ = match.groups()
    name = prefix.family.regions.get(province)
    if name is None or city == "00":
        return Fault("region_unknown", text[match.start(1):], province + (city or ""))
    code = province + (city or "")
    letter = (letter or "").upper()
    base = f"{prefix.text}{code}"
    written = f"{base}/{letter}" if letter else base
    return grammar.of(prefix, written, base, region=code, publisher=name, force=_FORCES[letter],
                      gap=" " if letter else "/"), match.end()


_FORCES = {"": "mandatory", "T": "recommended", "Z": "guidance", "J": "mandatory", "TJ": "recommended"}


def group(grammar: Grammar, prefix: Prefix, text: str, at: int) -> Settled:
    """The code of the social group that answers for the standard."""
    match = _GROUP.match(text, at)
    if match is None:
        lone = _LONE.match(text, at)
        return Fault("number_missing", text[lone.end():], prefix.text + lone.group()) if lone else Fault(
            "issuer_missing", text[at:], prefix.text)
    issuer = match.group(1).upper()
    return _issued(grammar, prefix, issuer), match.end()


def enterprise(grammar: Grammar, prefix: Prefix, text: str, at: int) -> Settled:
    """The code of the enterprise that answers for the standard."""
    match = _ENTERPRISE.match(text, at)
    if match is None:
        return Fault("issuer_missing", text[at:], f"{prefix.text}/")
    return _issued(grammar, prefix, match.group(1).upper()), match.end()


def _issued(grammar: Grammar, prefix: Prefix, issuer: str) -> Prefix:
    written = f"{prefix.text}/{issuer}"
    return grammar.of(prefix, written, written, issuer=issuer, publisher=issuer)


def department(grammar: Grammar, prefix: Prefix, text: str, at: int) -> Settled:
    """JJG(浙), JJG(交通): rules of a province or of a department; without brackets those of the nation."""
    match = _DEPARTMENT.match(text, at)
    if match is None:
        return grammar.of(prefix, prefix.text, prefix.base), at
    short = match.group(1)
    written = f"{prefix.text}({short})"
    family = prefix.family
    return grammar.of(prefix, written, written, region=family.departments.get(short, ""), issuer=short,
                      publisher=family.regions.get(family.departments.get(short, ""), short)), match.end()


DYNAMIC: Mapping[str, Callable[[Grammar, Prefix, str, int], Any]] = {
    "region": region, "group": group, "enterprise": enterprise, "department": department}
_DOCUMENTS = Form("digits", year="none")


def committee(grammar: Grammar, text: str, finish: Callable[..., Designation | Fault]) -> Designation | None:
    """A document of a committee, which has no prefix of its own: 100/3603/AC. None: it is no such."""
    match = _COMMITTEE.match(text)
    family = grammar.families.get(COMMITTEES)
    if match is None or family is None:
        return None
    name = match.group(1)
    prefix = Prefix(name, family, "IEC", "committee_document", name, gap="/")
    number = _DOCUMENTS.pattern.match(text, match.end())
    found = finish(grammar, prefix, _DOCUMENTS, number, text) if number else None
    return found if type(found) is Designation else None
