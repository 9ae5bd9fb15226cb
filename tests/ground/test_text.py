"""Words in two languages, each standing in for the other."""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest

from plumbline.text import Citation, Text, for_xml


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Pass"), ("en-gb", "Pass"), (None, "Pass"), ("", "Pass"), ("fr", "Pass"),
    ("zh-hans", "合格"), ("zh", "合格"), ("zh-cn", "合格"),
])
def test_a_phrase_in_a_language(language: str | None, said: str) -> None:
    assert Text("Pass", "合格").say(language) == said


def test_a_missing_language_falls_back_to_the_other() -> None:
    assert (Text("Pass").say("zh-hans"), Text(zh="合格").say("en"), str(Text(zh="合格"))) == ("Pass", "合格", "合格")
    assert (str(Text()), Text().say("en")) == ("", "")


def test_from_a_rulebook_s_value() -> None:
    assert Text.of("both") == Text("both", "both")
    assert Text.of({"en": "Pass"}) == Text("Pass", "")
    assert Text.of(Text("Pass", "合格").as_dict()) == Text("Pass", "合格")


def test_a_citation_as_a_document() -> None:
    assert Citation("GB/T 2260", article="3", status="unverified").as_dict() == {
        "text": "GB/T 2260", "article": "3", "effective": "", "status": "unverified", "read_at": "", "ours": False}


def test_what_no_xml_may_hold() -> None:
    every = "".join(map(chr, [*range(0x3000), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010)]))
    kept = for_xml(every)
    assert len(kept) == len(every)
    assert [one for one, shown in zip(every, kept, strict=True) if one != shown] == [
        *map(chr, (*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))]
    assert ET.fromstring(f"<a>{escape(kept)}</a>").text == kept.replace("\r", "\n")
    assert for_xml("plain, 普通 <&>\t\n") == "plain, 普通 <&>\t\n"
