"""Which store this run of the tests is on: SQLite, or with ``--store postgresql`` a throwaway PostgreSQL server.

On PostgreSQL those tests run that touch the store: the same tests, which must give the same results. Of the tests of
the interfaces only those do that are marked for it: what a page shows does not depend on the store behind it, and
``test_addresses_on_postgresql.py`` and ``test_operations_on_postgresql.py`` ask every address and operation there. A
test for one store alone is marked too: ``@pytest.mark.store("postgresql")``.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.throwaway import Server

SQLITE, POSTGRESQL = "sqlite", "postgresql"
STORES = (SQLITE, POSTGRESQL)
INTERFACES = Path(__file__).parent / "interfaces"
TOUCHING = frozenset({"db", "transactional_db", "django_db_reset_sequences", "live_server", "command_environment"})
MARK = "mark.store("
"""How a file says that it has tests for one store."""
# The processes that xdist starts are told by their environment, for they are not given the options in time.
OF_RUN, OF_SERVER = "TESTS_STORE", "TESTS_SERVER"


def _chosen() -> str:
    words = [*sys.argv, ""]
    for word, following in itertools.pairwise(words):
        if word == f"--store={POSTGRESQL}" or (word, following) == ("--store", POSTGRESQL):
            return POSTGRESQL
    return os.environ.get(OF_RUN, SQLITE) if "PYTEST_XDIST_WORKER" in os.environ else SQLITE


CHOSEN = _chosen()
server: Server | None = None
missing = ""
"""Why the chosen store cannot be had on this machine; empty when it can."""


def begin() -> str:
    """Start the server if the run needs one and no other process has. Returns the setting; empty for SQLite."""
    global missing, server  # noqa: PLW0603  (one run, one store)
    if CHOSEN == SQLITE:
        return ""
    os.environ[OF_RUN] = CHOSEN
    if not importlib.util.find_spec("psycopg"):
        missing = "needs psycopg: pip install 'plumbline[postgresql]'"
        return ""
    from tests import throwaway

    if told := os.environ.get(OF_SERVER):
        folder, port, password = json.loads(told)
        server = throwaway.Server(Path(folder), port, password)
    elif programs := throwaway.programs():
        server = throwaway.start(programs)
        os.environ[OF_SERVER] = json.dumps([str(server.folder), server.port, server.password])
    else:
        missing = "needs PostgreSQL's server programs (Debian's package postgresql)"
        return ""
    return server.address("plumbline")


def end() -> None:
    """Stop the server if this process started it."""
    if server is not None:
        server.stop()


def left_out(path: Path) -> bool:
    """Whether it is known of a file of tests, before it is imported, that none is for this run: to import those of the
    interfaces takes most of the time that collecting takes."""
    return (CHOSEN != SQLITE and path.name.startswith("test_") and path.is_relative_to(INTERFACES)
            and MARK not in path.read_text(encoding="utf-8"))


def wanted(item: pytest.Item) -> bool:
    """Whether this run is for ``item``."""
    mark = item.get_closest_marker("store")
    if mark:
        return CHOSEN in mark.args
    if CHOSEN == SQLITE:
        return True
    if item.path.is_relative_to(INTERFACES):
        return False
    return bool(TOUCHING.intersection(getattr(item, "fixturenames", ()))) or bool(item.get_closest_marker("django_db"))
