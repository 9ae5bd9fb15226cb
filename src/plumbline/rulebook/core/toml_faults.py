"""What Python's reader of TOML finds wrong with a text, said in Chinese too: it speaks English alone."""

from __future__ import annotations

import re

from plumbline.text import Text

_AT = re.compile(r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
FAULTS = (
    ("Invalid statement", "此处不是键、表头或注释"),
    ("Expected newline or end of document", "该行已写完，之后不应再有内容"),
    ("Expected '='", "键之后缺少等号"),
    ("Expected ']", "表头缺少右方括号"),
    ("Expected", "多行文字未结束"),
    ("Found invalid character", "含有不允许的字符"),
    ("Illegal character", "含有不允许的字符"),
    ("Cannot declare", "该表已写过"),
    ("Cannot overwrite a value", "该键已写过"),
    ("Duplicate inline table key", "该键已写过"),
    ("Cannot mutate", "此处的表已写完，不能再增加内容"),
    ("Cannot redefine", "此处的表已写完，不能再增加内容"),
    ("Invalid initial character for a key", "键只能用字母、数字、_和-，其他写法须加引号"),
    ("Unclosed array", "列表缺少右方括号或逗号"),
    ("Unclosed inline table", "键值组缺少右花括号或逗号"),
    ("Unescaped", "文字中的反斜杠须写两个"),
    ("Invalid hex value", "反斜杠之后的字符编号有误"),
    ("Escaped character", "反斜杠之后的字符编号有误"),
    ("Unterminated string", "文字缺少结尾的引号"),
    ("Invalid date or datetime", "没有这一日期或时刻"),
    ("Invalid value", "该值的写法有误：文字须加英文双引号"),
)
"""How what it says begins, and what that means; the first that fits. What is not among them is a fault of form."""


def said_of(english: str) -> Text:
    """What the reader said, which ends with the place, in both languages: the place first in Chinese."""
    found = _AT.fullmatch(english)
    said = found["said"] if found else english
    chinese = next((zh for begins, zh in FAULTS if said.startswith(begins)), "写法有误")
    if found is None:
        return Text(english, chinese)
    place = f"第{found['line']}行第{found['column']}列" if found["line"] else "文末"
    return Text(english, f"{place}：{chinese}")
