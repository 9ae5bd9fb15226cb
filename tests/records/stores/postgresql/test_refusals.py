"""What a server refuses is told in words: what, where without the password, why, and the next step."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from plumbline.errors import StoreError
from plumbline.home import Home
from tests.commands import Ran, plumb
from tests.throwaway import OWNER, Server

pytestmark = pytest.mark.store("postgresql")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A home without records."""
    return Home(tmp_path / "home").create().path


def journal(place: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Ran:
    monkeypatch.setenv("PLUMBLINE_DATABASE", address)
    return plumb("journal", home=place)


def test_a_server_that_does_not_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = journal(place, "postgresql://office:secret@127.0.0.1:1/quality", monkeypatch)
    assert done.status == 1
    assert (done.error["type"], done.error["what"]) == ("StoreError", "the database cannot be reached")
    assert done.error["where"] == "postgresql://office@127.0.0.1:1/quality"
    assert "Connection refused" in done.error["why"]
    assert done.error["next_step"] == ("Start the server, or correct the address in the setting 'database', and try "
                                       "again")
    assert "secret" not in done.out + done.err


def test_a_host_that_nobody_knows(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = journal(place, "postgresql://office:secret@no-such-host.invalid/quality", monkeypatch)
    assert (done.error["what"], done.error["where"]) == (
        "the database cannot be reached", "postgresql://office@no-such-host.invalid/quality")


def test_a_wrong_password(place: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    done = journal(place, postgresql.address("postgres", password="wrong-one"), monkeypatch)
    assert done.error["what"] == "the database refuses this user or password"
    assert done.error["where"] == f"postgresql://{OWNER}@127.0.0.1:{postgresql.port}/postgres"
    assert done.error["next_step"] == "Correct the user and the password in the setting 'database'"
    assert "wrong-one" not in done.out + done.err


def test_no_password(place: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    done = journal(place, f"postgresql://{OWNER}@127.0.0.1:{postgresql.port}/postgres", monkeypatch)
    assert done.error["what"] == "the database asks for a password"


def test_a_database_that_is_not_there(place: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    done = journal(place, postgresql.address("no_such_database"), monkeypatch)
    assert done.error["what"] == "there is no such database or user on the server"
    assert done.error["next_step"] == ("Make them: CREATE ROLE user LOGIN PASSWORD '...'; CREATE DATABASE name OWNER "
                                       "user")


def test_a_user_without_rights(place: Path, postgresql: Server, database: str,
                               monkeypatch: pytest.MonkeyPatch) -> None:
    role = "guest_" + database.rpartition("_")[2]
    postgresql.run(f"CREATE ROLE {role} LOGIN PASSWORD 'guest'")
    try:
        name = database.rpartition("/")[2]
        done = journal(place, postgresql.address(name, user=role, password="guest"), monkeypatch)
        assert (done.error["type"], done.error["what"]) == ("StoreError", "the database's user may not do this")
        assert "permission denied for schema public" in done.error["why"]
        assert done.error["next_step"] == "Let the user own the database: ALTER DATABASE name OWNER TO user"
    finally:
        postgresql.run(f"DROP ROLE {role}")


def test_a_database_that_cannot_hold_every_name(place: Path, postgresql: Server,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    with postgresql.database("ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0") as address:
        done = journal(place, address, monkeypatch)
    assert done.error["what"] == "the database keeps text as SQL_ASCII, which cannot hold every name"
    assert "ENCODING 'UTF8'" in done.error["next_step"]


def test_a_driver_that_is_not_installed(place: Path) -> None:
    program = ("import sys; sys.modules['psycopg'] = None; "
               "from plumbline.interfaces.cli.main import main; main(['journal', '--json', '--home', sys.argv[1]])")
    done = subprocess.run([sys.executable, "-c", program, str(place)], capture_output=True, text=True,
                          env={**os.environ, "PLUMBLINE_DATABASE": "postgresql://office:secret@127.0.0.1/quality"})
    assert '"what": "the driver for PostgreSQL is not installed"' in done.stdout
    assert "Install it with: pip install 'plumbline[postgresql]'" in done.stdout
    assert "secret" not in done.stdout + done.stderr


def ask(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


@transaction.atomic
def write_where_nobody_may() -> None:
    ask("SELECT set_config('transaction_read_only', 'on', true)")
    ask("DELETE FROM records_role RETURNING id")


@transaction.atomic
def lose_the_connection(postgresql: Server) -> None:
    end_this_connection(postgresql)
    ask("SELECT 1")


def end_this_connection(postgresql: Server) -> None:
    pid = ask("SELECT pg_backend_pid()")
    assert isinstance(pid, tuple)
    postgresql.run(f"SELECT pg_terminate_backend({pid[0]}, 5000)")


def test_a_connection_that_was_lost_is_ours_and_django_s_error(transactional_db: None, postgresql: Server) -> None:
    with pytest.raises(StoreError, match="the connection to the database was lost") as caught:
        lose_the_connection(postgresql)
    assert isinstance(caught.value, OperationalError)
    assert caught.value.as_dict()["type"] == "StoreError"
    assert ask("SELECT 1") == (1,)  # the next transaction has a connection of its own


def test_a_database_that_only_reads(transactional_db: None) -> None:
    with pytest.raises(StoreError, match="the database takes no changes"):
        write_where_nobody_may()


def test_a_mistake_in_a_query_stays_what_it_is(transactional_db: None) -> None:
    with pytest.raises(DatabaseError) as caught:
        ask("SELECT no_such_column")
    assert not isinstance(caught.value, StoreError)
