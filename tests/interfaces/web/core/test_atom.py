"""A feed is XML whatever the names in it hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from django.test import RequestFactory

from plumbline.interfaces.web.core import atom
from plumbline.text import Text

NAME = "{http://www.w3.org/2005/Atom}"
ODD = "a\x00\x0b\x1f\ufffe\uffff]]><b>&amp;"
SHOWN = "a" + "\ufffd" * 5 + "]]><b>&amp;"


def test_names_with_signs_that_no_xml_may_hold(settings: Any) -> None:
    settings.AUTHORITY = Text(ODD, ODD)
    now = datetime(2026, 8, 31, tzinfo=UTC)
    answer = atom.answer(RequestFactory().get("/", headers={"host": "localhost"}), title=ODD, page="/", id="x", items=[
        atom.Item("1", ODD, "/1", ODD, now, now, (ODD,))])
    feed = ET.fromstring(answer.content)
    assert [feed.findtext(f"{NAME}title"), feed.findtext(f"{NAME}author/{NAME}name")] == [SHOWN, SHOWN]
    (entry,) = feed.findall(f"{NAME}entry")
    assert [entry.findtext(f"{NAME}title"), entry.findtext(f"{NAME}summary")] == [SHOWN, SHOWN]
    assert [each.get("term") for each in entry.findall(f"{NAME}category")] == [SHOWN]
