"""What may follow number, part and year of a designation: supplements, what is adopted, all parts, a title.

Each ending is a regular expression that is tried where the last one stopped, and a function that says what it means.
The rulebook names those that a family has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from plumbline.methods.standards.designations import Tail

SPELLINGS = ("Amd", "AMD", "DAmd", "FDAmd", "DAM", "FDAM", "Cor", "COR", "DCor", "DCOR", "FDCor", "FDCOR", "Add",
             "Suppl", "Ext", "ISH", "FRAG", "AMENDMENT", "Amendment", "CORRIGENDUM", "ERRATUM", "EXPLANATION", "EXPL",
             "Emenda", "Errata", "Versão Corrigida", "prA", "prAA", "A", "AA", "AC", "C", "XG", "Bbl", "Ber")
"""Words for supplements as they are printed; each that is met in other letters becomes the first of them."""
MEANINGS = {"amd": "amendment", "damd": "amendment", "fdamd": "amendment", "dam": "amendment", "fdam": "amendment",
            "a": "amendment", "aa": "amendment", "pra": "amendment", "praa": "amendment", "xg": "amendment",
            "amendment": "amendment", "emenda": "amendment", "cor": "corrigendum", "dcor": "corrigendum",
            "fdcor": "corrigendum", "ac": "corrigendum", "c": "corrigendum", "corrigendum": "corrigendum",
            "erratum": "corrigendum", "errata": "corrigendum", "ber": "corrigendum", "add": "addendum",
            "suppl": "supplement", "bbl": "supplement", "ext": "extension", "ish": "interpretation_sheet",
            "frag": "fragment", "versão corrigida": "corrected_version",
            "expl": "explanation", "explanation": "explanation"}
DEGREES = {"IDT": "IDT", "IDENTICAL": "IDT", "MOD": "MOD", "MODIFIED": "MOD", "NEQ": "NEQ", "EQV": "EQV", "EQU": "EQV",
           "REF": "REF"}
"""How far one standard has taken over another: ISO/IEC Guide 21-1 has the first three, EQV and REF are older."""
ALL_PARTS = " (all parts)"
_DIGITS = "一二三四五六七八九"
_SUPPLEMENT = re.compile(
    r"( ?[/+] ?| (?=AMD|CORRIGENDUM|COR\.? [0-9]|SUPPL\.? [0-9]|(?:ERRATA|EMENDA|VERS.O CORRIGIDA)[ :][0-9]))"
    r"((?:AWI|WD|CD|DIS|NP|PWI|PRF|FDIS) )?"
    r"(FDAMD|FDAM|FDCOR|DAMD|DAM|DCOR|AMENDMENT|AMD|CORRIGENDUM|COR|ADD|SUPPL|EXT|ISH|FRAG|ERRATUM|ERRATA|EMENDA|"
    r"EXPLANATION|EXPL|VERS[ÃA]O CORRIGIDA|BBL|BER|XG|PRAA|PRA|AA|AC|A(?=[0-9])|C(?=[0-9]))"
    r"(?![A-Z])([. ]*)([0-9]+(?:\.[0-9]+)?)?(?:([:-])([0-9]{4}))?(R)?(?![0-9A-Za-z])", re.IGNORECASE)
_SHEET = re.compile(r"[ (/]*(?:国家标准|行业标准)?第? ?([0-9]+|[一二三四五六七八九十]{1,3}) ?号 ?修改单\)?"
                    r"(?: ?\(?([0-9]{4})年?\)?)?$")
_JAPANESE = re.compile(r" ?[/(]? ?(追補|正誤票) ?([0-9]+)?(?: ?: ?([0-9]{4}))?\)?(?![0-9A-Za-z])")
_REVISED = re.compile(r" ?\(((?:19|20)[0-9]{2}) ?年?版\)| ?((?:19|20)[0-9]{2}) ?年版(?![0-9A-Za-z])")
_REVISED_TITLE = re.compile(r" ?\(((?:19|20)[0-9]{2}) ?年?版()\)$")
_CONFIRMED = re.compile(r" ?\( ?(?:R|Reaffirmed(?: in)?|RA)? ?([0-9]{4})(?:年)?(?:确认|复审)?\)"
                        r"(e[0-9])?(?![0-9A-Za-z])", re.IGNORECASE)
_DATED = re.compile(r" ?\(([0-9]{4})-(0[1-9]|1[0-2])\)| ?\((0?[1-9]|1[0-2])/([0-9]{4}|[0-9]{2})\)")
_LANGUAGE = re.compile(r"( ?)\(([A-Z]{1,2}(?:[/,][A-Z]{1,2})*|[a-z]{2}(?:[/,][a-z]{2})*)\)")
_EDITION = re.compile(r" (ED\.? ?|EDITION )([0-9]+(?:\.[0-9]+)?)(?:st|nd|rd|th)?(?![0-9A-Z])|"
                      r" (V) ?([0-9]+(?:\.[0-9]+)*)(?::([0-9]{4})-(0[1-9]|1[0-2]))?(?![0-9A-Z])", re.IGNORECASE)
_BRACKETED = re.compile(r" ?\((?:ED\.? ?|EDITION )([0-9]+(?:\.[0-9]+)?)\)", re.IGNORECASE)
_VARIANT = re.compile(r" (CSV|RLV|DB|SER|PRV|CMV|EXV(?:-(?:CMV|RLV))?|Redline|ExComm|TC|"
                      r"Annex(?:es)?(?: [A-Z](?:-[A-Z])?)?|Errata|Brochure|SYMBOL [A-Z]{0,2}[0-9]+)(?![0-9A-Za-z])",
                      re.IGNORECASE)
_DRAFT = re.compile(r"/D-?([0-9A-Z]+(?:\.[0-9]+)*)(?:-([0-9]{4})(?:-(0[1-9]|1[0-2]))?)?(?![0-9A-Za-z.])", re.IGNORECASE)
_PROJECT_DRAFT = re.compile(_DRAFT.pattern.replace("/D-?", "/D-"), re.IGNORECASE)
_DOCUMENT = re.compile(r"((?:\([A-Z]\))?/)([A-Z]{1,6})(?![0-9A-Za-z])", re.IGNORECASE)
_ALL = re.compile(r"[ (/]*(?:\(all parts\)|all parts|series|所有部分|全部部分|各部分|全部|系列标准|系列|すべての部)\)?"
                  r"(?:标准)?$", re.IGNORECASE)
_TITLE = re.compile(r"(?:[ :,.-]*《.*|[ :,;.-]*[\u4e00-\u9fff\u3040-\u30ff].*|[ ,:;]*[ ,:;-][ -]*[A-Z][A-Za-z'-]*[ ,:]+"
                    r"(?:[-(] ?)?[A-Za-z].*|[ :,-]+[\u0400-\u04ff]{3,}.*)")
_AND = re.compile(r" ?(?:[,;、~&]|和|与|及|以及|或|至|到|\b(?:and|or|to)\b) ?", re.IGNORECASE)
_SHEET_OF_TITLE = re.compile(r"第 ?([0-9]+|[一二三四五六七八九十]{1,3}) ?号 ?修改单$")


@dataclass(slots=True)
class Found:
    """What endings have said so far."""

    dated: bool
    own_edition: bool
    words: list[str] = field(default_factory=list)
    supplements: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    dual: list[str] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)

    def tail(self) -> Tail:
        """All of it."""
        return Tail("".join(self.words), tuple(self.supplements), dual=tuple(self.dual), keys=tuple(self.keys),
                    **self.told)  # type: ignore[arg-type]


def supplement(match: re.Match[str], found: Found) -> bool:
    """/Amd 1:2024, +A1:2014, /AMD1:2010, /XG1-2010: by itself after a slash, in the text after a plus."""
    sign, stage, word, gap, number, mark, year, revised = match.groups()
    if not number and not year and word.upper() in ("A", "C", "AA", "XG"):
        return False
    spelt = next((each for each in SPELLINGS if each == word), None) or next(
        each for each in SPELLINGS if each.upper() == word.upper().replace("VERSAO", "VERSÃO"))
    meant = MEANINGS[spelt.lower()]
    sign = sign.strip() or " "
    mark = "-" if spelt == "XG" else mark
    text = "".join(((stage or "").upper(), spelt, " " if gap and number else "", number or "", mark if year else "",
                    year or "", revised or ""))
    found.words.append(f"{sign}{text}")
    found.supplements.append(text)
    found.keys.append(f"{'+' if sign == '+' else '/'}{meant}{number or ''}:{year or ''}{(stage or '').strip().upper()}")
    if sign != "+" and "amends" not in found.told:
        found.told["amends"] = meant
    return True


def sheet(match: re.Match[str], found: Found) -> bool:
    """第1号修改单: the amendment sheet that newer designations write /XG1-2010."""
    number, year = _counted(match.group(1)), match.group(2)
    text = f"XG{number}" + (f"-{year}" if year else "")
    found.words.append(f"/{text}")
    found.supplements.append(text)
    found.keys.append(f"/amendment{number}:{year or ''}")
    found.told["amends"] = "amendment"
    return True


def _counted(digits: str) -> int:
    if digits.isascii():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    return ((_DIGITS.find(tens) + 1 or 1) * 10 if ten else 0) + (_DIGITS.find(ones) + 1 if ones else 0)


def japanese(match: re.Match[str], found: Found) -> bool:
    """追補1:2022 and 正誤票1: an amendment and a corrigendum of JIS, /AMENDMENT 1:2022 in English."""
    word, number, year = match.groups()
    spelt = "AMENDMENT" if word == "追補" else "CORRIGENDUM"
    text = spelt + (f" {number}" if number else "") + (f":{year}" if year else "")
    found.words.append(f"/{text}")
    found.supplements.append(text)
    found.keys.append(f"/{spelt.lower()}{number or ''}:{year or ''}")
    found.told.setdefault("amends", spelt.lower())
    return True


def revised(match: re.Match[str], found: Found) -> bool:
    """(2018年版): the text of that year, with some of its clauses revised, of an edition that keeps its number."""
    text = f"{match.group(1) or match.group(2)}年版"
    found.words.append(f"({text})")
    found.supplements.append(text)
    found.keys.append(f"+{text}")
    return True


def confirmed(match: re.Match[str], found: Found) -> bool:
    """(2010): where there is a year already, that in which it was confirmed; else the year."""
    year = int(match.group(1))
    if not 1900 <= year <= 2099:
        return False
    if not found.dated:
        found.told |= {"year": year}
        found.dated = True
        return True
    if "confirmed" in found.told:
        return False
    found.words.append(f"({year}){match.group(2) or ''}")
    found.told["confirmed"] = year
    if match.group(2):
        found.told["edition"] = match.group(2)
    return True


def dated(match: re.Match[str], found: Found) -> bool:
    """(2012-03) of ETSI, (11/88) of ITU: the month of publication; after a supplement of what has a year, its own."""
    year, month, small, short = match.groups()
    if short is not None:
        year = short if len(short) == 4 else f"{'19' if short >= '40' else '20'}{short}"
        month = f"{int(small):02}"
    words = f" ({month}/{year})" if short is not None else f" ({year}-{month})"
    found.words.append(words)
    if found.dated and found.supplements:
        found.supplements[-1] += words
        found.keys[-1] += f"{year}-{month}"
        return True
    found.told |= {"year": int(year), "month": month}
    found.dated = True
    return True


def language(match: re.Match[str], found: Found) -> bool:
    """(E), (en), (E/F): in which language it is printed."""
    found.words.append(f"{match.group(1)}({match.group(2)})")
    found.told["language"] = match.group(2)
    return True


def edition(match: re.Match[str], found: Found) -> bool:
    """ED1.2, ed.1, Edition 13, V2.2.2. After a year only IEC prints it; 'Ed 1' says nothing new then."""
    sign, number, letter, version, year, month = match.groups()
    if version:
        found.words.append(f" {letter}{version}" + (f":{year}-{month}" if year else ""))
        found.told["edition"] = f"{letter.upper()}{version}"
        if year:
            found.told |= {"year": int(year), "month": month}
        return True
    found.told["edition"] = number
    if not found.dated or found.own_edition or sign[-1].isalpha():
        found.words.append(f" {sign}{number}")
    return True


def bracketed(match: re.Match[str], found: Found) -> bool:
    """(Ed4.1): the edition in brackets, as Chinese prefaces cite IEC."""
    found.told["edition"] = match.group(1)
    if not found.dated or found.own_edition:
        found.words.append(f" Ed{match.group(1)}")
    return True


def variant(match: re.Match[str], found: Found) -> bool:
    """CSV, RLV, Redline: how the same edition is sold."""
    found.words.append(f" {match.group(1)}")
    found.told["variant"] = match.group(1)
    return True


def draft(match: re.Match[str], found: Found) -> bool:
    """/D-2.0-2012-07 of IEEE."""
    number, year, month = match.groups()
    found.words.append(match.group())
    found.told |= {"edition": f"D{number.upper()}"} | ({"year": int(year), "month": month or ""} if year else {})
    found.dated = found.dated or bool(year)
    return True


def document(match: re.Match[str], found: Found) -> bool:
    """/CDV: what a document of a committee is for."""
    found.words.append(f"{match.group(1)}{match.group(2)}")
    found.told["variant"] = match.group(2)
    return True


def all_parts(match: re.Match[str], found: Found) -> bool:
    """(all parts), 系列, 所有部分: every part of the standard."""
    found.words.append(ALL_PARTS)
    found.told["all_parts"] = True
    return True


Meaning: TypeAlias = Callable[["re.Match[str]", Found], bool]
ENDINGS: Mapping[str, tuple[re.Pattern[str], Meaning]] = {
    "document": (_DOCUMENT, document), "draft": (_DRAFT, draft),
    "project draft": (_PROJECT_DRAFT, draft), "supplement": (_SUPPLEMENT, supplement),
    "sheet": (_SHEET, sheet), "revised": (_REVISED, revised),
    "amendment of JIS": (_JAPANESE, japanese), "date": (_DATED, dated), "confirmed": (_CONFIRMED, confirmed),
    "language": (_LANGUAGE, language), "edition": (_EDITION, edition), "edition in brackets": (_BRACKETED, bracketed),
    "variant": (_VARIANT, variant),
    "all parts": (_ALL, all_parts),
}
BEGINNINGS = {"/": ("document", "draft", "project draft", "supplement", "sheet", "amendment of JIS", "all parts"),
              "+": ("supplement",),
              "(": ("document", "date", "revised", "confirmed", "language", "edition in brackets", "sheet",
                    "amendment of JIS", "all parts"),
              "": ("supplement", "sheet", "revised", "amendment of JIS", "edition", "variant", "all parts")}
"""The endings by the sign they begin with (the last: a letter), in the order in which they are tried."""


def title(rest: str, found: Found) -> bool:
    """A title after the designation, kept and no part of it; a sheet named at its end counts."""
    if not _TITLE.fullmatch(rest):
        return False
    words = rest.strip(" :,;.-")
    if (sheet_after := _SHEET_OF_TITLE.search(words)) is not None and words.startswith("《"):
        sheet(_SHEET.search(sheet_after.group()), found)  # type: ignore[arg-type]
    if (version := _REVISED_TITLE.search(words)) is not None:
        revised(version, found)
        words = words[:version.start()].rstrip()
    found.told["title"] = words
    return True


def joins(rest: str) -> int:
    """How long the word is that joins another designation to this one; 0: there is none."""
    match = _AND.match(rest)
    return match.end() if match else 0
