"""What a home needs from the machine: a disk, permissions, a port, a clock, Python, fonts."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from plumbline.errors import PlumblineError
from plumbline.figures.engine import choice
from plumbline.procedures.operations.check_leftovers import leftovers
from plumbline.procedures.operations.check_privacy import permissions
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Check, Finding, Visit

LEAST_FREE = 200 << 20
FREE_FOR_WORK = 2 << 30
NEWEST_WORK = datetime(2026, 1, 1, tzinfo=UTC)  # nothing of Plumbline is older
AHEAD = timedelta(days=1)
SQLITE = (3, 37, 0)  # strict enough, and with the online backup of write-ahead stores
CHINESE = "质量工作考核"
PARTS = {"psycopg": "a store in PostgreSQL", "pyspark": "figures on Spark"}


def folder(visit: Visit) -> Iterator[Finding]:
    """The home is there and can be written to."""
    home = visit.home
    if not home.config_file.exists():
        yield Finding("home", FAULT, "there is no Plumbline data here", str(home.path),
                      next_step="Make a home with 'plumb init', or name another with --home")
        return
    missing = [one.name for one in (home.cuts, home.imports, home.quarantine, home.inbox, home.cache, home.rulebook)
               if not one.is_dir()]
    if missing:
        yield Finding("home", FAULT, f"a folder is missing: {', '.join(missing)}", str(home.path),
                      next_step="Restore it from a backup; an empty folder will do for cache, imports and inbox")
        return
    try:
        with tempfile.NamedTemporaryFile(dir=home.cache):
            pass
    except OSError as error:
        yield Finding("home", FAULT, "the home cannot be written to", str(home.path), error.strerror or str(error),
                      "Give the account that runs plumb the right to write there")
        return
    yield Finding("home", OK, "the home is there and can be written to", str(home.path))


def disk(visit: Visit) -> Iterator[Finding]:
    """There is room for the next import and the next cut."""
    free = shutil.disk_usage(visit.home.path).free
    needed = max(FREE_FOR_WORK, 2 * (visit.home.database.stat().st_size if visit.home.database.exists() else 0))
    said = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE:
        yield Finding("disk", FAULT, said, str(visit.home.path), "The next import or cut will fail for want of room",
                      "Make room before anything else")
    elif free < needed:
        yield Finding("disk", WARN, said, str(visit.home.path),
                      f"An import or an upgrade may need {needed / 1e9:.1f} GB", "Make room, or move old backups away")
    else:
        yield Finding("disk", OK, said, str(visit.home.path))


def settings(visit: Visit) -> Iterator[Finding]:
    """The settings file can be read, and every key in it means something."""
    visit.home.config()
    for key in visit.unknown_settings:
        yield Finding("settings", WARN, f"there is no setting '{key}', so it does nothing", str(visit.home.config_file),
                      next_step="Look its name up on the page on settings")
    if not visit.unknown_settings:
        yield Finding("settings", OK, "every setting is known", str(visit.home.config_file))


def clock(visit: Visit) -> Iterator[Finding]:
    """The clock is not years off, and the time zone exists."""
    try:
        zoneinfo.ZoneInfo(visit.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        yield Finding("clock", FAULT, f"there is no time zone '{visit.time_zone}'", str(visit.home.config_file),
                      next_step="Write an IANA name, such as Asia/Shanghai")
        return
    if visit.at < NEWEST_WORK:
        yield Finding("clock", FAULT, f"the clock says {visit.at:%Y-%m-%d}", why="That is before Plumbline was made",
                      next_step="Set the clock; the journal would take the wrong time")
        return
    yield Finding("clock", OK, f"{visit.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, shown in {visit.time_zone}")


def port(visit: Visit) -> Iterator[Finding]:
    """The port of the pages is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", visit.port))
        except OSError as error:
            yield Finding("port", WARN, f"port {visit.port} is in use", why=error.strerror or str(error),
                          next_step="Well if it is plumb serve that uses it; else choose another with --port")
            return
    yield Finding("port", OK, f"port {visit.port} is free")


def python(_visit: Visit) -> Iterator[Finding]:
    """Python and its SQLite are new enough."""
    have = ".".join(str(part) for part in sys.version_info[:3])
    if sqlite3.sqlite_version_info < SQLITE:
        yield Finding("python", FAULT, f"SQLite {sqlite3.sqlite_version} is too old", sys.executable,
                      next_step=f"Use a Python with SQLite {'.'.join(map(str, SQLITE))} or newer")
        return
    yield Finding("python", OK, f"Python {have} with SQLite {sqlite3.sqlite_version}")


def parts(_visit: Visit) -> Iterator[Finding]:
    """What only some offices need."""
    for package, used in PARTS.items():
        try:
            said = f"{package} {importlib.metadata.version(package)}"
        except importlib.metadata.PackageNotFoundError:
            said = f"{package} is not installed"
        yield Finding("parts", OK, f"{said} (for {used})")
    java = shutil.which("java")
    yield Finding("parts", OK, f"{'java is there' if java else 'java is not installed'} (for figures on Spark)",
                  java or "")


def engine(_visit: Visit) -> Iterator[Finding]:
    """The engine that the settings choose can be had."""
    chosen = choice.chosen()
    chosen.check()
    yield Finding("engine", OK, f"figures are computed by {chosen.engine}", chosen.master)


def fonts(_visit: Visit) -> Iterator[Finding]:
    """Reports as PDF are set in the machine's fonts, and refused where none holds a sign of theirs."""
    from plumbline.procedures.common.fonts import choose

    try:
        chosen = choose("zh", (CHINESE,))
    except PlumblineError as error:
        yield Finding("fonts", WARN, "no Chinese font was found", why="Reports as PDF in Chinese would be refused",
                      next_step=error.next_step.en)
        return
    yield Finding("fonts", OK, f"reports in Chinese are set in {chosen.body[0].name}")


def proxy(visit: Visit) -> Iterator[Finding]:
    """What the settings say of TLS, host names and proxies goes together."""
    if visit.serving is None:
        return
    from plumbline.procedures.operations.check_proxy import look

    yield from look(visit.serving, str(visit.home.config_file))


MACHINE: dict[str, Check] = {
    "home": folder, "settings": settings, "permissions": permissions, "leftovers": leftovers, "disk": disk,
    "clock": clock, "port": port, "proxy": proxy, "python": python, "parts": parts, "engine": engine, "fonts": fonts,
}
