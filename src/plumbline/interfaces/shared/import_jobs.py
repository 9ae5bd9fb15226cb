"""Imports asked for on a page: the file waits in the home's inbox, a worker takes it in, the page follows a small file.

What a job is doing is written beside the uploaded file (job_notes.py).
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django_tasks import task

from plumbline import home as homes
from plumbline import unfinished
from plumbline.errors import HeadingError, PlumblineError
from plumbline.home import Home
from plumbline.interfaces.shared import job_notes
from plumbline.interfaces.shared.job_notes import DONE, EVERY_SECONDS, FAILED, NOTE, RUNNING, TOKEN, WAITING, Followed
from plumbline.procedures.records import imports
from plumbline.records.core import kinds
from plumbline.records.intake.drafts import draft as drafts
from plumbline.rulebook.mappings import mapping_text, mappings
from plumbline.rulebook.mappings.mappings import Mapping, Reading
from plumbline.text import Text

SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,7}){1,2}$")
OWN_MAPPING = "mapping.toml"
KEEP_SECONDS = 7 * 86400

GIVEN_UP = job_notes.given_up(
    Text("the worker came to its end each time it took this file in", "后台程序每次导入该文件时都异常结束"),
    Text("The machine may lack memory for it, or somebody ended the process", "可能是内存不足，或进程被人结束"),
    Text("Import it in parts, or ask the people who run this server to look at its log",
         "请拆分后导入，或联系本服务器的运维人员查看日志"))
STOPPED = job_notes.stopped(Text("Nothing of the file became visible", "文件内容均未入库"))


@dataclass(frozen=True, slots=True)
class Job(Followed):
    """One import that somebody asked for. ``kind`` is empty where the mapping names what the file holds; ``mapping`` is
    the name of a kept one or, with ``own``, of one that came with the file. ``reading``: what was asked of the reading.
    ``draft``: a draft of a mapping by language, where the columns were not known. ``changed`` is when it last gave a
    sign, in seconds since 1970."""

    stopped: ClassVar[PlumblineError] = STOPPED
    token: str
    kind: str
    mapping: str
    name: str
    actor: int | None
    state: str = WAITING
    step: str = ""
    share: float = 0.0
    rows: int = 0
    changed: float = 0.0
    entry: int | None = None
    error: dict[str, Any] | None = None
    own: bool = False
    reading: dict[str, Any] = field(default_factory=dict)
    draft: dict[str, str] | None = None


def begin(home: Home, file: UploadedFile[Any], *, kind: str, mapping: str, actor: int | None,
          reading: Reading | None = None, own: Mapping | None = None) -> Job:
    """Put the uploaded file into the inbox and ask a worker to take it in. ``own`` is a mapping that came with it."""
    _tidy(home)
    name = Path(file.name or "file.csv").name
    job = Job(secrets.token_hex(12), kind, own.name if own else mapping, name, actor, changed=time.time(),
              own=own is not None, reading=asdict(reading or Reading()))
    folder = home.inbox / job.token
    folder.mkdir(parents=True)
    with _upload(folder, name).open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    if own is not None:
        (folder / OWN_MAPPING).write_text("\n".join(mapping_text.written(own)), encoding="utf-8")
    _note(home, job)
    job_notes.ask(take_in, job.token, folder)
    return find(home, job.token) or job


def find(home: Home, token: str) -> Job | None:
    """The job called ``token``, as it stands now."""
    return job_notes.read(home.inbox, token, Job)


@task()
def take_in(token: str) -> None:
    """Run one import, in the worker."""
    run(homes.current(), token)


def run(home: Home, token: str) -> None:
    """Take the job's file in and remove it. Every outcome is written down; nothing is raised for a bad file."""
    job = find(home, token)
    if job is None or job.over:
        return
    job = replace(job, state=RUNNING, changed=time.time())
    path = _upload(home.inbox / token, job.name)
    try:
        outcome = imports.import_file(
            home, job.kind, path, clock=lambda: datetime.now(UTC), actor=job.actor, name=job.name,
            progress=_follower(home, job), mapping=mapping_of(home, job), reading=_reading(job),
        )
        job = replace(job, state=DONE, share=1.0, entry=outcome.entry, rows=outcome.rows)
    except PlumblineError as error:
        draft = _drafted(home, job, path) if isinstance(error, HeadingError) else None
        job = replace(job, state=FAILED, error=_without_paths(error, path).as_dict(), draft=draft)
    except BaseException:
        job = replace(job, state=FAILED, error=STOPPED.as_dict())
        raise
    finally:
        path.unlink(missing_ok=True)
        _note(home, replace(job, changed=time.time()))


def mapping_of(home: Home, job: Job) -> Mapping | None:
    """The mapping by which the file of ``job`` is taken in; None: by the names of its columns."""
    if job.own:
        found = mappings.load_file(home.inbox / job.token / OWN_MAPPING)
        return replace(found, name=job.mapping)
    return mappings.load_mappings(home)[job.mapping] if job.mapping else None


def kinds_of(home: Home, job: Job) -> tuple[str, ...]:
    """The kinds of record that the file of ``job`` is to hold; empty where its mapping is there no more."""
    if job.kind:
        return (job.kind,)
    try:
        found = mapping_of(home, job)
    except (KeyError, PlumblineError):
        return ()
    return found.kinds if found else ()


def _reading(job: Job) -> Reading:
    return Reading(**{**job.reading, "sheets": tuple(job.reading.get("sheets", ()))})


def _drafted(home: Home, job: Job, path: Path) -> dict[str, str] | None:
    """A draft of a mapping for a file whose columns are not known; None for one that gives several kinds."""
    if not job.kind:
        return None
    try:
        with unfinished.scratch_folder() as scratch:
            found = drafts.draft(kinds.get(job.kind), path, scratch, name=job.name, reading=_reading(job),
                                 known=mappings.load_mappings(home).values())
    except PlumblineError:
        return None  # why the file was refused is said already
    return {language: found.text(language) for language in ("en", "zh")}


def give_up(home: Home, token: str) -> None:
    """Say on the job's page that no worker will take it up again: each that did came to its end."""
    job = find(home, token)
    if job is not None and not job.over:
        _upload(home.inbox / token, job.name).unlink(missing_ok=True)
        _note(home, replace(job, state=FAILED, error=GIVEN_UP.as_dict(), changed=time.time()))


def _follower(home: Home, job: Job) -> imports.Progress:
    last = 0.0

    def follow(step: str, share: float, rows: int) -> None:
        nonlocal last
        now = time.time()
        if now - last >= EVERY_SECONDS:
            last = now
            _note(home, replace(job, step=step, share=share, rows=rows, changed=now))

    return follow


def _without_paths(error: PlumblineError, path: Path) -> PlumblineError:
    # The reader knows the file by its own name, not by its place in the inbox.
    def plain(text: Text) -> Text:
        return Text(*(each.replace(str(path), path.name).replace(str(path.parent), "") for each in (text.en, text.zh)))

    return PlumblineError(error.code, plain(error.what), where=plain(error.where), why=plain(error.why),
                          next_step=plain(error.next_step))


def _upload(folder: Path, name: str) -> Path:
    found = SUFFIX.search(name)
    return folder / f"upload{found.group(0).lower() if found else '.csv'}"


def _note(home: Home, job: Job) -> None:
    job_notes.write(home.inbox, job.token, job)


def _tidy(home: Home) -> None:
    """Forget jobs that ended, or were never taken up, a week ago."""
    _each_old(home, time.time() - KEEP_SECONDS, lambda folder: shutil.rmtree(folder, ignore_errors=True))


def _each_old(home: Home, before: float, act: Callable[[Path], Any]) -> None:
    for note in home.inbox.glob(f"*/{NOTE}"):
        if TOKEN.fullmatch(note.parent.name) and note.stat().st_mtime < before:
            act(note.parent)
