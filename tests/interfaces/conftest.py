"""A city of two wards for the tests of pages and of the API."""

from __future__ import annotations

import copy
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import translation

import plumbline.interfaces.urls  # noqa: F401 - tasks are declared for the queues of the settings, before they change
from plumbline.figures.cuts.cut import open_cut
from plumbline.home import VARIABLE, Home
from plumbline.interfaces.web.core.static_files import Compressed
from plumbline.records.core.people import Role
from tests.interfaces.web import world as worlds
from tests.interfaces.web import year_city
from tests.interfaces.web.world import CITY, ROOT, World, looking_as
from tests.interfaces.web.year_city import YearCity


def _looked_for_once(look: Callable[[Compressed], None]) -> Callable[[Compressed], None]:
    """Look for static files once in each place: every client of a test makes its middleware anew, and looking through
    all files was a tenth of what the tests of pages took."""
    found: dict[Any, tuple[dict[str, Any], dict[str, str]]] = {}

    def files_of(middleware: Compressed) -> None:
        place = (settings.STATIC_URL, settings.DEBUG, tuple(settings.STATICFILES_DIRS),
                 tuple(settings.STATICFILES_FINDERS))
        if place not in found:
            look(middleware)
            found[place] = dict(middleware.files), dict(middleware._paths)
        middleware.files.update(found[place][0])
        middleware._paths.update(found[place][1])

    return files_of


Compressed.add_files_from_finders = _looked_for_once(Compressed.add_files_from_finders)


@dataclass(frozen=True)
class Built:
    """A city, and the store without it and with it."""

    world: World
    empty: sqlite3.Connection
    filled: sqlite3.Connection

    def restore(self, kept: sqlite3.Connection) -> None:
        """Make the store what it was."""
        connection.close()
        connection.ensure_connection()
        kept.backup(connection.connection)
        connection.close()

    def moved_to(self, home: Home) -> World:
        """The city in another home, with nothing in it that another module could have changed."""
        shutil.copytree(self.world.home.path, home.path)
        found = copy.deepcopy(self.world)
        found.home = home
        found.cut = open_cut(home, found.cut.id) if found.cut else None
        return found


def stores_copy() -> sqlite3.Connection:
    """The store as it is, in memory."""
    connection.ensure_connection()
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(kept)
    return kept


@contextmanager
def at_home(home: Home) -> Iterator[None]:
    """The pages run on ``home``."""
    before = os.environ[VARIABLE]
    os.environ[VARIABLE] = str(home.path)
    try:
        yield
    finally:
        os.environ[VARIABLE] = before


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """No test hands the language of its last page on to the next one."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No test sees a page, or a card, that another one made."""
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(scope="session")
def built_city(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory,
               ) -> Iterator[Built | None]:
    """The city, built once a process and kept aside; None where a store cannot be copied."""
    if connection.vendor != "sqlite":
        yield None
        return
    home = Home(tmp_path_factory.mktemp("city") / "built").create()
    with django_db_blocker.unblock(), at_home(home):
        empty = stores_copy()
        world = worlds.build(home)
        built = Built(world, empty, stores_copy())
        built.restore(empty)
    yield built
    empty.close()
    built.filled.close()


@pytest.fixture(scope="module")
def city(built_city: Built | None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The city for one module. Each test works in a transaction that is taken back."""
    home = Home(tmp_path_factory.mktemp("city") / "home")
    with django_db_blocker.unblock(), at_home(home), worlds.declared():
        if built_city is not None:
            built_city.restore(built_city.filled)
            try:
                yield built_city.moved_to(home)
            finally:
                built_city.restore(built_city.empty)
            return
        with transaction.atomic():
            try:
                yield worlds.build(home.create())
            finally:
                transaction.set_rollback(True)


@pytest.fixture
def live_city(built_city: Built | None, transactional_db: None, tmp_path: Path) -> Iterator[World]:
    """The city for one test, in which what is written is committed, as in a home that is served."""
    assert built_city is not None, "for tests of the store sqlite alone"
    home = Home(tmp_path / "live")
    with at_home(home), worlds.declared():
        built_city.restore(built_city.filled)
        try:
            yield built_city.moved_to(home)
        finally:
            built_city.restore(built_city.empty)


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


@pytest.fixture
def at_once() -> Any:
    """Background work done in the request, as no worker runs in tests."""
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}):
        yield


@pytest.fixture
def later() -> Any:
    """Background work that waits for a worker."""
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}):
        yield


@pytest.fixture
def officer(city: World, db: None) -> Client:
    """A signed-in officer of the city, beside a second one who may decide on what the first proposes."""
    user = get_user_model().objects.create_user("second", password="x")
    Role.objects.create(user=user, name=Role.OFFICER, region=ROOT, column="assessment")
    return looking_as(CITY)
