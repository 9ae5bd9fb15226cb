"""Every address of the pages answers on PostgreSQL too, to a reader who may see all.

The other tests of the pages, which ask all of them for every reader, run on SQLite alone.
"""

from __future__ import annotations

import pytest

from tests.interfaces.asked_on_postgresql import assert_none_fails, some, whole
from tests.interfaces.web.addresses import ADDRESSES
from tests.interfaces.web.leaks.telling import answer
from tests.interfaces.web.world import CITY, World, looking_as

pytestmark = pytest.mark.store("postgresql")


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_answers(city: World, db: None, name: str) -> None:
    client = looking_as(CITY)
    assert_none_fails({ask.path: whole(answer(client, ask)) for ask in some(ADDRESSES[name](city))})
