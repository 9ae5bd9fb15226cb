"""``plumb serve`` and ``plumb worker``."""

from __future__ import annotations

import sys
import tempfile
from typing import Annotated

import typer

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.interfaces.cli.core import boot, output
from plumbline.text import Text

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


def worker(
    home: output.HomeOption = None,
    attached: Annotated[bool, typer.Option("--attached", help="Stop when standard input ends.")] = False,
) -> None:
    """Do background work only (started by ``plumb serve``)."""
    place = boot.start(home)
    from plumbline.interfaces.serving import worker as workers

    workers.run(place, attached=attached)


def run(home: Home, *, host: str = "127.0.0.1", port: int = 8000, quiet: bool = False) -> None:
    """Serve ``home``. A demonstration home signs people in by itself, so it listens on this machine only."""
    from django.conf import settings

    if settings.DEMO and host not in LOOPBACK:
        raise HomeError("command.demo_stays_here",
                        Text("a demonstration home is served on this machine only", "演示数据目录只能在本机提供服务"),
                        where=host, why=Text("It signs people in without a password", "演示环境无需密码即可登录"),
                        next_step=Text("Leave --host out, or make a home of your own with 'plumb world load'",
                                       "请去掉--host，或用“plumb world load”建立自己的数据目录"))
    from plumbline.interfaces.serving import server as servers

    sock = servers.listen(host, port)
    from plumbline.interfaces.serving.acquaintance import is_known
    from plumbline.interfaces.serving.keeper import Keeper

    _sweep(home)
    # What waits for slow clients waits in the home, and not where a system keeps temporary files in memory.
    tempfile.tempdir = str(home.cache)
    keeper = Keeper(home)
    keeper.start()
    try:
        from plumbline.interfaces.wsgi import application

        server = servers.Server(application, sock, known=is_known)
        servers.stop_on_signals(server)
        _announce(home, host, port, quiet)
        server.run()
    finally:
        keeper.stop()


def _sweep(home: Home) -> None:
    from plumbline.interfaces.shared import export_jobs
    from plumbline.procedures.evidence import upkeep
    from plumbline.procedures.records.imports import sweep

    sweep(home)
    upkeep.sweep(home, at=boot.now())
    export_jobs.sweep(home)


def _announce(home: Home, host: str, port: int, quiet: bool) -> None:
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    if quiet:
        output.json({"serving": address, "home": str(home.path)})
    else:
        output.console().print(f"\n{address}  (stop with Ctrl-C)")
    sys.stdout.flush()
