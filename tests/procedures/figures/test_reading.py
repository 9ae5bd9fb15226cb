"""A figure and the records behind it, as one person may see them: no officer reads another region's internal fields."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import FigureError, NotAllowed
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.indicators.cubes.using import using
from plumbline.figures.indicators.session import forget_counted
from plumbline.procedures.figures.reading import known_indicators, read_figure
from plumbline.records.core.people import Role, User
from tests.records.samples import Office, inspection

PASS_RATE = "inspection.pass_rate"
GROUPS = """\
[green_rate]
title       = { en = "Share of the green group", zh = "绿组占比" }
meaning     = { en = "Share of inspections made by the green group.", zh = "绿组检查所占比例。" }
unit        = "%"
better      = "higher"
source      = { text = "test", ours = true }
of          = "inspection"
numerator   = "COUNT(*) FILTER (WHERE inspector_group = 'green')"
denominator = "COUNT(*)"
words       = { numerator = { en = "green", zh = "绿组" }, denominator = { en = "all", zh = "全部" } }
"""


def person(name: str, region: str, role: str = "officer", column: str = "*", **changed: Any) -> User:
    user = User.objects.create_user(name, **changed)
    Role.objects.create(user=user, name=role, region=region, column=column)
    return user


@pytest.fixture
def cut(open_office: Office) -> Cut:
    """Four inspections, two in each ward, each with an inspector group that nobody outside may read."""
    open_office.inspections(*(inspection(number=f"{ward}-{number}", region=ward, inspector_group=f"secret-{ward}")
                              for ward in ("1", "2") for number in (1, 2)))
    return freeze(open_office.home)


def groups(cut: Cut, office: Office, region: str, user: Any) -> dict[str, Any]:
    document = read_figure(cut, office.home, PASS_RATE, region, "2013", user=user, records=10)
    assert document["denominator"] == len(document["records"]) == document["record_count"]
    return {record["number"]: record.get("inspector_group") for record in document["records"]}


def test_an_officer_reads_the_internal_fields_of_the_own_ward_only(cut: Cut, open_office: Office) -> None:
    one = person("one", "1")
    assert groups(cut, open_office, "1", one) == {"1-1": "secret-1", "1-2": "secret-1"}
    assert groups(cut, open_office, "2", one) == {"2-1": None, "2-2": None}
    assert "secret-2" not in str(read_figure(cut, open_office.home, PASS_RATE, "city", "2013", user=one, records=10))


def test_an_officer_of_the_city_reads_them_all(cut: Cut, open_office: Office) -> None:
    found = groups(cut, open_office, "city", person("all", "city"))
    assert sorted(found.values()) == ["secret-1", "secret-1", "secret-2", "secret-2"]


def test_the_others_read_none(cut: Cut, open_office: Office) -> None:
    for user in (None, User.objects.create_user("nobody"), person("other", "1", column="conformity"),
                 person("gone", "1", is_active=False)):
        assert "secret" not in str(read_figure(cut, open_office.home, PASS_RATE, "1", "2013", user=user, records=10))


def test_what_was_kept_for_one_reader_is_not_told_to_another(cut: Cut, open_office: Office) -> None:
    with using(least=0):
        forget_counted()
        only_officers_of_the_region(cut, open_office)
        assert list(open_office.home.cubes.rglob("*.answer"))
        forget_counted()
        with pytest.raises(NotAllowed):
            read_figure(cut, open_office.home, "group.green_rate", "1", "2013", user=None)


def test_a_figure_of_internal_fields_is_for_the_region_s_officers(cut: Cut, open_office: Office) -> None:
    only_officers_of_the_region(cut, open_office)


def only_officers_of_the_region(cut: Cut, open_office: Office) -> None:
    folder = open_office.home.rulebook / "indicators"
    folder.mkdir()
    (folder / "group.toml").write_text(GROUPS, encoding="utf-8")
    one = person("one", "1")
    document = read_figure(cut, open_office.home, "group.green_rate", "1", "2013", user=one)
    assert (document["numerator"], document["denominator"]) == (0, 2)
    for user, region in ((None, "1"), (one, "2"), (one, "city")):
        with pytest.raises(NotAllowed) as caught:
            read_figure(cut, open_office.home, "group.green_rate", region, "2013", user=user)
        assert str(caught.value) == (
            f"group.green_rate of {region}: this figure is for officers of the region. It is made of internal fields. "
            "Sign in as an officer of the region, or name one with --as.")


def test_no_records_unless_asked_for(cut: Cut, open_office: Office) -> None:
    document = read_figure(cut, open_office.home, PASS_RATE, "1", "2013")
    assert (document["records"], len(document["root"])) == ([], 64)


def test_an_indicator_that_is_not_there(cut: Cut, open_office: Office) -> None:
    assert PASS_RATE in known_indicators(open_office.home)
    with pytest.raises(FigureError, match="there is no indicator 'inspection.pas_rate'"):
        read_figure(cut, open_office.home, "inspection.pas_rate", "1", "2013")
