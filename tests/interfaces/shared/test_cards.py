"""Cards are declared once each, and found beside the pages of their column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import RequestFactory

from plumbline.errors import RulebookError
from plumbline.interfaces.shared import cards
from plumbline.interfaces.shared.cards import HOME, REGION, SMALL, Asked, Card
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.text import Text


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test declares is known to it alone."""
    cards.cards()
    monkeypatch.setattr(cards, "_declared", dict(cards._declared))
    monkeypatch.setattr(cards, "_sources", list(cards._sources))


def card(name: str, **more: Any) -> Card:
    return Card(name, Text(name, "卡"), "surveillance", Text("x", "甲"), "plumbline/cards/x.html", lambda _: {},
                **{"size": SMALL, **more})


def test_those_of_each_column_are_found() -> None:
    names = list(cards.cards())
    assert names[:8] == ["my-cases", "points", "figures", "trends", "grades", "changes", "neighbours", "within"]
    assert {"saved-lists", "records.surveillance", "records.ground", "other-regions"} <= set(names)
    for each in cards.cards().values():
        assert all((each.title.en, each.title.zh, each.meaning.en, each.meaning.zh)), each.name


def test_one_that_follows_another_stands_behind_it() -> None:
    for each in (card("last"), card("second", after="first"), card("first", after="grades"),
                 card("lost", after="no such"), card("a", after="b"), card("b", after="a")):
        cards.declare(each)
    names = list(cards.cards())
    place = names.index("grades")
    # What followed already stays before what came later.
    assert names.index("first") > place
    assert names[names.index("first") + 1] == "second"
    assert names.index("last") < names.index("lost")
    assert {"a", "b"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("wrong", "code"), [
    ({"name": "figures"}, "card.declared_twice"), ({"size": "huge"}, "card.unfit"), ({"places": ()}, "card.unfit"),
    ({"places": (HOME, "elsewhere")}, "card.unfit")])
def test_what_is_declared_wrongly_is_refused(wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(RulebookError) as refused:
        cards.declare(card(**{"name": "new", **wrong}))
    assert refused.value.code == code
    assert "new" not in cards.cards()


def test_what_is_made_of_declarations_is_made_anew_and_says_where_that_fails() -> None:
    made = [card("made.1")]

    @cards.declare_from(Text("Made", "生成"))
    def source() -> Iterator[Card]:
        if not made:
            raise RulebookError("rule.not_toml", Text("broken", "损坏"))
        yield from made

    assert "made.1" in cards.cards()
    made.append(card("made.2"))
    made.append(card("figures"))  # what is declared by itself stays
    assert cards.cards()["figures"].template == "plumbline/cards/figures.html"
    assert "made.2" in cards.cards()
    made.clear()
    failing = cards.cards()[source.__module__]
    assert failing.title == Text("Made", "生成")
    assert not failing.offered(Viewer(None))
    with pytest.raises(RulebookError):
        failing.build(asked())


def asked() -> Asked:
    request = RequestFactory().get("/")
    return Asked(request, Viewer(None), REGION, "1", "1", None)


def test_what_several_rest_on_is_found_once_and_so_is_that_it_fails() -> None:
    times = []

    def well(one: Asked) -> str:
        times.append(one.region)
        return "found"

    def badly(_one: Asked) -> str:
        times.append("badly")
        raise ValueError("no")

    one = asked()
    assert [one.once(well), one.once(well)] == ["found", "found"]
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            one.once(badly)
    assert times == ["1", "badly"]
