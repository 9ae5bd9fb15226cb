"""One setting names the store; its password is read and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import StoreError
from plumbline.records.stores import databases
from plumbline.records.stores.databases import Address, address_of, chosen, django, read

FULL = "postgresql://office:p%40ss%2Fword@db.example.org:5433/quality?sslmode=require"
WHERE = "database in plumbline.toml"


def refusal(text: object) -> StoreError:
    with pytest.raises(StoreError) as caught:
        read(text, WHERE)
    return caught.value


@pytest.mark.parametrize("text", ["", "sqlite"])
def test_sqlite_needs_no_address(text: str) -> None:
    assert read(text, WHERE) is None


def test_an_address_is_taken_apart() -> None:
    assert read(FULL, WHERE) == Address(name="quality", host="db.example.org", port="5433", user="office",
                                        password="p@ss/word", options={"sslmode": "require"})


@pytest.mark.parametrize("text", [
    FULL, "postgresql:///quality", "postgresql://db.example.org/quality", "postgresql://office@[::1]:5432/quality",
    "postgresql:///quality?host=%2Frun%2Fpostgresql", "postgresql://office:%E5%AF%86@localhost/%E8%B4%A8",
])
def test_an_address_is_written_as_it_was_read(text: str) -> None:
    address = read(text, WHERE)
    assert address is not None
    assert address.url() == text
    assert read(address.url(), WHERE) == address


def test_an_address_is_shown_without_its_password() -> None:
    address = read(FULL, WHERE)
    assert str(address) == "postgresql://office@db.example.org:5433/quality?sslmode=require"
    assert "p@ss" not in repr(address)
    assert "p%40ss" not in repr(address)


@pytest.mark.parametrize(("text", "why"), [
    ("mysql://office:secret@host/name", "It does not begin with postgresql://"),
    ("plumbline.sqlite3", "It does not begin with postgresql://"),
    ("postgresql://office:secret@host", "It names no database after the host"),
    ("postgresql://office:secret@host/a/b", "It names no database after the host"),
    ("postgresql://office:secret@host:port/name", "The address cannot be taken apart: ValueError"),
    ("postgresql://office:secret@[host/name", "The address cannot be taken apart: ValueError"),
    ("postgresql://office:secret@host/name?secret=1", ("'secret' after the question mark is not among host, sslmode, "
                                                       "sslrootcert, sslcert, sslkey, passfile, connect_timeout")),
    (5432, "It is not a text"),
])
def test_what_is_no_address_is_refused_without_repeating_it(text: object, why: str) -> None:
    error = refusal(text)
    assert (error.what.en, error.where.en, error.why.en) == ("this is not the address of a store", WHERE, why)
    assert error.next_step.en == ('Write "sqlite", or an address like "postgresql://user:password@host:5432/name" '
                               "with %40 for an @ in the password")
    assert "office" not in str(error)


def test_the_environment_goes_before_the_settings_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(databases.VARIABLE, "sqlite")
    assert chosen(FULL) is None
    monkeypatch.setenv(databases.VARIABLE, "mysql://x")
    with pytest.raises(StoreError, match=r"^PLUMBLINE_DATABASE: this is not the address of a store"):
        chosen("sqlite")
    monkeypatch.delenv(databases.VARIABLE)
    assert chosen(FULL) == read(FULL, WHERE)


def test_sqlite_is_the_home_s_file() -> None:
    settings = django(None, Path("a") / "plumbline.sqlite3")
    assert settings["ENGINE"] == "plumbline.records.stores.sqlite"
    assert settings["NAME"] == Path("a") / "plumbline.sqlite3"
    assert address_of(settings) is None


@pytest.mark.parametrize("text", [FULL, "postgresql:///quality", "postgresql://h/q?connect_timeout=3"])
def test_django_s_settings_lead_back_to_the_address(text: str) -> None:
    address = read(text, WHERE)
    settings = django(address, Path("unused"))
    assert settings["ENGINE"] == "plumbline.records.stores.postgresql"
    assert settings["OPTIONS"]["isolation_level"] == databases.READ_COMMITTED
    assert address_of(settings) == address
