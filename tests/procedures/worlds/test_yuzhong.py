"""The measures of a district's working paper: computed from constructed records, or each with what it awaits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from plumbline.errors import RecordError
from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.procedures.figures.sheets import read_sheet, sheet_named
from plumbline.procedures.standards import service_sectors
from plumbline.procedures.worlds import worlds, yuzhong
from plumbline.records.core import kinds, store
from tests.records.samples import Clock


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The world in a home of its own, loaded once, in a transaction that is taken back at the end."""
    home = Home(tmp_path_factory.mktemp("yuzhong") / "home").create()
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            done = worlds.load(home, "yuzhong", clock=Clock())
            assert {kind: one.quarantined for kind, one in done.items() if one.quarantined} == {}
            yield home
        finally:
            transaction.set_rollback(True)


def test_the_gaps_and_the_part_in_standards_are_computed_and_the_rest_awaits_its_records(
        district: Home, db: None) -> None:
    sheet = read_sheet(freeze(district), district,
                       sheet_named("yuzhong", district))
    found = {one["id"]: one for one in sheet["figures"]}
    assert [name.partition(".")[0] for name in found] == ["Y1"] * 4 + ["Y2", "Y3"]
    assert all(one["awaiting"]["zh"] for name, one in found.items() if name.startswith("Y1"))
    gaps, part = found["Y2"], found["Y3"]
    assert (gaps["value"], gaps["numerator"], gaps["denominator"], gaps["agrees"]) == ("70", 7, 10, None)
    assert [each["name"]["zh"] for each in gaps["made"]["listed"]] == ["应急管理", "电子商务", "银行保险"]
    assert (part["value"], part["numerator"], part["denominator"]) == ("1.12", 28, 25)      # 12 of 30 over 150 of 420
    assert [(one["region"], one["value"]) for one in part["made"]["parts"]] == [
        ("500103", "12"), ("500000", "30"), ("500103", "150000000000.00"), ("500000", "420000000000.00")]


def test_the_sectors_and_their_gaps_are_those_of_the_figure(district: Home, db: None) -> None:
    found = service_sectors.by_sector("500103", date(2022, 12, 31))
    assert (found["covered"], found["of"], found["gaps"]) == (7, 10, ["emergency", "e-commerce", "finance"])
    beside = service_sectors.by_sector("500105", date(2022, 12, 31))
    assert (beside["covered"], len(beside["gaps"])) == (0, 10)      # what its neighbour set does not hold there
    above = service_sectors.by_sector("500000", date(2022, 12, 31))
    assert above["covered"] == 7
    rows = service_sectors.standards_of("500103", "tourism", date(2022, 12, 31))
    assert [row.sector for row in rows] == ["tourism"]
    with pytest.raises(RecordError) as caught:
        service_sectors.standards_of("", "space", date(2022, 12, 31))
    assert caught.value.code == "standard.no_sector"


def test_every_constructed_record_says_so(district: Home, db: None) -> None:
    for name in yuzhong.TABLES:
        kind = kinds.get(name)
        texts = [field.name for field in kind.kept if field.type in ("text", "ref") and field.name != kind.region]
        for row in store.current(kind).values(*texts):
            said = " ".join(text or "" for text in row.values())
            assert "CONSTRUCTED" in said or "构造" in said, (name, row)
