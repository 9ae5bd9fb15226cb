"""Which of the machine's fonts a PDF is set in, and whether they hold every sign of it.

No font ships. A sign that no chosen font holds would come out as a blank or a box, and nobody would notice before the
paper is signed: so it is an error, which says what to install.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from plumbline.errors import PlumblineError
from plumbline.text import Text

# In order of preference: what Linux, Windows and macOS bring. A family without Chinese may stand before one with it.
CHINESE = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
           "Microsoft YaHei", "Hiragino Sans GB", "Heiti SC", "SimHei", "DengXian", "WenQuanYi Zen Hei")
LATIN = ("Noto Sans", "Segoe UI", "Helvetica Neue")
# The Chinese faces set quotation marks and points full-width, also between English words. Their Korean sibling is the
# same design with narrow ones (interfaces/web/static/plumbline/tokens.css says so of the pages).
NARROW = "Noto Sans CJK KR"
NARROW_COVERS = r"[\x{20}-\x{2AF}\x{2000}-\x{206F}\x{2190}-\x{22FF}\x{25A0}-\x{25FF}]"
NARROW_RANGES = ((0x20, 0x2AF), (0x2000, 0x206F), (0x2190, 0x22FF), (0x25A0, 0x25FF))
MONO = ("Noto Sans Mono CJK SC", "Noto Sans Mono", "DejaVu Sans Mono", "Consolas", "Menlo", "Courier New")
REGULAR, BOLD = 400, 700
SHOWN = 5
INSTALL = Text(
    "Install a font that holds Chinese: on Debian and Ubuntu the package fonts-noto-cjk; Windows has Microsoft "
    "YaHei (Settings, Optional features, Simplified Chinese Supplemental Fonts), macOS has PingFang SC",
    "请安装含中文的字体：Debian和Ubuntu安装软件包fonts-noto-cjk；Windows使用微软雅黑（设置、可选功能、简体中文补充字体）；"
    "macOS使用苹方")


@dataclass(frozen=True, slots=True)
class Family:
    """A family to set in; ``covers`` is a pattern of the signs it is used for, None: for all it holds."""

    name: str
    covers: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The families of a paper, in the order in which they are asked for a sign, and those of its hashes."""

    body: tuple[Family, ...]
    mono: tuple[str, ...]


@lru_cache(maxsize=1)
def installed() -> typst.Fonts:
    """The fonts of this machine; those that the typesetter brings are left out, for they cannot be looked into."""
    return typst.Fonts(include_embedded_fonts=False)


def choose(language: str, texts: Iterable[str]) -> Chosen:
    """The families for ``texts`` in ``language`` (en or zh).

    :raises PlumblineError: naming the signs that no installed font holds, where they stand, and what to install.
    """
    there = frozenset(installed().families())
    chinese = [name for name in CHINESE if name in there]
    latin = [name for name in LATIN if name in there]
    body = [Family(name) for name in (latin[:1] + chinese[:1] if language == "en" else chinese[:1])]
    if language == "en" and not latin and NARROW in there:
        body.insert(0, Family(NARROW, NARROW_COVERS))
    wanted = _signs(texts)
    missing = {sign: text for sign, text in wanted.items() if not _held(sign, body)}
    for name in sorted(there - {family.name for family in body}):
        if not missing:
            break
        if any(ord(sign) in _signs_of(name) for sign in missing):
            body.append(Family(name))
            missing = {sign: text for sign, text in missing.items() if ord(sign) not in _signs_of(name)}
    if missing:
        raise _nothing_holds(missing)
    mono = [name for name in MONO if name in there]
    return Chosen(tuple(body), (*mono[:1], *(family.name for family in body)))


def _signs(texts: Iterable[str]) -> dict[str, str]:
    """Every sign that must be seen, with a text in which it stands."""
    found: dict[str, str] = {}
    for text in texts:
        for sign in set(text) - found.keys():
            if unicodedata.category(sign) not in ("Zs", "Zl", "Zp", "Cf") and sign not in "\n\t\r":
                found[sign] = text
    return found


def _held(sign: str, body: Iterable[Family]) -> bool:
    code = ord(sign)
    return any(code in _signs_of(family.name)
               and (family.covers is None or any(low <= code <= high for low, high in NARROW_RANGES))
               for family in body)


@lru_cache(maxsize=64)
def _signs_of(family: str) -> frozenset[int]:
    """The signs that a family holds in both weights it is used in."""
    faces = [face for face in installed().fonts() if face.family == family and face.style == "normal" and face.path]
    if not faces:
        return frozenset()
    used = {(face.path, face.index): face for weight in (REGULAR, BOLD)
            for face in [min(faces, key=lambda each: (abs(each.weight - weight), abs(each.stretch - 1)))]}
    held = [_signs_in(str(path), index) for path, index in used]
    return frozenset.intersection(*held)


@lru_cache(maxsize=64)
def _signs_in(path: str, index: int) -> frozenset[int]:
    with Path(path).open("rb") as file:
        font = TTFont(file, fontNumber=index, lazy=True)
        # The names of the signs are not asked for, and of a Chinese font they take longest to read.
        font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
        return frozenset(font.getBestCmap() or ())


def _nothing_holds(missing: dict[str, str]) -> PlumblineError:
    first = sorted(missing)[:SHOWN]
    named = ", ".join(f"U+{ord(sign):04X} ({unicodedata.name(sign, 'a sign without a name')})" for sign in first)
    codes = "、".join(f"U+{ord(sign):04X}" for sign in first)
    more = len(missing) - len(first)
    nowhere = all(unicodedata.category(sign) in ("Cn", "Co", "Cs", "Cc") for sign in missing)
    return PlumblineError(
        "paper.no_font", Text(f"no installed font holds {named}{f' and {more} more' if more else ''}",
                              f"已安装的字体均不含字符{codes}{f'等{len(missing)}个' if more else ''}"),
        where=f"“{_around(missing[first[0]], first[0])}”",
        why=Text("It would be a blank in the paper", "该字符在公文中将显示为空白"),
        next_step=Text("Correct the text: this is no sign of any script", "请更正原文：该字符不属于任何文字")
        if nowhere else INSTALL)


def _around(text: str, sign: str) -> str:
    at = text.index(sign)
    return text[max(0, at - 20):at + 20]
