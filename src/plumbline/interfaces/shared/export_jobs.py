"""Long lists as files: the worker writes them into the home's cache, a page follows, and who asked fetches the file.

What a job is doing is written beside its file, as for imports (see jobs.py). A file is whole or not there, holds what
the person who asked might see, and goes when nobody fetched it for a while.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.utils import translation
from django.utils.module_loading import import_string
from django_tasks import task

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.interfaces.shared import job_notes
from plumbline.interfaces.shared.job_notes import DONE, EVERY_SECONDS, FAILED, RUNNING, TOKEN, WAITING, Followed
from plumbline.procedures.accounts import tokens
from plumbline.procedures.common.archive import DISK_FULL, NO_ROOM
from plumbline.records.accounts.tokens import Token
from plumbline.records.core.memberships import capacities_of
from plumbline.records.core.people import Role
from plumbline.records.export.table import Table
from plumbline.records.export.writing import written
from plumbline.text import Text

QUEUE = "exports"
SOURCES = {
    "records-export": "plumbline.interfaces.web.records.export_sources.record_list",
    "results-items": "plumbline.interfaces.web.records.export_sources.result_items",
    "cases-export": "plumbline.interfaces.web.casework.paper_pages.case_list",
    "case-members-export": "plumbline.interfaces.web.casework.paper_pages.member_list",
    "api-records": "plumbline.interfaces.api.records.exports.table_of",
}
"""What gives the table of each kind of list: see export_sources.py."""
AT_ONCE = 5_000
"""Rows that are written while the reader waits."""
KEEP_SECONDS = 86_400
MOST_OF_ONE, MOST_OF_PUBLIC = 2, 20
"""Exports that may wait or run at once: of one reader, and of all who are not signed in."""
OFFICERS_FIRST = 10
"""A priority above the public's."""
COUNTED = 5_000_000
FULL = PlumblineError(DISK_FULL, Text("the disk of the server is full", "服务器磁盘空间不足"),
                      next_step=Text("Tell the people who run this server", "请告知本服务器的运维人员"))
CLOSED = PlumblineError("job.roles_changed", Text("the roles of who asked have changed since",
                                                  "申请人的权限此后已有变更"),
                        next_step=Text("Ask for the list again", "请重新申请导出"))
GIVEN_UP = job_notes.given_up(
    Text("the worker came to its end each time it wrote this list", "后台程序每次生成该清单时都异常结束"),
    next_step=Text("Narrow the list, or ask the people who run this server to look at its log",
                   "请缩小范围，或联系本服务器的运维人员查看日志"))
STOPPED = job_notes.stopped(Text("Nothing was written", "未生成任何文件"))


@dataclass(frozen=True, slots=True)
class Job(Followed):
    """One list that somebody asked for. ``owner`` tells who: a person's number, a token's, or a digest of a
    client's address; ``rights`` is a digest of the roles by which the list was asked for; ``key`` is the number of the
    token it was asked by, which may reach less far than its person."""

    stopped: ClassVar[PlumblineError] = STOPPED
    token: str
    source: str
    values: dict[str, str]
    query: str
    form: str
    language: str
    actor: int | None
    owner: str
    rights: str
    key: int | None = None
    name: str = ""
    state: str = WAITING
    rows: int = 0
    total: int = 0
    changed: float = 0.0
    error: dict[str, Any] | None = None

    @property
    def percent(self) -> int:
        """The share of the rows that is written."""
        return min(100, self.rows * 100 // self.total) if self.total else 0


Source = Callable[[Any, Mapping[str, str], QueryDict], Table]


class Busy(Exception):
    """There are as many exports under way as there may be."""


def begin(home: Home, *, source: str, values: dict[str, str], query: str, form: str, name: str, user: Any,
          owner: str, key: int | None = None) -> Job:
    """Ask the worker for a file. :raises Busy: while too many wait."""
    sweep(home)
    waiting = [one for one in _all(home) if not one.over]
    strangers = sum(one.actor is None for one in waiting)
    if sum(one.owner == owner for one in waiting) >= MOST_OF_ONE or (user is None and strangers >= MOST_OF_PUBLIC):
        raise Busy
    job = Job(secrets.token_hex(16), source, values, query, form, translation.get_language() or "en",
              user.pk if user is not None else None, owner, rights(user), key=key, name=f"{name}.{form}",
              changed=time.time())
    (home.exports / job.token).mkdir(parents=True, mode=0o700)
    _note(home, job)
    job_notes.ask(write.using(priority=0 if user is None else OFFICERS_FIRST), job.token, home.exports / job.token)
    return find(home, job.token) or job


def rights(user: Any) -> str:
    """A digest of what ``user`` (None: the public) may see by their roles, and by the organisations that they act for:
    another one, and the file is no longer for them."""
    if user is None:
        return ""
    roles = sorted(Role.objects.filter(user=user).values_list("name", "region", "column"))
    firms = sorted((code, sorted(able)) for code, able in capacities_of(user).items())
    return hashlib.sha256(json.dumps([user.pk, user.is_active, roles, firms]).encode()).hexdigest()


def find(home: Home, token: str) -> Job | None:
    """The job called ``token``, as it stands now."""
    return job_notes.read(home.exports, token, Job)


def source(name: str) -> Source:
    """The source of this name, which is a page's or a program's; both ask for files here."""
    found: Source = import_string(SOURCES[name])
    return found


def file_of(home: Home, job: Job) -> Path:
    """Where the file of ``job`` lies once it is done."""
    return home.exports / job.token / "file"


@task(queue_name=QUEUE)
def write(token: str) -> None:
    """Write one file, in the worker."""
    run(homes.current(), token)


def run(home: Home, token: str) -> None:
    """Write the job's file. Every outcome is written down."""
    job = find(home, token)
    if job is None or job.over:
        return
    try:
        with translation.override(job.language):
            job = _write(home, replace(job, state=RUNNING, rows=0, error={}))
    except PlumblineError as error:
        job = replace(job, state=FAILED, error=error.as_dict())
    except OSError as error:
        if error.errno not in NO_ROOM:
            _fail(home, job, STOPPED)
            raise
        job = replace(job, state=FAILED, error=FULL.as_dict())
    except BaseException:
        _fail(home, job, STOPPED)
        raise
    _note(home, job)


def give_up(home: Home, token: str) -> None:
    """Say on the job's page that no worker will take it up again."""
    job = find(home, token)
    if job is not None and not job.over:
        _fail(home, job, GIVEN_UP)


def sweep(home: Home) -> None:
    """Remove files that lay long enough, and what a killed server left of others."""
    before = time.time() - KEEP_SECONDS
    for folder in home.exports.glob("*"):
        with suppress(OSError):
            if TOKEN.fullmatch(folder.name) and folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _write(home: Home, job: Job) -> Job:
    user = _asker(job)
    if rights(user) != job.rights:
        return replace(job, state=FAILED, error=CLOSED.as_dict())
    table = source(job.source)(user, job.values, QueryDict(job.query))
    counted = _Followed(home, replace(job, total=table.count_up_to(COUNTED)), table)
    aside = file_of(home, job).with_suffix(".part")
    try:
        with aside.open("wb") as target:
            for piece in written(counted.table, job.form):
                target.write(piece)
        aside.replace(file_of(home, job))
    finally:
        aside.unlink(missing_ok=True)
    return replace(counted.job, state=DONE)


def _asker(job: Job) -> Any:
    """Who asked, as far as they reach now; None: the public, and whoever may no longer ask."""
    if job.key is not None:
        token = Token.objects.select_related("user").filter(pk=job.key).first()
        return tokens.holder(token) if token and tokens.state(token, datetime.now(UTC)) == "valid" else None
    return get_user_model().objects.filter(pk=job.actor, is_active=True).first() if job.actor is not None else None


class _Followed:
    """Notes how many rows have passed, every now and then."""

    def __init__(self, home: Home, job: Job, table: Table) -> None:
        self.home, self.job = home, job
        self.table = Table(table.name, table.columns, self._through(table), table.count_up_to)

    def _through(self, table: Table) -> Iterator[Any]:
        last, rows = 0.0, 0
        for row in table.rows:
            rows += 1
            if rows % 500 == 0 and time.monotonic() - last >= EVERY_SECONDS:
                last = time.monotonic()
                self.job = replace(self.job, rows=rows)
                _note(self.home, self.job)
            yield row
        self.job = replace(self.job, rows=rows)


def _fail(home: Home, job: Job, error: PlumblineError) -> None:
    _note(home, replace(job, state=FAILED, error=error.as_dict()))


def _all(home: Home) -> Iterator[Job]:
    for folder in home.exports.glob("*"):
        if (job := find(home, folder.name)) is not None:
            yield job


def _note(home: Home, job: Job) -> None:
    job_notes.write(home.exports, job.token, replace(job, changed=time.time()))
