"""A city of two wards for the tests of pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from plumbline.home import VARIABLE, Home
from tests.interfaces.web import world as worlds
from tests.interfaces.web import year_city
from tests.interfaces.web.world import World
from tests.interfaces.web.year_city import YearCity


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Built once a module, in a transaction that is taken back at its end; each test works inside it."""
    before = os.environ[VARIABLE]
    home = Home(tmp_path_factory.mktemp("city") / "home").create()
    os.environ[VARIABLE] = str(home.path)
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, django_db_blocker.unblock(), transaction.atomic():
        try:
            yield worlds.build(home)
        finally:
            transaction.set_rollback(True)
            os.environ[VARIABLE] = before


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory,
             ) -> Iterator[YearCity]:
    """The year is open, everybody has a part, and North is scored. Taken back at the module's end."""
    before = os.environ[VARIABLE]
    folder = tmp_path_factory.mktemp("years")
    home = Home(folder / "home").create()
    os.environ[VARIABLE] = str(home.path)
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            made = year_city.build(home, folder)
            made.opened()
            made.scored("north")
            yield made
        finally:
            transaction.set_rollback(True)
            os.environ[VARIABLE] = before


@pytest.fixture
def year(province: YearCity, db: None) -> YearCity:
    """The province, within a test that is taken back."""
    return province


@pytest.fixture
def empty_home(home: Home, db: None, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home in which nothing was done yet, as the one the pages run on."""
    monkeypatch.setenv(VARIABLE, str(home.path))
    return home
