"""The worker process: it takes jobs from the store one after another, and takes up again what another one left."""

from __future__ import annotations

import logging
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

import filelock
from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.interfaces.shared import cut_jobs, export_jobs, import_jobs
from plumbline.procedures.casework import consequences, renewing
from plumbline.procedures.casework.consequences import days, effects
from plumbline.procedures.casework.telling import webhooks
from plumbline.procedures.notices import digest
from plumbline.procedures.operations.health import BEAT_SECONDS, beat
from plumbline.procedures.search import following
from plumbline.procedures.standards import announcing

logger = logging.getLogger("plumbline.worker")
INTERVAL_SECONDS = 0.5
INDEX_SECONDS = 1.0
"""How often the search index is brought up to the journal."""
INDEX_AGAIN_SECONDS = 60.0
"""So long is waited where that failed, as on a full disk."""
ORPHAN_SECONDS = 3.0
"""What a job may still take once the server is gone without a word."""
FOLLOW_SECONDS = 2.0
"""How often is looked at what is to follow from what was written just before; what failed waits for DAILY_SECONDS."""
MORNING, DAILY_SECONDS = 7, 60
"""The hour, where the authority is, from which on the work of a day is done; and how often that is looked at."""
MOST_TRIES = 3
QUEUES = ("default", export_jobs.QUEUE)
"""Each has a thread of its own: a long export keeps no import waiting."""
GIVE_UP: dict[str, Callable[[Home, str], None]] = {
    import_jobs.take_in.module_path: import_jobs.give_up, export_jobs.write.module_path: export_jobs.give_up,
    cut_jobs.write_cut.module_path: cut_jobs.give_up,
}
"""How each kind of job says on its page that nobody will take it up again."""


def run(home: Home, *, attached: bool) -> None:
    """Work until asked to stop. ``attached``: standard input is the server's pipe (see keeper.py)."""
    with filelock.FileLock(str(home.cache / "worker.lock")):
        mark = _mark(home)
        take_up(home, mark)
        workers = [_worker(queue, mark) for queue in QUEUES]
        workers[0].configure_signals()
        threading.Thread(target=_beat, args=(home,), daemon=True).start()
        threading.Thread(target=_index, args=(home,), daemon=True).start()
        threading.Thread(target=_follow, args=(home,), daemon=True).start()
        effects.take_up(at=timezone.now(), alone=_only_home())
        threading.Thread(target=_take_long, args=(home,), daemon=True).start()
        if not settings.DEMO:  # nobody signs in there, so nobody has an address
            threading.Thread(target=_daily, args=(home,), daemon=True).start()
        if attached:
            threading.Thread(target=_listen, args=(workers,), daemon=True).start()
        others = [threading.Thread(target=_works, args=(each,), daemon=True) for each in workers[1:]]
        for thread in others:
            thread.start()
        try:
            workers[0].run()
        finally:
            for each in workers:
                each.running = False
            for thread in others:
                thread.join()


def take_up(home: Home, mark: str) -> tuple[int, int]:
    """Put back the jobs that a worker of this home left running: it is dead, for its lock is ours. One that brought
    down :data:`MOST_TRIES` workers is given up instead. Returns how many were put back and given up."""
    back = given_up = 0
    for job in DBTaskResult.objects.running():
        if not (_only_home() or any(str(one).startswith(mark) for one in job.worker_ids[-1:])):
            continue  # another home's worker, on the same database, may be at it
        if len(job.worker_ids) >= MOST_TRIES:
            job.set_failed(RuntimeError(f"given up after {len(job.worker_ids)} workers ended at it"))
            if told := GIVE_UP.get(job.task_path):
                told(home, *job.args_kwargs["args"])
            given_up += 1
            continue
        with transaction.atomic():
            back += DBTaskResult.objects.running().filter(pk=job.pk).update(
                status=TaskResultStatus.READY, started_at=None, run_after=timezone.now())
    if back or given_up:
        logger.warning("jobs that a worker left", extra={"fields": {"taken_up": back, "given_up": given_up}})
    return back, given_up


def _only_home() -> bool:
    """Whether nobody but this home's worker can have taken jobs: the store is a file of the home."""
    from django.db import connection

    return connection.vendor == "sqlite"


def _mark(home: Home) -> str:
    """What the names of this home's workers begin with: made once, for a machine's name may change and a path may not
    be the only one of its name."""
    file = home.cache / "worker-mark"
    if not file.exists():
        file.write_text(secrets.token_hex(8), encoding="ascii")
    return file.read_text(encoding="ascii")


def _worker(queue: str, mark: str) -> Worker:
    return Worker(queue_names=[queue], interval=INTERVAL_SECONDS, batch=False, backend_name="default",
                  startup_delay=False, max_tasks=None, worker_id=f"{mark}-{secrets.token_hex(8)}",
                  excluded_queue_names=[])


def _works(worker: Worker) -> None:
    while worker.running:
        try:
            worker.run()
        except DatabaseError:
            # The store was away. The thread of imports would end the process, and be started again; this one waits.
            close_old_connections()
            time.sleep(INTERVAL_SECONDS)


def _beat(home: Home) -> None:
    """Say every few seconds that the worker lives; the health page and plumb upgrade ask."""
    while True:
        with suppress(OSError):  # a full disk is told by others
            beat(home)
        time.sleep(BEAT_SECONDS)


def _index(home: Home) -> None:
    """Keep the search index up with the journal; one that is missing or damaged is made."""
    told = False
    while True:
        try:
            if not following.standing(home).whole:
                following.follow(home, on=timezone.localdate())
            told = False
        except (DatabaseError, PlumblineError, OSError) as error:
            if not told:  # once, and not every second
                logger.warning("the search index could not be brought up to date; it is tried again",
                               extra={"fields": {"error": f"{type(error).__name__}: {error}"[:300]}})
            told = True
        close_old_connections()
        time.sleep(INDEX_AGAIN_SECONDS if told else INDEX_SECONDS)


def _follow(home: Home) -> None:
    """Do what follows from acts and records soon after them, and once a minute what failed; end the cases whose day has
    passed; announce what became known of standards."""
    last = told = 0.0
    while True:
        now, tick = timezone.now(), time.monotonic()
        again = not last or tick - last >= DAILY_SECONDS
        try:
            if again:
                days.end(home, at=now)
            if again or consequences.to_do():
                consequences.run(home, at=now, fresh=not again)
            if announcing.behind():
                announcing.follow(at=now)
            last = tick if again else last
        except (DatabaseError, PlumblineError) as error:
            last = tick
            if not told or tick - told >= DAILY_SECONDS:  # not with every look
                told = tick
                logger.warning("what follows from acts and records could not be done; it is tried again",
                               extra={"fields": {"error": f"{type(error).__name__}: {error}"[:300]}})
        close_old_connections()
        time.sleep(FOLLOW_SECONDS)


def _take_long(home: Home) -> None:
    """Do what takes long after acts of cases, one after another."""
    while True:
        try:
            effects.run(home, clock=timezone.now)
        except (DatabaseError, PlumblineError) as error:
            logger.warning("what takes long after an act could not be begun; it is tried again",
                           extra={"fields": {"error": f"{type(error).__name__}: {error}"[:300]}})
            time.sleep(DAILY_SECONDS)
        close_old_connections()
        time.sleep(FOLLOW_SECONDS)


def _daily(home: Home) -> None:
    """Once a day, from :data:`MORNING` on: count provisional days anew, watch the reports of the week before, and send
    the mails of the day; those that could not be sent are tried again."""
    done: date | None = None
    while True:
        now = timezone.now()
        try:
            webhooks.send(at=now, address=settings.PUBLIC_ADDRESS)
        except (DatabaseError, PlumblineError):
            logger.warning("what is told of cases could not be sent; it is tried again")
        if timezone.localtime(now).hour >= MORNING and done != timezone.localdate(now):
            try:
                renewing.recount(home, on=timezone.localdate(now))
                _watch(home, now)
                if not digest.send(home, at=now, address=settings.PUBLIC_ADDRESS).failed:
                    done = timezone.localdate(now)
            except (DatabaseError, PlumblineError):
                logger.warning("the work of the day could not be done; it is tried again")
        close_old_connections()  # one that the store dropped is opened anew the next time
        time.sleep(DAILY_SECONDS)


def _watch(home: Home, now: datetime) -> None:
    """Look for signals in what was reported. A rule that cannot be used keeps no mail back."""
    from plumbline.procedures.surveillance.watch import running  # heavy, and wanted once a day

    try:
        running.watch(home, on=timezone.localdate(now), at=now)
    except PlumblineError as error:
        logger.warning("the watch of the day could not be done", extra={"fields": {"error": str(error)[:300]}})


def _listen(workers: list[Worker]) -> None:
    """Wait for the server's word, or its end."""
    word = os.read(sys.stdin.fileno(), 1)
    for worker in workers:
        worker.running = False
    if not word:
        time.sleep(ORPHAN_SECONDS)
        os._exit(75)
