"""Identifiers with check digits: how their standards write them, and whether the digits fit.

The unified social credit code of China (GB 32100-2015), the trade item number under a bar code (GTIN of 8, 12, 13 or 14
digits: GS1 General Specifications, 7.9) and the legal entity identifier (ISO 17442, digits by ISO 7064 MOD 97-10).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from stdnum import ean, lei
from stdnum.cn import uscc

from plumbline.text import Text

BETWEEN = "[ \u00a0\u2009\u3000-]"
"""What people write between the characters of an identifier, and no standard has in it."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """``shape`` is what every such identifier looks like. With ``alone`` the field holds nothing else; else what does
    not look like it is the number of another register, and nobody checks it. One with a ``width`` is kept in so many
    digits, zeros before it, so that what is written in several lengths is one."""

    title: Text
    standard: str
    shape: str
    fits: Callable[[str], bool]
    alone: bool = True
    width: int = 0


def _uscc_fits(code: str) -> bool:
    # The library takes digits only for the first two characters, where the standard has letters too: N for what the
    # offices of agriculture register.
    return bool(uscc.calc_check_digit(code) == code[-1])


_USCC = "[0-9A-HJ-NPQRTUWXY]"
_GTIN = "[0-9]{8}|[0-9]{12,14}"
KINDS = {
    "uscc": Identifier(Text("unified social credit code", "统一社会信用代码"), "GB 32100-2015",
                       f"{_USCC}{{2}}[0-9]{{6}}{_USCC}{{10}}", _uscc_fits, alone=False),
    "gtin": Identifier(Text("GTIN", "商品条码"), "GS1", _GTIN, ean.is_valid),
    "product": Identifier(Text("GTIN", "商品条码"), "GS1", _GTIN, ean.is_valid, alone=False, width=14),
    "lei": Identifier(Text("LEI", "法人机构识别编码"), "ISO 17442", "[0-9A-Z]{18}[0-9]{2}", lei.is_valid),
}


def normal(of: str, text: str) -> str:
    """``text`` as the standard of ``of`` writes it: capitals, nothing between them, in its width. What is then no such
    identifier stays as it was written."""
    plain = re.sub(BETWEEN, "", text).upper()
    return plain.zfill(KINDS[of].width) if re.fullmatch(KINDS[of].shape, plain) else text


@lru_cache(maxsize=8192)
def wrong(of: str, text: str) -> Text | None:
    """What is wrong with ``text`` as an identifier; None where its check digits fit, and where it is none."""
    kind = KINDS[of]
    if not re.fullmatch(kind.shape, text):
        if not kind.alone:
            return None
        return Text(f"it is no {kind.title.en} ({kind.standard})", f"不是有效的{kind.title.zh}（{kind.standard}）")
    if kind.fits(text):
        return None
    return Text(f"the check digits of this {kind.title.en} do not fit ({kind.standard})",
                f"{kind.title.zh}的校验码不符（{kind.standard}）")
