"""What is asked of an import on a page or by a program: what the file holds, by which mapping, how it is read."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plumbline.errors import Code, NotAllowed, PlumblineError
from plumbline.rulebook.core.toml_text import read
from plumbline.rulebook.mappings import mappings
from plumbline.rulebook.mappings.mappings import Reading
from plumbline.text import UNSAID, Text

MOST_BYTES = 1 << 20
"""Of a mapping that comes with a file."""
MOST_ROW, FIRST_YEAR, LAST_YEAR = 1 << 20, 1800, 2200


@dataclass(frozen=True, slots=True)
class Unfit:
    """What is wrong with what was asked: the field of the form, the reason and the remedy."""

    field: str
    code: Code | str
    reason: Text
    remedy: Text


def whole_tree_needed(where: str = "", next_step: Text = UNSAID) -> NotAllowed:
    """That who asks for an import has no role over the whole tree."""
    return NotAllowed("request.role_over_tree", Text(
        "an import can name any region, so it needs an officer's role over the whole tree",
        "导入的文件可能涉及任何地区，须具有全域的工作人员权限"), where=where, next_step=next_step)


def reading(values: Mapping[str, str], sheets: Collection[str]) -> Reading | Unfit:
    """How the file is to be read, by the fields encoding, heading, year and hidden of a form."""
    encoding = values.get("encoding", "").strip()
    if encoding and not _is_encoding(encoding):
        return Unfit("encoding", Code("file.encoding_unknown"), Text("This encoding is not known", "无法识别该编码"),
                     Text("Write a name such as gb18030, big5 or windows-1252",
                          "请填写gb18030、big5、windows-1252等名称"))
    numbers = {}
    for name, first, last in (("heading", 1, MOST_ROW), ("year", FIRST_YEAR, LAST_YEAR)):
        text = values.get(name, "").strip()
        if text and not (text.isascii() and text.isdigit() and first <= int(text) <= last):
            return Unfit(name, Code("request.out_of_range"), Text(f"This must be a whole number from {first} to {last}",
                                                                  f"须为{first}至{last}的整数"),
                         Text("Correct it, or leave it empty", "请更正，或留空"))
        numbers[name] = int(text or 0)
    named = tuple(dict.fromkeys(one.strip() for one in sheets if one.strip()))
    return Reading(encoding, named, bool(values.get("hidden")), numbers["heading"], numbers["year"])


def own_mapping(file: Any) -> mappings.Mapping | Unfit:
    """The mapping in a file that came with the data, by its name."""
    name = Path(file.name or "").stem[:80] or "mapping"
    try:
        text = file.read(MOST_BYTES + 1).decode("utf-8-sig")
        if len(text) > MOST_BYTES:
            raise ValueError
        return mappings.parse(name, f"{name}.toml", read(text, f"{name}.toml"))
    except ValueError:
        return Unfit("mapping_file", Code("request.not_mapping"), Text("This is no mapping file", "这不是映射文件"),
                     Text("Choose a text file as the page on mappings describes it",
                          "请选择按说明编写的文本文件（.toml）"))
    except PlumblineError as error:
        return Unfit("mapping_file", error.code,
                     Text(f"this mapping file is faulty: {error}", f"映射文件有误：{error.say('zh')}"),
                     Text("Mend it there", "请在该处更正"))


def _is_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except (LookupError, ValueError):
        return False
