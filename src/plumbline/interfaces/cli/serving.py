"""``plumb serve`` and ``plumb worker``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Annotated, Any

import typer

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.interfaces.cli import boot, output

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("serve")(serve)
    app.command("worker", hidden=True)(worker)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Serve the pages and do background work, until stopped with Ctrl-C."""
    run(boot.start(home), host=host, port=port, quiet=as_json)


def worker(home: output.HomeOption = None) -> None:
    """Do background work only (started by ``plumb serve``)."""
    place = boot.start(home)
    from django.core.management import call_command

    threading.Thread(target=_beat, args=(place,), daemon=True).start()
    call_command("db_worker", verbosity=0, interval=0.5, startup_delay=False, skip_checks=True)


def _beat(home: Home) -> None:
    """Say every few seconds that the worker lives; the health page and plumb upgrade ask."""
    from plumbline.procedures.health import BEAT_SECONDS, beat

    while True:
        with suppress(OSError):  # a full disk is told by others
            beat(home)
        time.sleep(BEAT_SECONDS)


def run(home: Home, *, host: str = "127.0.0.1", port: int = 8000, quiet: bool = False) -> None:
    """Serve ``home``. A demonstration home signs people in by itself, so it listens on this machine only."""
    from django.conf import settings

    if settings.DEMO and host not in LOOPBACK:
        raise HomeError(
            "a demonstration home is served on this machine only", where=host,
            why="It signs people in without a password",
            next_step="Leave --host out, or make a home of your own with 'plumb world load'",
        )
    _must_be_free(host, port)
    from granian import Granian
    from granian.constants import Interfaces

    from plumbline.procedures import evidence_upkeep
    from plumbline.procedures.imports import sweep

    sweep(home)
    evidence_upkeep.sweep(home, at=boot.now())
    child = subprocess.Popen([sys.executable, "-m", "plumbline", "worker", "--home", str(home.path)],
                             env=os.environ | {"PYTHONUTF8": "1"})
    if quiet:
        output.json({"serving": f"http://{host}:{port}", "home": str(home.path)})
    else:
        output.console().print(f"\nhttp://{host}:{port}  (stop with Ctrl-C)")
    sys.stdout.flush()
    try:
        server: Any = Granian("plumbline.interfaces.wsgi:application", address=host, port=port,
                              interface=Interfaces.WSGI, workers=1, blocking_threads=4, log_enabled=False)
        server.serve()
    finally:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
        home.heartbeat.unlink(missing_ok=True)


def _must_be_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise HomeError(f"port {port} on {host} cannot be used", why=error.strerror or str(error),
                            next_step=f"Stop what uses it, or choose another: --port {port + 1}") from error
