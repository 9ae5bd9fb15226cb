"""Each shape of an answer has a name of its own: the description of the API keeps one by each name."""

from __future__ import annotations

from collections import defaultdict

from pydantic import BaseModel

from plumbline.interfaces.api.app import api


def test_no_two_shapes_share_a_name() -> None:
    assert api.get_openapi_schema()  # all of them are loaded
    places: dict[str, set[str]] = defaultdict(set)
    waiting = [BaseModel]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("plumbline.interfaces.api"):
                places[each.__name__].add(each.__module__)
    assert {name: sorted(modules) for name, modules in places.items() if len(modules) > 1} == {}
    assert len(places) > 100
