"""What a store out of a backup must hold. Django is set up on the home that was written from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.evidence import upkeep
from plumbline.procedures.operations import check_accounts, check_store, integrity, upgrade
from plumbline.procedures.operations.doctor import FAULT, Check, Finding, Visit, examine
from plumbline.records.core import witness
from plumbline.records.core.witness import Head
from plumbline.records.stores import snapshots
from plumbline.text import UNSAID, Text

OLDER = ".checking.sqlite3"
CHECKS: dict[str, Check] = {
    "journal": check_store.journal, check_accounts.CHECK: check_accounts.check, "cuts": check_store.cuts,
    "received": check_store.handed_up, "years": check_store.years,
    **{f"{name}, all of it": check for name, check in integrity.SEALED.items()},
}
"""The checks of ``plumb doctor --deep`` that are about what is in a home, and not about where it lies."""


@dataclass
class Looked:
    """What was found. ``spoiled`` is evidence that is missing, spoiled or altered: that one photograph is lost is no
    reason to do without all the rest. ``wrong`` is everything else that is not as it was sealed."""

    spoiled: list[dict[str, str]] = field(default_factory=list)
    wrong: list[Finding] = field(default_factory=list)

    def must_hold(self) -> None:
        """:raises HomeError: naming the first fault, if there is any."""
        if self.wrong:
            first, others = self.wrong[0], len(self.wrong) - 1
            more = Text(f". {others} more faults were found", f"；另有{others}处错误") if others else UNSAID
            # What a check found is told in English only: in Chinese, which check it was.
            raise HomeError("restore.altered", Text(first.what, "备份中的内容与日志封存的不一致"),
                            where=Text(first.where or "the store in the backup", "备份中的数据库"),
                            why=Text(f"{first.why.rstrip('.')}{more.en}", f"未通过的检查：“{first.check}”{more.zh}"),
                            next_step=Text(
                                "Restore an earlier backup. All that is wrong with this one is told by plumb backup "
                                "verify; plumb restore --accept-altered restores it all the same",
                                "请恢复更早的备份。plumb backup verify列出该备份的全部错误；"
                                "如仍要恢复，请用plumb restore --accept-altered"))

    def as_dict(self) -> dict[str, Any]:
        """For ``--json`` documents."""
        return {"altered": [one.as_dict() for one in self.wrong]}


def look(home: Home, *, at: datetime) -> Looked:
    """Compare all that ``home`` holds with what its journal sealed. A store of an older shape is looked at in a copy of
    this program's shape, and stays as it is."""
    try:
        with _of_this_shape(home):
            found = [one for one in examine(Visit(home, at, deep=True), CHECKS) if one.status == FAULT]
            return Looked([each.as_dict() for each in upkeep.verify(home).wrong], found)
    finally:
        connections.close_all()  # the folder is about to be renamed, or removed


def note(home: Home) -> None:
    """Note the newest entry of the restored store beside it, in the place of whatever was noted."""
    held = snapshots.held(home.database).journal
    witness.reset(home, Head(held["number"], held["hash"]))


@contextmanager
def _of_this_shape(home: Home) -> Iterator[None]:
    """A connection to the home's store, or to a copy of it that was brought to this program's shape."""
    if not upgrade.shape().pending:
        yield
        return
    copy = home.path / OLDER
    held = connection.settings_dict["NAME"]
    try:
        connection.close()
        shutil.copyfile(home.database, copy)
        connection.settings_dict["NAME"] = copy
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = held
        for each in _of(copy):
            each.unlink(missing_ok=True)


def _of(store: Path) -> list[Path]:
    return [store.with_name(store.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]
