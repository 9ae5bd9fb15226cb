"""What numbers, parts and years of designations look like: the words with which the rulebook describes a family.

Each word stands for a regular expression of ASCII digits and Latin letters (``\\d`` would take digits of every script).
None can be matched in more ways than its text is long, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_GIVEN_YEAR = "(?:19[4-9][0-9]|20[0-4][0-9])(?![0-9A-Z.:-])"
"""After a dash, where parts have dashes too, a group of four that can only be a year: ISO 9001-2015."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A regular expression, what its match is brought into (None: it stays), and an example."""

    pattern: str
    example: str
    fixed: Callable[[str], str] | None = None


def _apart(text: str) -> str:
    """A letter group and its digits with one space between them."""
    found = re.fullmatch(r"(.*?[A-Z]) ?([0-9].*)", text.upper())
    return f"{found.group(1)} {found.group(2)}" if found else text.upper()


def _joined(text: str) -> str:
    return text.upper().replace(" ", "")


def _by_three(text: str) -> str:
    found = re.fullmatch(r"([0-9]{3}) ?([0-9]{3})", text)
    return f"{found.group(1)} {found.group(2)}" if found else text


def _kept(text: str) -> str:
    return text


NUMBERS: Mapping[str, Shape] = {
    "digits": Shape("[0-9]+[A-Z]{0,2}", "9001, 9001C", str.upper),
    "digits or range": Shape("[0-9]+(?:~[0-9]+|[A-Z])?", "20592, 20592~20635", str.upper),
    "small digits": Shape("[0-9]+[A-Za-z]?", "1", _kept),
    "two numbers": Shape("[0-9]{2}-[0-9]+", "08-1337"),
    "class and two numbers": Shape("[A-Z] ?[0-9]{2} ?[0-9]{3}", "J08 001", lambda text: (
        f"{(plain := _joined(text))[:3]} {plain[3:]}")),
    "letter and digits": Shape("[A-Z] ?[0-9]{3,5}", "B 1234", _apart),
    "letters and digits": Shape("[A-Z]{1,3} ?[0-9]+[A-Z]?", "D60", _joined),
    "series and digits": Shape("[0-9]?[A-Z]{1,2} ?[0-9]+[A-Z]?", "2S 146, AU 200", _apart),
    "series twice": Shape("[A-Z]{1,2} [0-9]+(?: and |-)[A-Z]{1,2} [0-9]+", "SP 139 and SP 140, A 242-A 245"),
    "three and three": Shape("[0-9]{3} ?[0-9]{3}|[0-9]{3}", "300 328, 097", _by_three),
    "group and three": Shape("(?:[A-Za-z0-9]{2,8}(?:-[A-Za-z0-9]{1,6})?) [0-9]{3}", "NFV-IFA 030", _kept),
    "release": Shape("(?:GSM )?[0-9]{2}\\.[0-9]{2}", "GSM 04.91"),
    "series dot digits": Shape("[A-Z]{1,4}[0-9]{0,2}\\.[0-9]+(?:/[0-9]+)?", "G.711, BT.2020", str.upper),
    "handbook": Shape("[0-9]+\\.[A-Z]{3}", "11.HDB", str.upper),
    "bulletin": Shape("No\\. [0-9]+(?:-[A-Z])?", "No. 1000-A"),
    "project": Shape("(?:No\\.)?P?[A-Z]?[0-9]+[A-Z]?", "802, P802, C37", _kept),
    "material": Shape("[A-G] ?[0-9]{1,5}[A-Z]?(?:/[A-G] ?[0-9]{1,5}M)?", "D638, A36/A36M", _joined),
    "publication": Shape("(?:DS|MNL|MONO|STP|RR:|ADJ|TR)[A-Z0-9]+(?:-[A-Z0-9]+)*", "MNL33-2ND-EB", str.upper),
    "code and digits": Shape("[A-Z]+-[0-9]+", "FFV-59", _kept),
    "test report": Shape("(?:CISPR )?[0-9]+[A-Z]?(?:-[0-9A-Z]+(?:,[0-9]+[A-Z]?)?)*(?:_[A-Z]+)?", "60335-2-13,15C",
                         str.upper),
    "issued": Shape("[0-9]{4}(?:-[0-9]{2}){0,2}", "1974-03-02"),
    "group of a system": Shape("[A-Z]{1,3} ?[0-9]+[A-Z]?|[0-9]+[A-Z]?", "001, J01", str.upper),
    "directive": Shape("(?:(?:JTC )?[0-9]+ ?)?(?:\\+ ?)?(?:(?:ISO|IEC) ?)?(?:SUP)?(?: ?DIR)?", "1 ISO SUP", str.strip),
    "class of goods": Shape("[A-Z] ?[0-9]{2}", "C 15", _apart),
    "guide in metrology": Shape("GUM|VIM", "GUM, VIM", str.upper),
    "meeting": Shape("[0-9]+(?:-[0-9]+)?(?:st|nd|rd|th) Meeting", "99th Meeting", _kept),
    "volume, issue, page": Shape("[0-9]+(?: (?:[0-9]+[A-Z]?|S)(?: [A-Z]?[0-9]+[a-z]?)?)?", "55 6 S201", _kept),
    "year in brackets": Shape(r"\([0-9]{4}\)", "(1971)"),
    "shared project": Shape("P[A-Z]?[0-9]+[A-Z]?", "P15026", _kept),
}
PARTS: Mapping[str, str] = {
    "none": "",
    "dotted": r"(?:\.[0-9]+[A-Z]?)*",
    "dotted letters": r"(?:\.[0-9A-Z]+)*[a-z]{0,3}",
    "dotted or dashed": r"(?:\.[0-9]+[A-Z]?)*(?:-[0-9]{1,3}[A-Z]?(?=-))?",
    "dashed": rf"(?:-(?!{_GIVEN_YEAR})[0-9A-Z]+)*(?:\.[0-9]+(?![0-9.])|/[0-9]+(?=:))?",
    "dashed before a year": r"(?:[.-][0-9]+)*?(?=-[0-9]{4}(?![0-9])|-[0-9]{2}(?![0-9.-])|[^0-9.-]|$)",
    "dashed, dotted or slashed": r"(?:[-./](?!A[0-9])[0-9A-Z][0-9A-Za-z]*)*(?: [A-Z][0-9]{3}(?:-[0-9]+)?)?"
                                 r"(?::(?:Parts?|Sections?|Methods?|Supplement No\.|Addendum No\.) [^:/+]+(?=:)"
                                 r"| (?:Supplementary )?Index(?: Issue [0-9]+)?)?",
    "dashed or in brackets": rf"(?:-(?!{_GIVEN_YEAR})[0-9]+)*"
                             r"(?: ?:? ?\(? ?Part ?[0-9]+(?: ?/ ?Sec(?:tion)? ?[0-9]+)?\)?)?",
    "dashed words": rf"(?:[-/](?!{_GIVEN_YEAR})-?(?:GUM [0-9]+|[0-9A-Za-z]+))*",
    "second number": "-[0-9]+",
}
"""What follows the number and names the part of a standard, its sign with it."""
YEARS: Mapping[str, str] = {
    "none": "",
    "dash": "(?:[-:]([0-9]{4}|[0-9]{2}(?![0-9])))?",
    "colon or short": "(?:[-:]([0-9]{4}|[0-9]{2}(?![0-9])))?",
    "dash and month": "(?:[-:]([0-9]{4}|[0-9]{2}(?![0-9]))(?:-(0[1-9]|1[0-2])(?![0-9]))?)?",
    "colon": "(?:[:-]([0-9]{4})(?![0-9])(?:-(?=0[1-9]|1[0-2]))?((?<=-)(?:0[1-9]|1[0-2])(?![0-9])|R(?![A-Z]))?)?",
    "edition": "(?:(?::| Edition )([0-9]{4}))?",
    "in brackets": r"(?: ?\(([0-9]{4})\))?",
    "revision": "(?:-([0-9]{4}|[0-9]{2}(?![0-9]))([a-d]?(?:e[0-9])?))?",
    "truncated": "(?::([0-9]{4})(?![0-9])(?:-(0[1-9]|1[0-2]))?|:[0-9]{3}(?![0-9]))?",
}
SIGNS: Mapping[str, str] = {"none": "", "colon or short": ":", "dash": "-", "dash and month": "-", "colon": ":",
                            "edition": ":", "in brackets": " (", "revision": "-", "truncated": ":"}
"""The sign before the year in the normal form; one that opens a bracket is closed after it."""
