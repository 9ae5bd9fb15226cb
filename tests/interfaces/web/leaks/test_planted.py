"""A fault in what one road of the pages asks about rights is found by the tests of leaks, whomever it favours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.visibility import RECORD, roles_of, visible
from tests.interfaces.web.leaks.telling import leaks
from tests.interfaces.web.world import FIRM_1, FIRM_2, PUBLIC_PERSONA, WARD_1, WARD_2, World

pytestmark = pytest.mark.no_cover
ROADS = {
    "record": "plumbline.interfaces.shared.viewer",
    "record-list": "plumbline.interfaces.shared.viewer",
    "records-export": "plumbline.records.export.records",
    "figure-records": "plumbline.procedures.figures.reading",
    "search": "plumbline.procedures.search.records_judged",
    "case": "plumbline.procedures.casework.holding",
}
"""By the name of an address, the module that asks there what may be seen."""
FAVOURED: dict[str, tuple[tuple[str, ...], Callable[[Any], bool]]] = {
    "the public": ((PUBLIC_PERSONA,), lambda user: user is None),
    "officers of elsewhere": ((WARD_1, WARD_2), lambda user: bool(roles_of(user))),
    "other organisations": ((FIRM_1, FIRM_2), lambda user: bool(organisations_of(user))),
}


@pytest.mark.parametrize("who", FAVOURED)
@pytest.mark.parametrize("name", ROADS)
def test_a_planted_leak_is_found(city: World, db: None, short_pages: None, monkeypatch: pytest.MonkeyPatch, name: str,
                                 who: str) -> None:
    readers, favoured = FAVOURED[who]

    def too_much(user: Any, kind: Any, region: Any, stage: str = RECORD, about: Any = None) -> frozenset[str]:
        every = kind.names() if stage == RECORD else kind.names(PUBLIC, INTERNAL)
        return frozenset(every) if favoured(user) else visible(user, kind, region, stage, about)

    monkeypatch.setattr(f"{ROADS[name]}.visible", too_much)
    assert next(leaks(city, name, readers), None)
