"""The backend settles what must hold in every connection, whatever the server was set to."""

from __future__ import annotations

import pytest
from django.db import connection

from plumbline.errors import StoreError
from plumbline.records.ground.organisations import Organisation
from tests.records.samples import Office

pytestmark = pytest.mark.store("postgresql")


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


def test_every_connection_is_set_alike(transactional_db: None) -> None:
    assert (shown("jit"), shown("lock_timeout"), shown("transaction_isolation"), shown("TimeZone")) == (
        "off", "30s", "read committed", "UTC")


def test_the_server_of_the_tests_sorts_text_by_a_language(transactional_db: None) -> None:
    """Else the tests below would prove nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'a' < 'B'")
        assert cursor.fetchone() == (True,)


def test_text_is_sorted_and_compared_by_its_code_points(office: Office) -> None:
    names = ["ä", "a", "B", "é", "Z", "狮", "-"]
    office.take("organisation", [{"code": str(number), "name": name, "region": "1"}
                                 for number, name in enumerate(names)])
    found = list(Organisation.objects.order_by("name").values_list("name", flat=True))
    assert found == sorted(names)
    assert Organisation.objects.filter(name__gt="Z").count() == 4


def test_only_the_letters_of_ascii_are_folded_as_in_sqlite(office: Office) -> None:
    office.take("organisation", [{"code": "1", "name": "CAFÉ", "region": "1"}])
    assert Organisation.objects.filter(name__icontains="caf").count() == 1
    assert Organisation.objects.filter(name__iexact="cafÉ").count() == 1
    assert Organisation.objects.filter(name__icontains="é").count() == 0


def test_an_old_server_is_refused(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plumbline.records.stores.postgresql.base.OLDEST", 1000)
    with pytest.raises(StoreError, match="this PostgreSQL server is older than version 1000"):
        connection.check_database_version_supported()


def test_erased_personal_data_leaves_no_bytes_in_its_table(transactional_db: None) -> None:
    """The table is written anew, into another file."""
    def file() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_relation_filepath('records_organisationcontact')")
            return str(cursor.fetchone()[0])

    before = file()
    connection.forget()  # type: ignore[attr-defined]  # the backend's own
    assert file() != before
