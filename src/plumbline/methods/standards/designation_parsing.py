"""A text as a designation of a standard, or why it is none: with the place, the reason and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from plumbline.errors import MethodError
from plumbline.methods.shared.suggesting import meant, suggest
from plumbline.methods.standards import designation_text as texts
from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designation_quick import learn, quick
from plumbline.methods.standards.designation_reading import LAST_YEAR, read
from plumbline.methods.standards.designations import Designation, Fault, Refusal
from plumbline.text import Text

SHOWN = 40
"""Characters of the text that a message repeats."""
_FIRST = re.compile("[A-Za-z\u0400-\u04ff]+(?:/[A-Za-z\u0400-\u04ff]+)*")


def parse(grammar: Grammar, text: str) -> Designation | Refusal:
    """``text`` as it was given, as a designation by ``grammar``. Never raises: what is refused is told."""
    known = quick(grammar, text)
    if known is not None:
        return known
    return read_whole(grammar, text)


def readable(grammar: Grammar, text: str) -> Designation | None:
    """``text`` as a designation; None for what is none, without the reasons, which take longer than the reading."""
    known = quick(grammar, text)
    if known is not None:
        return known
    if len(text) > texts.LONGEST or ((not text.isascii() or not text.isprintable()) and texts.refused(text) >= 0):
        return None
    found = _read(grammar, texts.cleaned(text))
    if not isinstance(found, Designation):
        return None
    learn(grammar, text, found)
    return found if found.printed is text else found._replace(printed=text)


def read_whole(grammar: Grammar, text: str) -> Designation | Refusal:
    """The same, without the quick way."""
    if not text.isascii() or not text.isprintable():
        at = texts.refused(text)
        if at >= 0:
            return Refusal(text, at, _character(text[at]))
    if len(text) > texts.LONGEST:
        return Refusal(text, texts.LONGEST, MethodError("designation.too_long", Text(
            f"the text has {len(text):,} characters, and no designation with its title has {texts.LONGEST}",
            f"文本长达{len(text):,}个字符，编号连同名称也不会超过{texts.LONGEST}个"), next_step=Text(
                "Give one designation only", "请只填写一个标准编号")))
    found = _read(grammar, texts.cleaned(text))
    if isinstance(found, Designation):
        learn(grammar, text, found)
        return found if found.printed is text else found._replace(printed=text)
    return Refusal(text, texts.place(text, found.rest), _SAID[found.code](grammar, found))


def _read(grammar: Grammar, plain: str) -> Designation | Fault:
    """``plain`` as it is; or, as laws cite a standard, after its title: 《建筑设计防火规范》(GB 50016-2014)."""
    titled = texts.TITLED.match(plain)
    if titled is None:
        return read(grammar, plain)
    rest, closing = plain[titled.end():], ""
    if titled.group(2) and rest.endswith(")"):
        rest, closing = rest[:-1], ")"
    found = read(grammar, rest)
    if not isinstance(found, Designation):
        return replace(found, rest=found.rest + closing)
    return found if found.tail.title else found._replace(tail=replace(found.tail, title=titled.group(1)))


def designation(grammar: Grammar, text: str) -> Designation:
    """``text`` as a designation. :raises MethodError: with the reason if it is none."""
    found = parse(grammar, text)
    if isinstance(found, Refusal):
        raise MethodError.of(found.error, where=Text(f"'{text[:SHOWN]}', character {found.at + 1}",
                                                     f"“{text[:SHOWN]}”第{found.at + 1}个字符"))
    return found


def _character(sign: str) -> MethodError:
    shown = f"U+{ord(sign):04X}"
    return MethodError("designation.character", Text(f"no designation has the character {shown}",
                                                     f"标准编号中不会有字符{shown}"),
                       next_step=Text("Type the designation anew instead of copying it", "请重新键入编号，不要复制"))


def _empty(grammar: Grammar, fault: Fault) -> MethodError:
    return MethodError("designation.empty", Text("there is no text", "没有内容"), next_step=Text(
        "Give a designation, such as GB/T 19001-2016", "请填写标准编号，例如GB/T 19001-2016"))


def _no_prefix(grammar: Grammar, fault: Fault) -> MethodError:
    return MethodError("designation.no_prefix", Text("it does not begin with the letters of a publisher",
                                                     "开头不是标准代号"),
                       next_step=Text("Write the letters before the number, as in GB/T 19001 or ISO 9001",
                                      "请在编号前写明标准代号，例如GB/T 19001、ISO 9001"))


def _prefix(grammar: Grammar, fault: Fault) -> MethodError:
    first = _FIRST.match(fault.rest)
    given = first.group() if first else fault.about
    likely = texts.latin(given.upper())
    if likely != given.upper() and likely.isascii() and grammar.named(likely):
        return _letters(given, likely)
    return MethodError("designation.prefix_unknown", Text(f"no publisher known here writes '{given}'",
                                                          f"没有已知的标准代号“{given}”"),
                       next_step=_nearest(given, grammar))


def _nearest(given: str, grammar: Grammar) -> Text:
    names = [each for each in grammar.written()
             if abs(len(each) - len(given)) < 4 and ("/" in given or "/" not in each)]
    near = suggest(given.upper(), names) if names else Text()
    asked = Text("Check the letters; a family of your own is a file in rulebook/designations",
                 "请核对代号；其他标准代号可在rulebook/designations中添加")
    return near if near.en.startswith("Did") else meant(_alike(given, grammar)) or asked


def _alike(given: str, grammar: Grammar) -> list[str]:
    """Known prefixes with the same beginning, the shortest first."""
    upper = given.upper()
    for length in range(len(upper), 0, -1):
        found = [each for each in grammar.written() if each.upper().startswith(upper[:length])
                 and ("/" in given or "/" not in each)]
        if found:
            return sorted(found, key=len)[:3]
    return []


def _region_missing(grammar: Grammar, fault: Fault) -> MethodError:
    return MethodError("designation.region_missing", Text(
        f"after {fault.about} the digits of a province or a city are missing", f"{fault.about}之后缺少行政区划代码"),
        next_step=Text("Write the first two digits of the province's code, or the four of the city's: DB33/T, DB3301/T",
                       "请写明省（两位）或设区的市（四位）的行政区划代码，例如DB33/T、DB3301/T"))


def _region_unknown(grammar: Grammar, fault: Fault) -> MethodError:
    return MethodError("designation.region_unknown", Text(f"no region has the code {fault.about}",
                                                          f"没有行政区划代码{fault.about}"),
                       next_step=Text("Check the digits with GB/T 2260", "请对照GB/T 2260核对"))


def _issuer(grammar: Grammar, fault: Fault) -> MethodError:
    return MethodError("designation.issuer_missing", Text(
        f"after {fault.about.rstrip('/')}/ the code of the body that issued it is missing",
        f"{fault.about.rstrip('/')}/之后缺少发布单位代号"),
        next_step=Text("Write it: T/CAS 100-2020, Q/HY 001-2020. The same number of another body is another standard",
                       "请补全，例如T/CAS 100-2020、Q/HY 001-2020；不同单位的同一编号不是同一项标准"))


def _letters(given: str, likely: str) -> MethodError:
    return MethodError("designation.letters", Text(f"'{given}' has letters of Cyrillic that look like Latin ones",
                                                   f"“{given}”中有形似拉丁字母的西里尔字母"),
                       next_step=Text(f"Write {likely} in Latin letters", f"请用拉丁字母写{likely}"))


def _number(grammar: Grammar, fault: Fault) -> MethodError:
    given = fault.about + fault.rest
    likely = texts.latin(given.upper())
    if likely != given.upper() and likely.isascii() and type(read(grammar, likely)) is Designation:
        return _letters(given[:SHOWN], likely[:SHOWN])
    return MethodError("designation.number_missing", Text(f"after {fault.about} no number follows as it has them",
                                                          f"{fault.about}之后没有符合其规则的编号"),
                       next_step=Text("Check letters and number with the cover of the standard",
                                      "请对照标准封面核对代号和编号"))


def _year(grammar: Grammar, fault: Fault) -> MethodError:
    return MethodError("designation.year", Text(f"{fault.about} is no year in which it can have been published",
                                                f"{fault.about}不可能是其发布年份"),
                       next_step=Text(f"Write the year with four digits; the latest read is {LAST_YEAR}",
                                      f"请填写四位年份；最晚可读到{LAST_YEAR}年"))


def _several(grammar: Grammar, fault: Fault) -> MethodError:
    return MethodError("designation.several", Text("another designation follows the first", "其后还有另一个标准编号"),
                       next_step=Text("Give each by itself, one a line", "请逐个填写，每行一个"))


def _trailing(grammar: Grammar, fault: Fault) -> MethodError:
    shown = fault.about[:SHOWN]
    return MethodError("designation.trailing", Text(f"'{shown}' after it is neither a supplement nor a title",
                                                    f"其后的“{shown}”既不是修改单等附加内容，也不是标准名称"),
                       next_step=Text("Leave it out, or put a title in 《》", "请删去；如为名称，请加书名号"))


_SAID: Mapping[str, Callable[[Grammar, Fault], MethodError]] = {
    "empty": _empty, "no_prefix": _no_prefix, "prefix_unknown": _prefix, "region_missing": _region_missing,
    "region_unknown": _region_unknown, "issuer_missing": _issuer, "number_missing": _number, "year": _year,
    "several": _several, "trailing": _trailing}
