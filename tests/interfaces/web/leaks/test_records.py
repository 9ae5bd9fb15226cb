"""No page of one record, and no form for one, tells what is another region's or another organisation's."""

from __future__ import annotations

import pytest

from plumbline.records.core.kinds import KINDS, Kind
from tests.interfaces.dealing import dealt
from tests.interfaces.web.addresses import ADDRESSES, record_path
from tests.interfaces.web.leaks import telling
from tests.interfaces.web.leaks.telling import leaks, read, without
from tests.interfaces.web.world import (
    FIRM_1,
    FIRM_2,
    PUBLIC_PERSONA,
    SIGN,
    WARD_1,
    WARD_2,
    World,
    looking_as,
)

pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("name", telling.RECORDS)
def test_no_record_tells_another_region_s_internal_fields_nor_another_organisation_s(
    city: World, db: None, short_pages: None, name: str,
) -> None:
    assert list(leaks(city, name)) == []


def test_of_each_kind_every_sort_of_reader_asks_for_what_is_foreign_to_it(city: World, db: None) -> None:
    shares = dealt(list(ADDRESSES["record"](city)), telling.SORTS, telling.OWN)
    asked = {reader: {ask.path for ask in asks} for reader, asks in shares.items()}
    for kind in (each for each in KINDS.values() if each.public and each.name in city.records):
        of = {ward: {record_path(kind, values) for values in city.records[kind.name] if values[kind.region] == ward}
              for ward in ("1", "2")}
        assert all(asked[PUBLIC_PERSONA] & each for each in of.values()), kind.name
        for first, second in ((WARD_1, WARD_2), (FIRM_1, FIRM_2)):
            assert asked[first] & of["2"], kind.name
            assert asked[second] & of["1"], kind.name


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.public], ids=lambda kind: kind.name)
def test_a_record_nobody_may_know_of_looks_like_one_that_is_not_there(
    city: World, db: None, kind: Kind, reader: str,
) -> None:
    client = looking_as(reader)
    for values in city.records[kind.name]:
        if values[kind.region] == "2":
            fake = {**values, kind.key[-1]: f"{SIGN}9zz"}
            real_answer, fake_answer = (client.get(record_path(kind, each)) for each in (values, fake))
            assert real_answer.status_code == fake_answer.status_code == 404
            alike = []
            for answer in (real_answer, fake_answer):
                text = without(read(answer), str(fake[kind.key[-1]]))
                alike.append(without(text, str(values[kind.key[-1]])))  # another part of the key may be the same
            assert alike[0] == alike[1]
