"""Every operation of the API answers on PostgreSQL too, to a program that may see all.

The other tests of the API, which ask all of them for every caller, run on SQLite alone.
"""

from __future__ import annotations

import pytest

from plumbline.interfaces.api.app import api
from tests.interfaces.api import asks
from tests.interfaces.api.programs import of
from tests.interfaces.asked_on_postgresql import assert_none_fails, some, whole
from tests.interfaces.web.world import CITY, World

pytestmark = pytest.mark.store("postgresql")
OPERATIONS = [(method.upper(), path) for path, methods in api.described["paths"].items() for method in methods]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_answers(city: World, db: None, method: str, path: str) -> None:
    program = of(CITY)
    assert_none_fails({ask.path: whole(ask.send(program)) for ask in some(asks.of(method, path, city))})
