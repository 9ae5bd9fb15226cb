"""What a background job is doing, written beside its files and not into the store: whoever follows it reads a file, and
an import does not wait for its own progress."""

from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from django_tasks.base import Task

from plumbline.documents import json_of
from plumbline.errors import PlumblineError
from plumbline.text import UNSAID, Text

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
TOKEN = re.compile(r"[0-9a-f]{24}|[0-9a-f]{32}")
NOTE = "job.json"
EVERY_SECONDS = 0.25
SILENT_SECONDS = 120
PARTS = ("what", "where", "why", "next_step")
Job = TypeVar("Job")
LOOK_AT_LOG = Text("Ask the people who run this server to look at its log", "请联系本服务器的运维人员查看日志")


class Followed:
    """What whoever follows a job asks of its note, whatever the job does."""

    __slots__ = ()
    stopped: ClassVar[PlumblineError]
    """Why it failed, where nothing was noted."""
    state: str
    changed: float
    error: dict[str, Any] | None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (DONE, FAILED)

    @property
    def told(self) -> PlumblineError:
        """Why it failed."""
        return told(self.error, self.stopped)

    @property
    def lost(self) -> bool:
        """Whether it stopped giving signs: its worker was stopped."""
        return self.state == RUNNING and time.time() - self.changed > SILENT_SECONDS


def read(folder: Path, token: str, of: type[Job]) -> Job | None:
    """The job called ``token`` whose note lies below ``folder``, as it stands now; None where there is none."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        return of(**json_of((folder / token / NOTE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(folder: Path, token: str, job: Any) -> None:
    """Write down where ``job``, a dataclass, stands: the note before or this one, never half of it."""
    target = folder / token / NOTE
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
    fresh.replace(target)


def ask(task: Task[[str], None], token: str, folder: Path) -> None:
    """Put ``task`` into the queue for the job called ``token``, whose files lie in ``folder``. Where the store does not
    take it, the folder goes too: a job that nobody will take up would wait for ever."""
    try:
        task.enqueue(token)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def stopped(left: Text) -> PlumblineError:
    """That a job ended by a fault of the program; ``left`` says how things stand now."""
    return PlumblineError("job.stopped", Text("it stopped for a reason it did not expect", "因未预料的原因中止"),
                          why=left, next_step=LOOK_AT_LOG)


def given_up(what: Text, why: Text = UNSAID, next_step: Text = LOOK_AT_LOG) -> PlumblineError:
    """That each worker which took the job up came to its end over it."""
    return PlumblineError("job.given_up", what, why=why, next_step=next_step)


def told(kept: dict[str, Any] | None, otherwise: PlumblineError) -> PlumblineError:
    """The error that a note keeps; ``otherwise`` where it keeps none. Notes of older versions have no code and speak
    English only."""
    if not kept or not kept.get("what"):
        return otherwise
    chinese = kept.get("zh") or {}
    what, where, why, next_step = (Text(str(kept.get(part, "")), str(chinese.get(part, ""))) for part in PARTS)
    return PlumblineError(str(kept.get("code", "")), what, where=where, why=why, next_step=next_step)
