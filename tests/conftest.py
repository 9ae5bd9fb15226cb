"""The ground every test stands on.

This file is read before Django is set up: it makes a data directory for this process (each xdist worker is one), points
``PLUMBLINE_HOME`` at it and clears what a user's own environment could change. Nothing here reads the user's home.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests import copied, needs, stores, timing

if TYPE_CHECKING:
    from tests.throwaway import Server

# Plain, uncoloured output of one width from the commands that tests run, whatever terminal the tests run in.
_CLEARED = ("FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS", "SPARK_HOME", "XDG_DATA_HOME")
_SET = {"NO_COLOR": "1", "COLUMNS": "120", "TZ": "UTC", "PYTHONUTF8": "1"}

# A busy machine is no fault of what is tested.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

# What is loaded until the tests begin stays: looking through it for what could go took a fifth of that time.
gc.disable()

# Before the first temporary file: in memory, where there is enough of it.
timing.write_to_memory()
_place = Path(tempfile.mkdtemp(prefix="plumbline-tests-"))


def _prepare_environment() -> None:
    for name in list(os.environ):
        if name.startswith(("PLUMBLINE_", "DJANGO_")) or name in _CLEARED:
            del os.environ[name]
    os.environ.update(_SET)
    os.environ["PLUMBLINE_HOME"] = str(_place / "home")
    # Where a test forgets --home, it lands here and not in the user's data folder.
    os.environ["XDG_DATA_HOME"] = str(_place / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
    if address := stores.begin():
        os.environ["PLUMBLINE_DATABASE"] = address


def _flushing(call: Callable[..., Any], name: str, **options: Any) -> Any:
    return call(name, **options | ({"inhibit_post_migrate": True} if name == "flush" else {}))


if "plumbline.interfaces.settings" in sys.modules:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests load Plumbline's settings after making a home.")
_prepare_environment()
copied.install()

import django  # noqa: E402 - only after the environment is ours

from plumbline.home import Home  # noqa: E402
from plumbline.methods.shared import garbage  # noqa: E402

Home(_place / "home").create()
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import testcases  # noqa: E402

from plumbline.methods.shared.frames import roomily  # noqa: E402
from tests.records.samples import Office  # noqa: E402 - its models need Django

# A password costs a third of a second to hash as it must be hashed in use.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


# After a test with real transactions Django empties every table, and then asks each of its applications what it would
# have there by itself; ours have nothing, and asking takes half of the time.
testcases.call_command = partial(_flushing, testcases.call_command)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Keep the settings' name from the workers, who would load them before making a home of their own."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    gc.enable()  # this process collects no tests


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--store``: the store the tests run on. ``--judged``: how many random indicators are judged."""
    parser.addoption("--store", choices=stores.STORES, default=stores.SQLITE,
                     help="run what touches the store on this one (postgresql: on a throwaway server)")
    parser.addoption("--judged", type=int, default=0,
                     help="how many random indicators are compared with their judge (0: a few hundred)")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse, in CI, to pass by skipping a whole store; know where the tables of stores are kept."""
    if stores.missing and needs.in_ci():
        raise pytest.UsageError(f"needed here and missing: {stores.missing}")
    cache = getattr(config, "cache", None)  # none with -p no:cacheprovider
    copied.keep_in(cache.mkdir("plumbline-tables") if cache else _place / "tables")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what has nothing for this store."""
    return True if stores.left_out(collection_path) else None


def pytest_report_header() -> str:
    """Say which store it is."""
    return f"store: {stores.CHOSEN}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that are for this store, in the order in which several processes are done soonest."""
    left_out = [item for item in items if not stores.wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    counted: set[str] = set()
    for item in items:
        # What takes long asks the same lines many times, and counting makes it half as long again. So does a test that
        # is asked of many values: its lines are counted with the first of them.
        function = item.nodeid.partition("[")[0]
        if item.get_closest_marker("slow") or item.get_closest_marker("browser") or function in counted:
            item.add_marker("no_cover")
        counted.add(function)
    if "PYTEST_XDIST_WORKER" in os.environ:
        timing.longest_first(items, timing.taken(config, stores.CHOSEN))


def pytest_collection_finish() -> None:
    """From here on garbage is looked for, among what the tests make."""
    gc.collect()
    garbage.keep()
    gc.enable()
    timing.used()  # what collecting took is no test's


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip where the store cannot be had on this machine."""
    needs.require(not stores.missing, stores.missing)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run the test as pytest does, with room for its frames, as a page has that is served."""
    runner: Any = item.config.pluginmanager.get_plugin("runner")
    return bool(roomily(runner.pytest_runtest_protocol, item, nextitem))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Have each phase tell what it took of the processor, whichever process it runs in."""
    report: Any = yield
    report.user_properties.append((timing.CPU, timing.used()))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note where the time goes."""
    timing.note(report)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where it went."""
    timing.tell(terminalreporter)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep what it took; on the second store it is no fault if none of the chosen tests touch the store."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        timing.keep(session.config, stores.CHOSEN)
    if stores.CHOSEN != stores.SQLITE and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


def pytest_unconfigure() -> None:
    """Remove this process's data directory, and the server if it is ours; let all that was loaded end with Python, and
    not before: pytest looks for garbage several times until then, and need only look through what the tests made."""
    atexit.register(gc.unfreeze)
    stores.end()
    shutil.rmtree(_place, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Keep SQLite's test database in a file: write-ahead logging and several connections need one.

    It lies in the data directory of this process, so no suffix is needed under xdist. PostgreSQL's is named after the
    process.
    """
    from django.db import connections

    name = f"plumbline_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    if stores.CHOSEN == stores.SQLITE:
        name = str(_place / "home" / "test.sqlite3")
    connections["default"].settings_dict["TEST"]["NAME"] = name


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A fresh data directory. Django's database is the process's test database, not this home's."""
    return Home(tmp_path / "home").create()


@pytest.fixture
def office(home: Home, db: None) -> Office:
    """A data directory with the small tree of regions taken in, in one transaction that is rolled back."""
    office = Office(home)
    office.begin()
    return office


@pytest.fixture
def open_office(home: Home, transactional_db: None) -> Office:
    """The same with real transactions, for what depends on them: other connections, flips, locks."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")  # the power stays on while a test runs
    office = Office(home)
    office.begin()
    return office


@pytest.fixture
def command_environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment for a ``plumb`` command run as a process of its own, on a home and a store of its own."""
    environment = {**os.environ, "PLUMBLINE_HOME": str(tmp_path / "home")}
    if stores.server is None:
        yield environment
        return
    with stores.server.database() as address:
        yield {**environment, "PLUMBLINE_DATABASE": address}


@pytest.fixture(scope="session")
def postgresql() -> Server:
    """The throwaway PostgreSQL server. Only tests marked ``store("postgresql")`` may ask for it."""
    assert stores.server is not None
    return stores.server


@pytest.fixture
def database(postgresql: Server) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    with postgresql.database() as address:
        yield address


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared development data beside this clone; the test skips, in CI too, where it is absent."""
    return needs.require_shared()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; the test skips on a laptop without one and fails in CI."""
    path = needs.chromium_path()
    needs.require(path, "needs Chromium on the search path")
    assert path is not None
    return path


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return needs.ROOT
