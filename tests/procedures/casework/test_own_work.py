"""Acts with work of their own: what it gives stands in the event, what it refuses is refused, what follows follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from plumbline.errors import ConflictError, RecordError, RulebookError
from plumbline.procedures.casework import perform, registry
from plumbline.procedures.casework.declaration import Act, Guard, Procedure, State
from plumbline.procedures.casework.proving import prove, prove_offline
from plumbline.procedures.casework.rules import rules_sha256
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import text
from plumbline.text import Text
from tests.procedures.casework.procedures import OFFICER, OURS, complaint, recall, words
from tests.procedures.casework.recalls import Recalls

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = "test-letter"


def counted(asked: Any) -> Mapping[str, str]:
    if "fail" in asked.said["body"]:
        raise RecordError("case.condition", Text("no good", "不行"))
    return {"size": str(len(asked.said["body"])), "note": ""}


def unlike(asked: Any) -> None:
    if asked.at is not None and asked.case.board.values["size"] == "4":
        raise ConflictError("case.consulted", Text("too short", "过短"))


def letter(**changed: Any) -> Procedure:
    given: dict[str, Any] = {
        "title": words("Letter"), "plural": words("Letters"), "column": "surveillance", "cites": OURS, "region": "",
        "about": {"name": text("Name", "名称", required=True)}, "parts": (OFFICER,), "counted": True,
        "overtaken_by": ("write",),
        "states": (State("open", words("open")), State("checked", words("checked")),
                   State("sent", words("sent"), ends=True)),
        "acts": (
            Act("open", words("Open"), (OFFICER,), target="open"),
            Act("write", words("Write"), (OFFICER,), ("open", "checked"), "open", does=counted, fields={
                "body": text("Body", "正文", max_length=100, exact=True), "note": text("Note", "备注")}),
            Act("check", words("Check"), (OFFICER,), ("open",), "checked", guard=Guard(must=unlike, met_by=("write",)),
                then=lambda asked: ("post", {}) if "at once" in asked.case.board.values["body"] else None),
            Act("post", words("Post"), (OFFICER,), ("checked",), "sent"))}
    return Procedure(LETTER, **given | changed)


@pytest.fixture
def letters(recalls: Recalls) -> Recalls:
    registry.declare(letter())
    return recalls


def did(letters: Recalls, name: str, seen: int | None = None, **values: str) -> CaseEvent:
    return perform.act(letters.home, letters.who("ann"), LETTER, "1", name, values, seen=seen, at=letters.later())


def test_work_adds_to_the_event_and_may_refuse_it(letters: Recalls) -> None:
    ann = letters.who("ann")
    assert [perform.open_case(letters.home, ann, LETTER, "open", {"name": "A"}, at=letters.later()).case.number
            for _ in range(2)] == ["1", "2"]
    event = did(letters, "write", body=" two\r\nlines \n", note="dropped")
    assert event.said == {"body": " two\nlines \n", "size": "12"}
    with pytest.raises(RecordError):
        did(letters, "write", body="fail")
    assert CaseEvent.objects.count() == 3
    did(letters, "check")
    assert did(letters, "write", body="").said == {"body": "", "size": "0"}


def test_what_follows_at_once_is_the_same_persons_next_event(letters: Recalls) -> None:
    perform.open_case(letters.home, letters.who("ann"), LETTER, "open", {"name": "A"}, at=letters.later())
    did(letters, "write", body="4444")
    with pytest.raises(ConflictError, match="too short"):
        did(letters, "check")
    seen = did(letters, "write", body="at once").pk
    assert did(letters, "check", seen=seen).act == "check"
    last = CaseEvent.objects.order_by("-pk")[0]
    assert (last.act, last.state, last.actor) == ("post", "sent", letters.who("ann").pk)


def test_only_what_overtakes_asks_to_look_again(letters: Recalls) -> None:
    perform.open_case(letters.home, letters.who("ann"), LETTER, "open", {"name": "A"}, at=letters.later())
    seen = did(letters, "write", body="one").pk
    did(letters, "check", seen=seen)
    newer = did(letters, "write", seen=seen, body="another").pk
    with pytest.raises(ConflictError, match="somebody acted"):
        did(letters, "check", seen=seen)
    with pytest.raises(ConflictError):
        did(letters, "check", seen=newer + 1000)
    did(letters, "check", seen=newer)


def test_what_cannot_be_is_refused_when_it_is_declared() -> None:
    member = replace(recall().by_name["account"], then=lambda asked: None)
    with pytest.raises(RulebookError, match="nothing is done at once after those"):
        prove(recall(acts=tuple(member if each.name == member.name else each for each in recall().acts)))
    later = Act("write", words("Write"), (OFFICER,), ("open",), "checked", does=counted, offline=7)
    with pytest.raises(RulebookError, match="it does more than it says"):
        prove_offline(letter(acts=(letter().acts[0], later)))
    # Nobody could tell that the condition is ever fulfilled.
    blind = replace(letter().by_name["check"], guard=Guard(must=unlike))
    with pytest.raises(RulebookError, match="could get stuck"):
        prove(letter(acts=tuple(blind if each.name == "check" else each for each in letter().acts)))


def test_cases_that_are_under_way_go_on_under_the_rules_they_had() -> None:
    assert rules_sha256(recall()) == "63cdaa6f4c244498a1bd9e57f0666b8b7a0128bbf54cb24a930213af5410c1c1"
    assert rules_sha256(complaint()) == "d1a90acfca5882af3101daaf50ef6a5318d131da4063a0b1eff8f612df6efbf1"
    assert rules_sha256(letter()) != rules_sha256(letter(withdrawal=Guard(must=unlike)))
