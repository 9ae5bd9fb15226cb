"""Imports asked for on a page: the file waits in the home's inbox, a worker takes it in, the page follows a small file.

What a job is doing is written beside the uploaded file, not into the store, so that following it reads and never
writes the store, and an import does not wait for its own progress.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django_tasks import task

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures import imports
from plumbline.rulebook.mappings import load_mappings

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
TOKEN = re.compile(r"[0-9a-f]{24}")
SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,7}){1,2}$")
NOTE = "job.json"
EVERY_SECONDS = 0.25
SILENT_SECONDS = 120
KEEP_SECONDS = 7 * 86400


@dataclass(frozen=True, slots=True)
class Job:
    """One import that somebody asked for. ``changed`` is when it last gave a sign, in seconds since 1970."""

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
    error: dict[str, str] | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (DONE, FAILED)

    @property
    def lost(self) -> bool:
        """Whether it stopped giving signs: its worker was stopped."""
        return self.state == RUNNING and time.time() - self.changed > SILENT_SECONDS


def begin(home: Home, file: UploadedFile[Any], *, kind: str, mapping: str, actor: int | None) -> Job:
    """Put the uploaded file into the inbox and ask a worker to take it in."""
    _tidy(home)
    name = Path(file.name or "file.csv").name
    job = Job(secrets.token_hex(12), kind, mapping, name, actor, changed=time.time())
    folder = home.inbox / job.token
    folder.mkdir(parents=True)
    with _upload(folder, name).open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    _note(home, job)
    take_in.enqueue(job.token)
    return find(home, job.token) or job


def find(home: Home, token: str) -> Job | None:
    """The job called ``token``, as it stands now."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        return Job(**json.loads((home.inbox / token / NOTE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


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
            progress=_follower(home, job), mapping=load_mappings(home)[job.mapping] if job.mapping else None,
        )
        job = replace(job, state=DONE, share=1.0, entry=outcome.entry, rows=outcome.rows)
    except PlumblineError as error:
        job = replace(job, state=FAILED, error=_without_paths(error, path).as_dict())
    except BaseException:
        job = replace(job, state=FAILED, error={"what": "", "where": "", "why": "", "next_step": ""})
        raise
    finally:
        path.unlink(missing_ok=True)
        _note(home, replace(job, changed=time.time()))


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
    def plain(text: str) -> str:
        return text.replace(str(path), path.name).replace(str(path.parent), "")

    return PlumblineError(plain(error.what), where=plain(error.where), why=plain(error.why),
                          next_step=plain(error.next_step))


def _upload(folder: Path, name: str) -> Path:
    found = SUFFIX.search(name)
    return folder / f"upload{found.group(0).lower() if found else '.csv'}"


def _note(home: Home, job: Job) -> None:
    target = home.inbox / job.token / NOTE
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
    fresh.replace(target)


def _tidy(home: Home) -> None:
    """Forget jobs that ended, or were never taken up, a week ago."""
    _each_old(home, time.time() - KEEP_SECONDS, lambda folder: shutil.rmtree(folder, ignore_errors=True))


def _each_old(home: Home, before: float, act: Callable[[Path], Any]) -> None:
    for note in home.inbox.glob(f"*/{NOTE}"):
        if TOKEN.fullmatch(note.parent.name) and note.stat().st_mtime < before:
            act(note.parent)
