"""Reading a designation by the grammar of families, and saying where and why a text is none.

A text is read as it stands; then, if that fails, without spaces around its signs. What is between two readings is never
chosen in silence: a prefix that two families use is read by the first family whose own normal form it has.
"""

from __future__ import annotations

import re
from dataclasses import replace

from plumbline.methods.standards import designation_endings as endings
from plumbline.methods.standards import designation_text as texts
from plumbline.methods.standards.designation_dynamic import DYNAMIC, committee
from plumbline.methods.standards.designation_grammar import Family, Form, Grammar
from plumbline.methods.standards.designation_shapes import NUMBERS
from plumbline.methods.standards.designations import NO_TAIL, Designation, Fault, Prefix, Tail

LAST_YEAR = 2099
DEEPEST = 3
"""Designations within one another: A/B (C)."""
_HEAD = re.compile("[A-Za-z\u0400-\u04ff]+(?:[ /-](?:HL7|[A-Za-z\u0400-\u04ff]+))*", re.IGNORECASE)
_LEAD = re.compile(r"(NA(?:\+A[0-9]+(?::[0-9]{4})?)*|(?:Supplement|Amendment|Corrigendum|Erratum)(?: No\. ?[0-9]+)?"
                   r"(?: \([0-9]{4}\))?) to ", re.IGNORECASE)
_LEADS = {"na": "annex", "supplement": "supplement", "amendment": "amendment", "corrigendum": "corrigendum",
          "erratum": "corrigendum"}
_ITERATED = re.compile(r"((?:ISO|IEC)[/A-Z]*[ /](?:CD|DIS|FDIS|WD|PAS|D?TS|D?TR)) ?([2-9]) "
                       r"([0-9]+(?:-[0-9]+)*)(?![0-9.])", re.IGNORECASE)
_OPENED = re.compile(r" ?\( ?(?:(idt|eqv|equ|neq|mod|ref)[ ,:]*)?", re.IGNORECASE)
_CLOSED = re.compile(r"(?:[ ,/]+(IDT|MOD|NEQ|EQV|EQU|REF|identical|modified))?[ ,]*\)", re.IGNORECASE)
_DEGREE = re.compile(r" (idt|eqv|equ|neq|mod|ref) ?", re.IGNORECASE)
_DEGREE_AFTER = re.compile(r"[ ,/]+(IDT|MOD|NEQ|EQV|EQU)(?![A-Z])", re.IGNORECASE)
_BESIDE = re.compile(r" ?[/|=] ?")
_SECTION = re.compile("[0-9]+")


def read(grammar: Grammar, text: str) -> Designation | Fault:
    """``text``, which is clean, as a designation; else what stopped the reading."""
    if not text:
        return Fault("empty", "")
    found = _read(grammar, text, 0)
    if isinstance(found, Designation):
        return found
    tight = texts.tightened(text)
    tight = _ITERATED.sub(r"\1 \3.\2", tight) if "ISO" in tight.upper() or "IEC" in tight.upper() else tight
    if tight != text:
        again = _read(grammar, tight, 0)
        if isinstance(again, Designation):
            return again
        found = min(found, again, key=lambda fault: len(fault.rest))
    return found


def _read(grammar: Grammar, text: str, depth: int, open_end: bool = False) -> Designation | Fault:
    """``text`` from its first character; with ``open_end`` it may go on after the designation, and ``printed`` is what
    was taken of it."""
    head = _HEAD.match(text)
    if head is None:
        return committee(grammar, text, _finish) or Fault("no_prefix", text)
    prefixes, after = grammar.begun(head.group())
    if not prefixes:
        return _led(grammar, text, depth) or committee(grammar, text, _finish) or Fault(
            "prefix_unknown", text, head.group())
    best: Designation | Fault | None = None
    for prefix in prefixes:
        found = _with(grammar, prefix, text, after, depth, open_end)
        if type(found) is Designation and (len(prefixes) == 1 or found.canonical == text):
            return found
        best = _better(best, found)
    if type(best) is Fault:
        return _led(grammar, text, depth) or committee(grammar, text, _finish) or best
    return best  # type: ignore[return-value]


def _better(best: Designation | Fault | None, found: Designation | Fault) -> Designation | Fault:
    if best is None or (type(best) is Fault and (type(found) is Designation or len(found.rest) < len(best.rest))):  # type: ignore[union-attr]
        return found
    return best


def _with(grammar: Grammar, prefix: Prefix, text: str, at: int, depth: int, open_end: bool) -> Designation | Fault:
    if prefix.dynamic:
        settled = DYNAMIC[prefix.dynamic](grammar, prefix, text, at)
        if type(settled) is Fault:
            return settled
        prefix, at = settled
    best: Designation | Fault | None = None
    for form in prefix.family.forms:
        match = form.pattern.match(text, at)
        if match is None:
            continue
        found = _finish(grammar, prefix, form, match, text, depth, open_end)
        if type(found) is Designation:
            return found
        best = _better(best, found)
    return best or Fault("number_missing", text[at:], prefix.text)


def _finish(grammar: Grammar, prefix: Prefix, form: Form, match: re.Match[str], text: str, depth: int = 0,
            open_end: bool = False) -> Designation | Fault:
    number, part, digits, extra = match.groups()
    family: Family = prefix.family
    fix = NUMBERS[form.number].fixed
    if fix is not None:
        number = fix(number)
    year = None
    written = ""
    if digits:
        year = _year(family, digits)
        if year is None:
            return Fault("year", text[match.start(3):], digits)
        written = f"{form.sign}{digits[-2:] if family.shortened and (len(digits) == 2 or not form.signed) else year}"
        if form.signed and text[match.start(3) - 1] == " ":
            written = f" Edition {year}"
        written += ")" * written.startswith(" (")
    end = match.end()
    main = f"{prefix.text}{prefix.gap}{number}{part}{written}"
    month = edition = ""
    if extra:
        if extra.isdigit() and digits:
            month, main = extra, f"{main}-{extra}"
        else:
            edition, main = extra, f"{main}{extra}"
    elif not digits and end > match.end(2):
        main += text[match.end(2):end]  # a year that was cut short by whoever printed it
    if form.revised and part:
        edition, shown = part[1:], ""
    elif prefix.stage and "." in part:
        shown, _, edition = part.lstrip("-").rpartition(".")  # ISO/DIS 9001.2: the second round of a draft
    else:
        shown = part[1:] if part and part[0] in ".-/: " else part
        if part and part[0] in " (" and "art" in part:
            shown = "-".join(_SECTION.findall(part))
            main = main.replace(part, f" (Part {shown.replace('-', '/Sec ')})")
    twin: tuple[str, ...] = ()
    if form.twin and "/" in number:
        number, _, other = number.partition("/")
        twin = (f"{prefix.text}{prefix.gap}{other}{written}{edition}",)
    if end == len(text):
        tail = Tail(edition=edition, dual=twin) if edition or twin else NO_TAIL
        return Designation(text, main, prefix, number, shown, year, month, tail)
    tail_or = _tail(grammar, family, text, end, depth, year is not None, open_end)
    if type(tail_or) is Fault:
        return tail_or
    tail, end = tail_or  # type: ignore[misc]
    if edition or twin:
        tail = replace(tail, edition=edition + tail.edition, dual=(*twin, *tail.dual))
    if year is None and tail.year is not None:
        year = tail.year
        if year < family.first:
            return Fault("year", text[match.end():], str(year))
        if not tail.month and not tail.edition:
            main += f"{form.sign}{year}"
    return Designation(text[:end], main + tail.text, prefix, number, shown, year, month or tail.month, tail)


def _year(family: Family, digits: str) -> int | None:
    if len(digits) == 4:
        year = int(digits)
        return year if family.first <= year <= LAST_YEAR else None
    if family.short is None:
        return None
    first, last = family.short
    return next((year for year in (1900 + int(digits), 2000 + int(digits)) if first <= year <= last), None)


def _tail(grammar: Grammar, family: Family, text: str, at: int, depth: int, dated: bool,
          open_end: bool) -> tuple[Tail, int] | Fault:
    found = endings.Found(dated, family.editions)
    while at < len(text):
        sign = text[at + 1:at + 2] if text[at] == " " else text[at]
        for pattern, meaning in family.endings_at(sign):
            if (match := pattern.match(text, at)) and meaning(match, found):
                at = match.end()
                break
        else:
            after = _dual(grammar, text, at, depth, found)
            if after is None:
                break
            at = after
    if at == len(text) or open_end:
        return found.tail(), at
    rest = text[at:]
    joined = endings.joins(rest)
    if joined and (head := _HEAD.match(rest[joined:])) and _HEAD_NUMBER.match(rest[joined:]) and _begins(
            grammar, head.group()):
        return Fault("several", rest[joined:])
    if rest.startswith(" ") and (head := _HEAD.match(rest[1:])) and _HEAD_NUMBER.match(rest[1:]) and _begins(
            grammar, head.group()):
        return Fault("several", rest[1:])
    if endings.title(rest, found):
        return found.tail(), len(text)
    return Fault("trailing", rest, rest.strip())


_HEAD_NUMBER = re.compile("[A-Za-z/ ]+[0-9]")


def _begins(grammar: Grammar, head: str) -> bool:
    words = head.upper()
    return bool(grammar.named(words) or grammar.named(re.split("[ /-]", words)[0]))


def _dual(grammar: Grammar, text: str, at: int, depth: int, found: endings.Found) -> int | None:
    """The end of another designation beside this one, or in brackets after it; None: there is none."""
    if depth >= DEEPEST:
        return None
    if opened := _OPENED.match(text, at):
        inner = _read(grammar, text[opened.end():], depth + 1, open_end=True)
        if type(inner) is not Designation:
            return None
        end = opened.end() + len(inner.printed)
        closed = _CLOSED.match(text, end)
        if closed is None:
            return None
        degree = endings.DEGREES.get((opened.group(1) or closed.group(1) or "").upper(), "")
        found.words.append(f" ({inner.canonical}{', ' if degree else ''}{degree})")
        found.dual.append(inner.canonical)
        if degree:
            found.told["adoption"] = degree
        return closed.end()
    degreed = _DEGREE.match(text, at)
    beside = degreed or _BESIDE.match(text, at)
    if beside is None:
        return None
    inner = _read(grammar, text[beside.end():], depth + 1, open_end=True)
    if type(inner) is not Designation:
        return None
    if degreed:
        degree = endings.DEGREES[degreed.group(1).upper()]
        found.words.append(f" ({inner.canonical}, {degree})")
        found.told["adoption"] = degree
    else:
        sign = beside.group().strip()
        after = beside.end() + len(inner.printed)
        if told := _DEGREE_AFTER.match(text, after):
            degree = endings.DEGREES[told.group(1).upper()]
            found.words.append(f" ({inner.canonical}, {degree})")
            found.told["adoption"] = degree
            found.dual.append(inner.canonical)
            return told.end()
        found.words.append(f"/{inner.canonical}" if sign == "/" else f" {sign} {inner.canonical}")
    found.dual.append(inner.canonical)
    return beside.end() + len(inner.printed)


def _led(grammar: Grammar, text: str, depth: int) -> Designation | None:
    """NA to BS EN 1996-3:2006: something that belongs to what is named after it."""
    lead = _LEAD.match(text)
    if lead is None or depth:
        return None
    found = _read(grammar, text[lead.end():], depth + 1)
    if type(found) is not Designation:
        return None
    words = lead.group(1)
    kind = _LEADS[re.split("[ +]", words)[0].lower()]
    tail = replace(found.tail, supplements=(words, *found.tail.supplements), amends=kind,
                   keys=(*found.tail.keys, f"/{kind}:{words.lower()}"))
    return found._replace(printed=text, canonical=f"{words} to {found.canonical}", tail=tail)
