"""A PostgreSQL server of our own, from the programs Debian's package installs, gone when the process that made it is.

It runs as an unprivileged user, listens on this machine only, keeps its data in a temporary folder, and sorts text by a
language unless told otherwise, so that a query which trusts the server's order is found out.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECONDS = 60
OWNER = "plumbline"
HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# The shell ends the server when its own standard input ends: when we are done, and also when we were killed.
LAUNCH = '"$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$0"'
UNPRIVILEGED = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, the newest version's, if there is one."""
    def version(path: Path) -> int:
        return int(path.parent.name) if path.parent.name.isdecimal() else 0

    packaged = sorted((path for path in Path("/usr/lib/postgresql").glob("*/bin")), key=version, reverse=True)
    found = shutil.which("initdb")
    folders = [*packaged, *([Path(found).resolve().parent] if found else [])]
    return next((each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None)


@dataclass
class Server:
    """A running server. Its user ``plumbline`` may make databases and nothing else beyond the ordinary."""

    folder: Path
    port: int
    password: str
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)  # None: another process made it

    def address(self, database: str, *, user: str = OWNER, password: str | None = None) -> str:
        """The setting by which Plumbline finds ``database``."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str, database: str = "postgres", user: str = "postgres") -> list[Any]:
        """Run SQL as the server's keeper; the rows of the last statement."""
        import psycopg

        with psycopg.connect(self.address(database, user=user), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def database(self, *more: str) -> Iterator[str]:
        """The address of a new, empty database, dropped in the end. ``more`` goes to CREATE DATABASE."""
        name = f"plumbline_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} OWNER {OWNER} {' '.join(more)}")
        try:
            yield self.address(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self.process is None:
            return
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)


def start(bin_: Path, *, settings: tuple[str, ...] = HURRY, language: str = "en-US") -> Server:
    """Make and start a server from the programs in ``bin_``."""
    folder = Path(tempfile.mkdtemp(prefix="plumbline-postgresql-"))
    rights = _rights(folder)
    password = secrets.token_hex(12)
    secret = folder / "password"
    secret.write_text(password)
    if rights:
        shutil.chown(secret, rights["user"])
    order = ("--locale-provider=icu", f"--icu-locale={language}") if _version(bin_) >= 15 and language else ()
    made = subprocess.run([bin_ / "initdb", "--pgdata", folder / "data", "--username=postgres", "--encoding=UTF8",
                           "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync", "--locale=C", *order],
                          cwd="/", capture_output=True, text=True, **rights)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise RuntimeError(f"initdb failed: {made.stdout[-2000:]}{made.stderr[-2000:]}")
    port = _free_port()
    chosen = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *settings)
    options = [word for each in chosen for word in ("-c", each)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["sh", "-c", LAUNCH, folder, bin_ / "postgres", "-D", folder / "data", *options], cwd="/",
            stdin=subprocess.PIPE, stdout=log, stderr=log, **rights)
    server = Server(folder, port, password, process)
    _wait(server, process, lambda: server.run(f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{password}'"))
    return server


def _rights(folder: Path) -> dict[str, Any]:
    # The server refuses to run as root.
    if os.geteuid():
        return {}
    name = next(each for each in UNPRIVILEGED if _known(each))
    shutil.chown(folder, name)
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": ()}


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _version(bin_: Path) -> int:
    said = subprocess.run([bin_ / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split()[2].partition(".")[0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes], until: Callable[[], Any]) -> None:
    import psycopg

    deadline = time.monotonic() + SECONDS
    while True:
        try:
            until()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (server.folder / "log").read_text(errors="replace")
                server.stop()
                raise RuntimeError(f"the server did not start: {log[-2000:]}") from None
            time.sleep(0.05)
