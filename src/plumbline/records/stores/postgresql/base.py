"""Django's PostgreSQL backend, keeping text in the order of its code points and telling refusals in words.

Every text column is ``COLLATE "C"``: rows then sort, compare and fold their case as they do in SQLite, whatever locale
the database was made with, so that a list and a figure come out the same on either store.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property

from plumbline.errors import StoreError, reported
from plumbline.records.stores import databases
from plumbline.text import Text

try:
    import psycopg  # noqa: F401  # the driver: Django would also take an older one
    from django.db.backends.postgresql import base, operations
except ImportError as error:
    raise StoreError(
        "store.no_driver", Text("the driver for PostgreSQL is not installed", "未安装PostgreSQL驱动程序"),
        where=Text("the setting 'database'", "database设置"), why=reported(error),
        next_step=Text("Install it with: pip install 'plumbline[postgresql]'",
                       "请运行“pip install 'plumbline[postgresql]'”安装")) from error

from plumbline.records.stores.postgresql import refusals

OLDEST = 14
WAIT_SECONDS = 30


def _varchar(data: dict[str, Any]) -> str:
    length = "" if data["max_length"] is None else f"({data['max_length']})"
    return f'varchar{length} COLLATE "C"'


class DatabaseOperations(operations.DatabaseOperations):
    """What is written in PostgreSQL's words, where text has a collation."""

    compiler_module = "plumbline.records.stores.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with text ordered by code point and errors that say what to do."""

    ops_class = DatabaseOperations
    data_types: Any = {
        **base.DatabaseWrapper.data_types,
        "CharField": _varchar, "SlugField": _varchar, "FileField": _varchar, "TextField": 'text COLLATE "C"',
    }

    # Django folds the case of what is looked for as the database's own locale would, of columns as these are.
    operators = {**base.DatabaseWrapper.operators, **{
        name: base.DatabaseWrapper.operators[name].replace("UPPER(%s)", 'UPPER(%s COLLATE "C")')
        for name in ("iexact", "icontains", "istartswith", "iendswith")}}

    @property
    def address(self) -> str:
        """Where the server is, without the password."""
        return str(databases.address_of(self.settings_dict))

    @cached_property
    def wrap_database_errors(self) -> refusals.Translating:
        """Called by Django around every use of the driver."""
        return refusals.Translating(self)

    def check_database_version_supported(self) -> None:
        """Refuse a server older than Django supports."""
        if self.pg_version < OLDEST * 10_000:
            raise StoreError(
                "store.server_too_old", Text(f"this PostgreSQL server is older than version {OLDEST}",
                                             f"该PostgreSQL服务器版本低于{OLDEST}"), where=self.address,
                next_step=Text("Upgrade it, or name another server in the setting 'database'",
                               "请升级服务器，或在database设置中写明另一服务器"))

    def forget(self) -> None:
        """Rewrite the tables of personal data, so that their files hold nothing of what was deleted."""
        from plumbline.records.core.cases import CasePersonal
        from plumbline.records.core.kinds import KINDS

        personal = {kind.personal for kind in KINDS.values() if kind.personal} | {CasePersonal}
        with self.cursor() as cursor:
            for table in sorted(model._meta.db_table for model in personal):
                cursor.execute(f"VACUUM FULL {table}")

    def init_connection_state(self) -> None:
        """Settle what must hold in every connection."""
        super().init_connection_state()
        connection: Any = self.connection
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            made = "CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0"
            raise StoreError(
                "store.not_utf8", Text(f"the database keeps text as {encoding}, which cannot hold every name",
                                       f"数据库的文本编码为{encoding}，无法存放所有名称"), where=self.address,
                next_step=Text(f"Make it anew with: {made}", f"请重新建库：“{made}”"))
        # As long as SQLite's wait; a lock that nobody lets go of then becomes an error instead of a page that hangs.
        # Compiling a query takes the server half a second, which none of ours runs long enough to earn back.
        connection.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'; SET jit = off")
