"""``plumb upgrade``: everything into one backup, then the store to this program's shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from plumbline.home import Home
from plumbline.procedures.operations import backup, check_privacy, upgrade
from plumbline.procedures.operations.health import must_be_stopped
from plumbline.procedures.operations.upgrade import Upgrade
from plumbline.records.stores import snapshots
from plumbline.text import Text


def upgrade_home(home: Home, *, at: datetime, target: Path | None = None) -> Upgrade:
    """Back all of ``home`` up to ``target``, then upgrade its store; nothing happens where nothing is pending.

    :raises HomeError: while a server runs on the home, for a newer home, or when the backup or the change fails.
    """
    check_privacy.close(home)
    found = upgrade.shape()
    upgrade.refuse_newer(home, found)
    if not found.pending:
        return upgrade.bring_up(home, at=at)
    must_be_stopped(home, at, next_step=Text("Stop it, upgrade, and start the new one", "请先停止，升级后再启动新版本"))
    file = None
    if not found.fresh and snapshots.supported():  # a PostgreSQL store is backed up with the server's own programs
        home.backups.mkdir(mode=0o700, exist_ok=True)
        file = backup.make(home, target or home.backups / f"before-upgrade-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip",
                           at=at).file
    return replace(upgrade.bring_up(home, at=at, copied=True), copy=file)
