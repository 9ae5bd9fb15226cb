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
PUBLIC_READER, OFFICERS, FIRMS = "the public", "officers of elsewhere", "other organisations"
FAVOURED: dict[str, tuple[tuple[str, ...], Callable[[Any], bool]]] = {
    PUBLIC_READER: ((PUBLIC_PERSONA,), lambda user: user is None),
    OFFICERS: ((WARD_1, WARD_2), lambda user: bool(roles_of(user))),
    FIRMS: ((FIRM_1, FIRM_2), lambda user: bool(organisations_of(user))),
}
VIEWER = "plumbline.interfaces.shared.viewer"
ROADS = {
    "record": (("plumbline.procedures.records.viewing",), (PUBLIC_READER, OFFICERS, FIRMS)),
    "record-list": ((VIEWER,), (OFFICERS, FIRMS)),
    "records-export": (("plumbline.records.export.records",), (OFFICERS, FIRMS)),
    "figure-records": (("plumbline.procedures.figures.reading", VIEWER), (OFFICERS,)),
    "case": (("plumbline.procedures.casework.holding",), (PUBLIC_READER, OFFICERS, FIRMS)),
}
"""By the name of an address, the modules that ask there what may be seen, and to whom that alone would tell something:
others are kept from it by a second wall, as the public is by the columns of a list. So is everybody from what a search
may find: its index opens nothing to who may not read it."""


@pytest.mark.parametrize(("name", "who"), [(name, who) for name, (_, able) in ROADS.items() for who in able])
def test_a_planted_leak_is_found(city: World, db: None, short_pages: None, monkeypatch: pytest.MonkeyPatch, name: str,
                                 who: str) -> None:
    readers, favoured = FAVOURED[who]

    def too_much(user: Any, kind: Any, region: Any, stage: str = RECORD, about: Any = None) -> frozenset[str]:
        every = kind.names() if stage == RECORD else kind.names(PUBLIC, INTERNAL)
        return frozenset(every) if favoured(user) else visible(user, kind, region, stage, about)

    for module in ROADS[name][0]:
        monkeypatch.setattr(f"{module}.visible", too_much)
    assert next(leaks(city, name, readers), None)
