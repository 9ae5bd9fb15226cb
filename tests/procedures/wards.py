"""A city of two wards with an inspection in each, and people to look at them and write."""

from __future__ import annotations

from typing import Any

from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, store
from plumbline.records.core.people import Role, User
from tests.records.samples import AT, inspection
from tests.replay import begin_from

CITY, WARDS = "city", ("1", "2")


def build() -> None:
    """As :func:`make_city`, made once."""
    begin_from(make_city)


def make_city() -> None:
    """The city, its wards, and inspection ``i1`` of ward 1 and ``i2`` of ward 2, each with an internal group."""
    keep("region", {"code": CITY, "name_en": "City", "level": "city", "valid_from": "1900-01-01"}, at=AT)
    for ward in WARDS:
        keep("region", {"code": ward, "name_en": ward, "level": "ward", "parent": CITY, "valid_from": "1900-01-01"},
             at=AT)
        keep("inspection", inspection(number=f"i{ward}", region=ward, inspector_group=f"group {ward}"), at=AT)


def person(name: str, region: str = "", role: str = Role.OFFICER, column: str = "*") -> User:
    """Somebody with one role, or none."""
    user = User.objects.create_user(name, password="a plumb line hangs true")
    if region:
        Role.objects.create(user=user, name=role, region=region, column=column)
    return user


def now(number: str) -> Any:
    """The version of the inspection ``number`` that counts now; None: there is none."""
    return store.current(kinds.get("inspection")).filter(number=number).first()
