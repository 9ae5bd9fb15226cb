"""A province whose officers write rules: one figure over inspections, one scheme of its two cities."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from plumbline.home import Home
from plumbline.procedures.records.imports import import_file
from plumbline.records.core.people import Role, User
from tests.procedures.year_world import REGIONS, SCHEME
from tests.replay import begin_from

AT = datetime(2014, 7, 1, 9, 0, tzinfo=UTC)
PEOPLE = {"writer": "prov", "second": "prov", "third": "prov", "north": "north"}
AUDITOR = "reader"
INDICATORS = """# The province's own figures.
[pass_rate]   # looked at every year
title       = { en = "Pass rate", zh = "合格率" }
meaning     = { en = "Inspections not failed.", zh = "检查结果不为不合格的比例。" }
unit        = "%"
better      = "higher"
source      = { text = "test", ours = true }
of          = "inspection"
numerator   = "COUNT(*) FILTER (WHERE result <> 'fail')"
denominator = "COUNT(*)"

[pass_rate.words]
numerator   = { en = "passed", zh = "合格" }
denominator = { en = "inspections", zh = "检查" }

# How many there were.
[count]
title     = { en = "Inspections", zh = "检查次数" }
meaning   = { en = "Inspections made.", zh = "已完成的检查次数。" }
unit      = "1"
better    = "neither"
source    = { text = "test", ours = true }
of        = "inspection"
numerator = "COUNT(*)"
words     = { numerator = { en = "inspections", zh = "检查" } }
"""
CITY = SCHEME.replace('valid_from = 2012-01-01\nyear = "07-01..06-30"', 'valid_from = 2012-01-01\nyear = "calendar"')


class Office:
    """The home, its people by name."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        for name, text in (("schemes/city.toml", CITY), ("indicators/local.toml", INDICATORS)):
            (home.rulebook / name).parent.mkdir(exist_ok=True)
            (home.rulebook / name).write_text(text, encoding="utf-8")
        begin_from(partial(self._begin, folder / "regions.csv"), name="office of rules", home=home)

    def _begin(self, path: Path) -> None:
        path.write_text(REGIONS, encoding="utf-8")
        assert import_file(self.home, "region", path, clock=lambda: AT).quarantined == 0
        for name, region in PEOPLE.items():
            self._person(name, region, Role.OFFICER)
        self._person(AUDITOR, "prov", Role.AUDITOR)

    def _person(self, name: str, region: str, role: str) -> None:
        user = User.objects.create(username=name)
        Role.objects.create(user=user, name=role, region=region, column="assessment")

    def who(self, name: str) -> User:
        """A person, asked anew as each request asks."""
        return User.objects.get(username=name)

    def held(self, name: str) -> str:
        """A file of the own rulebook."""
        return (self.home.rulebook / name).read_text(encoding="utf-8")
