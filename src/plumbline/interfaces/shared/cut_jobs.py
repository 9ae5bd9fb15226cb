"""Freezing asked for on a page: a worker writes the cut, the page follows."""

from __future__ import annotations

import secrets
import shutil
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from django_tasks import task

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.interfaces.shared import job_notes
from plumbline.interfaces.shared.job_notes import DONE, FAILED, RUNNING, WAITING, Followed
from plumbline.procedures.federation.joint_cuts import freeze
from plumbline.text import Text

FOLDER = "freezing"
KEEP_SECONDS = 86_400
GIVEN_UP = job_notes.given_up(
    Text("the worker came to its end each time it froze the records", "后台程序每次生成快照时都异常结束"),
    Text("The machine may lack memory or room for them, or somebody ended the process",
         "可能是内存或磁盘空间不足，或进程被人结束"))
STOPPED = job_notes.stopped(Text("The cuts before are as they were", "此前的快照保持不变"))


@dataclass(frozen=True, slots=True)
class CutJob(Followed):
    """One freeze that somebody asked for; ``back`` is the page they came from. ``kind`` and ``rows`` are what is being
    written, ``changed`` is when it last gave a sign, in seconds since 1970."""

    stopped: ClassVar[PlumblineError] = STOPPED
    token: str
    actor: int | None
    back: str = ""
    state: str = WAITING
    kind: str = ""
    rows: int = 0
    changed: float = 0.0
    cut: str = ""
    error: dict[str, Any] | None = None


def begin(home: Home, *, actor: int | None, back: str = "") -> CutJob:
    """Ask a worker to freeze the records as they are when it comes to it."""
    _tidy(home)
    job = CutJob(secrets.token_hex(12), actor, back, changed=time.time())
    (home.cache / FOLDER / job.token).mkdir(parents=True)
    job_notes.write(home.cache / FOLDER, job.token, job)
    job_notes.ask(write_cut, job.token, home.cache / FOLDER / job.token)
    return find(home, job.token) or job


def find(home: Home, token: str) -> CutJob | None:
    """The job called ``token``, as it stands now."""
    return job_notes.read(home.cache / FOLDER, token, CutJob)


@task()
def write_cut(token: str) -> None:
    """Write one cut, in the worker."""
    run(homes.current(), token)


def run(home: Home, token: str) -> None:
    """Freeze for the job. Every outcome is written down; a refusal is one of them."""
    found = find(home, token)
    if found is None or found.over:
        return
    job = replace(found, state=RUNNING, changed=time.time())
    last = 0.0

    def follow(kind: str, rows: int) -> None:
        nonlocal last
        if (now := time.time()) - last >= job_notes.EVERY_SECONDS:
            last = now
            job_notes.write(home.cache / FOLDER, token, replace(job, kind=kind, rows=rows, changed=now))

    try:
        job_notes.write(home.cache / FOLDER, token, job)
        job = replace(job, state=DONE, cut=freeze(home, at=datetime.now(UTC), progress=follow).id)
    except PlumblineError as error:
        job = replace(job, state=FAILED, error=error.as_dict())
    except BaseException:
        job = replace(job, state=FAILED, error=STOPPED.as_dict())
        raise
    finally:
        job_notes.write(home.cache / FOLDER, token, replace(job, changed=time.time()))


def give_up(home: Home, token: str) -> None:
    """Say on the job's page that no worker will take it up again: each that did came to its end."""
    job = find(home, token)
    if job is not None and not job.over:
        job_notes.write(home.cache / FOLDER, token,
                        replace(job, state=FAILED, error=GIVEN_UP.as_dict(), changed=time.time()))


def _tidy(home: Home) -> None:
    """Forget jobs of a day ago."""
    before = time.time() - KEEP_SECONDS
    for note in (home.cache / FOLDER).glob(f"*/{job_notes.NOTE}"):
        if note.stat().st_mtime < before:
            shutil.rmtree(note.parent, ignore_errors=True)
