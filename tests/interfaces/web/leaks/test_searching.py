"""No search tells what is another's: by what it finds, or by what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.procedures.search import following
from plumbline.records.core.fields import PUBLIC
from plumbline.records.core.kinds import KINDS, Kind
from tests.interfaces.web.addresses import get
from tests.interfaces.web.leaks import telling
from tests.interfaces.web.leaks.telling import answer, leaks, read, without
from tests.interfaces.web.world import PUBLIC_PERSONA, SIGN, WARD_1, World, looking_as

pytestmark = pytest.mark.no_cover
# Fields whose last value in a ward is a mark of its own: the scheme's name is one that both wards share.
MARKED = [(kind, spec) for kind in KINDS.values() for spec in kind.fields if spec.exposure is not PUBLIC
          if spec.type in ("text", "date") and (kind.name, spec.name) != ("determination", "scheme")]


@pytest.mark.parametrize("name", telling.SEARCH)
def test_no_search_tells_another_region_s_internal_fields_nor_another_organisation_s(
    city: World, db: None, short_pages: None, name: str,
) -> None:
    assert list(leaks(city, name)) == []


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
@pytest.mark.parametrize(("kind", "spec"), MARKED, ids=lambda each: getattr(each, "name", None))
def test_searching_for_a_value_does_not_tell_whether_it_is_there(
    city: World, db: None, kind: Kind, spec: Any, reader: str,
) -> None:
    client = looking_as(reader)
    real = str(city.records[kind.name][-1][spec.name])
    assert real in city.marks["2"]
    fake = f"{SIGN}9zz" if spec.type == "text" else "1949-01-01"
    every = [each.name for each in kind.fields]
    for name, *form in (("record-list",), ("records-export", "csv")):
        asks = [get(name, kind.name, *form, column=every, where=spec.name, **{"is": value}) for value in (real, fake)]
        said = [without(read(answer(client, ask)), value) for ask, value in zip(asks, (real, fake), strict=True)]
        assert said[0] == said[1], (name, real)
    following.follow(city.home, on=city.clock.now.date())
    # Of a day whose month is somewhere else something is near, and of another day something else.
    for more in ({"in": kind.name}, *([{}] if spec.type == "text" else [])):
        said = [without(read(answer(client, get("search", q=value, **more))), value) for value in (real, fake)]
        assert said[0] == said[1], ("search", more, real)
