"""Cases as a table and acts as letters: to each as far as they may read."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import docx
import pytest

from plumbline.errors import RecordError
from plumbline.procedures.casework import registry
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.telling import letters, tables
from plumbline.records.core.cases import CaseEvent
from plumbline.text import Text
from tests.procedures.casework.procedures import TENDER, recall
from tests.procedures.casework.recalls import NAME, Recalls, colleague, found, notified
from tests.records.samples import Office


def rows(procedure: Procedure, user: Any, **more: str) -> list[list[Any]]:
    table = tables.cases_table(procedure, user, language="en", **more)
    return [[str(each) if each is not None else None for each in row] for row in table.rows]


def test_a_table_holds_what_each_may_read(recalls: Recalls, procedure: Procedure, award: str) -> None:
    first, second = notified(recalls), recalls.open(region="2", producer="F2")
    head = [each.name for each in tables.cases_table(procedure, None, language="en").columns]
    assert head == ["number", "region", "state", "since", "due", "provisional", "ended", "producer", "product"]
    told = rows(procedure, recalls.who("ann"))
    assert told[0] == [first, "1", "notified", "2026-03-02", "2026-03-10", "False", "False", "F1", "Kettle"]
    assert [row[0] for row in rows(procedure, recalls.who("ann"), state="opened")] == [second]
    assert [row[0] for row in rows(procedure, colleague(recalls, "li", "F1"))] == [first]
    assert rows(procedure, None) == []
    of = registry.procedure(TENDER)
    assert rows(of, recalls.who("ann"))[0][-2:] == ["Best", "7"]
    assert rows(of, colleague(recalls, "wu", "F1"))[0][-2:] == ["Best", None]


def text(paper: letters.Paper) -> str:
    return "\n".join(each.text for each in docx.Document(io.BytesIO(paper.content)).paragraphs)


def event(number: str, act: str) -> int:
    return int(CaseEvent.objects.filter(case__number=number, case__procedure=NAME, act=act).latest("pk").pk)


def test_a_letter_tells_what_was_done_and_what_follows_to_the_organisations_named(
        recalls: Recalls, office: Office) -> None:
    office.take("organisation", [{"code": "F1", "name": "Kettle works", "region": "1"}])
    number = notified(recalls)
    li, ann = colleague(recalls, "li", "F1"), recalls.who("ann")
    made = letters.letter(found(recalls, li, number), li, event(number, "notify"), language="zh")
    told = text(made)
    for each in ("Kettle works：", "关于召回的函（通知生产者）", "原因：It burns", "期限：2026年3月10日",
                 "产品：Kettle", "第1选区", "截止日期为2026年3月10日。"):
        assert each in told, told
    assert made.name == f"{NAME}-{number}-{event(number, 'notify')}"
    english = text(letters.letter(found(recalls, ann, number), ann, event(number, "notify"), language="en",
                                  authority=Text("Quality Bureau", "质量局")))
    assert "Quality Bureau" in english
    assert "Due: 10 Mar 2026" in english
    wu = colleague(recalls, "wu", "F2")
    for user, number_of in ((ann, 9999), (li, 9999)):
        with pytest.raises(RecordError):
            letters.letter(found(recalls, user, number), user, number_of, language="zh")
    with pytest.raises(RecordError):
        letters.letter(found(recalls, ann, number), ann, event(number, "notify"), language="fr")
    with pytest.raises(RecordError):
        found(recalls, wu, number)


def test_a_letter_keeps_what_is_for_the_authority_and_says_the_declared_words(recalls: Recalls) -> None:
    words = Text("Stop selling {product} by {due}: {reason}. {nothing}",
                 "请于{due}前停售{product}：{reason}。{nothing}")
    acts = tuple(replace(act, letter=words) if act.name == "notify" else act for act in recall().acts)
    registry._declared.pop(NAME, None)
    registry.declare(recall(acts=acts))
    number = recalls.open()
    recalls.act(number, "notify", reason="It burns", due="2026-03-10", note="between us")
    li = colleague(recalls, "li", "F1")
    told = text(letters.letter(found(recalls, li, number), li, event(number, "notify"), language="zh"))
    assert "请于2026年3月10日前停售Kettle：It burns。" in told
    assert "between us" not in told
