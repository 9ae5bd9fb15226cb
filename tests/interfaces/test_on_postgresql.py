"""Every address of the pages and every operation of the API answers on PostgreSQL too, to a reader who may see all.

The other tests of the interfaces, which ask all of them for every reader, run on SQLite alone.
"""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.interfaces.api.app import api
from tests.interfaces.api import asks
from tests.interfaces.api.programs import of
from tests.interfaces.web.addresses import ADDRESSES
from tests.interfaces.web.leaks.telling import answer
from tests.interfaces.web.world import CITY, World, looking_as

pytestmark = pytest.mark.store("postgresql")
OPERATIONS = [(method.upper(), path) for path, methods in api.described["paths"].items() for method in methods]
FAULT = 500


def _whole(response: Any) -> int:
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_answers(city: World, db: None, name: str) -> None:
    client = looking_as(CITY)
    said = {ask.path: _whole(answer(client, ask)) for ask in ADDRESSES[name](city)}
    assert said
    assert {path: status for path, status in said.items() if status == FAULT} == {}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_answers(city: World, db: None, method: str, path: str) -> None:
    program = of(CITY)
    said = {ask.path: _whole(ask.send(program)) for ask in asks.of(method, path, city)}
    assert said
    assert {path: status for path, status in said.items() if status == FAULT} == {}
